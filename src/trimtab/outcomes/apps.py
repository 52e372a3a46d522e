from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "trimtab.outcomes"
    label = "outcomes"
