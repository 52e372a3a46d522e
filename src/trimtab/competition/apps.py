from django.apps import AppConfig


class CompetitionConfig(AppConfig):
    name = "trimtab.competition"
    label = "competition"
