from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "trimtab.research"
    label = "research"
