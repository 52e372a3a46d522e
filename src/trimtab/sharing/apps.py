from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "trimtab.sharing"
    label = "sharing"
