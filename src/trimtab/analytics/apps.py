from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "trimtab.analytics"
    label = "analytics"
