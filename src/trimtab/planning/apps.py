from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "trimtab.planning"
    label = "planning"
