from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "trimtab.calls"
    label = "calls"

    def ready(self) -> None:
        """Let rules look at how calls go."""
        from trimtab.calls.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals

        signals.register(signals.Source("calls", SIGNALS, read=signals_of))
