from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "trimtab.relationships"
    label = "relationships"

    def ready(self) -> None:
        """Let rules look at the people of an opportunity."""
        from trimtab.opportunities import signals
        from trimtab.relationships.signals import SIGNALS, signals_of

        signals.register(signals.Source("relationships", SIGNALS, signals_of))
