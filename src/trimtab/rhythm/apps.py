from django.apps import AppConfig


class RhythmConfig(AppConfig):
    name = "trimtab.rhythm"
    label = "rhythm"
