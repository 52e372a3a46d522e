from django.apps import AppConfig


class ObjectivesConfig(AppConfig):
    name = "trimtab.objectives"
    label = "objectives"

    def ready(self) -> None:
        """Let rules look at the actions of an opportunity."""
        from trimtab.objectives.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals

        signals.register(signals.Source("objectives", SIGNALS, signals_of))
