from django.apps import AppConfig


class CoachConfig(AppConfig):
    name = "trimtab.coach"
    label = "coach"
