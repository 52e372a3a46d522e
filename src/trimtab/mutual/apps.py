from django.apps import AppConfig


class MutualConfig(AppConfig):
    name = "trimtab.mutual"
    label = "mutual"
