from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "trimtab.discovery"
    label = "discovery"
