from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "trimtab.relationships"
    label = "relationships"
