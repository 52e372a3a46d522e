from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "trimtab.rulebook"
    label = "rulebook"
