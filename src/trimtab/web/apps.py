from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "trimtab.web"
    label = "web"
