from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "trimtab.value"
    label = "value"
