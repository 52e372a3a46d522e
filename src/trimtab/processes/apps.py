from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "trimtab.processes"
    label = "processes"
