from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "trimtab.connectors"
    label = "connectors"
