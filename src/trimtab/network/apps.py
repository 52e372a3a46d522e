from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "trimtab.network"
    label = "network"
