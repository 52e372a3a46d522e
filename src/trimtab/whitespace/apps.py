from django.apps import AppConfig


class WhitespaceConfig(AppConfig):
    name = "trimtab.whitespace"
    label = "whitespace"
