from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "trimtab.calls"
    label = "calls"
