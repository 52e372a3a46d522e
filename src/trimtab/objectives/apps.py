from django.apps import AppConfig


class ObjectivesConfig(AppConfig):
    name = "trimtab.objectives"
    label = "objectives"
