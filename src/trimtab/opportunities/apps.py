from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "trimtab.opportunities"
    label = "opportunities"
