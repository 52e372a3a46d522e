from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "trimtab.hours"
    label = "hours"
