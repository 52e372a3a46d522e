from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "trimtab.retention"
    label = "retention"
