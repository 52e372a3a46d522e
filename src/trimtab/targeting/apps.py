from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "trimtab.targeting"
    label = "targeting"
