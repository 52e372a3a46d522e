from django.apps import AppConfig


class CadencesConfig(AppConfig):
    name = "trimtab.cadences"
    label = "cadences"
