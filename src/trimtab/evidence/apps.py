from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "trimtab.evidence"
    label = "evidence"
