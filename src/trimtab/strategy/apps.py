from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "trimtab.strategy"
    label = "strategy"
