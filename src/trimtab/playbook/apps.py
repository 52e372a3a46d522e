from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "trimtab.playbook"
    label = "playbook"
