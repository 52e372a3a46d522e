from django.apps import AppConfig


class CollaborationConfig(AppConfig):
    name = "trimtab.collaboration"
    label = "collaboration"
