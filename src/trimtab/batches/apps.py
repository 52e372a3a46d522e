from django.apps import AppConfig


class BatchesConfig(AppConfig):
    name = "trimtab.batches"
    label = "batches"
