from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "trimtab.calls"
    label = "calls"

    def ready(self) -> None:
        """Let rules look at how calls go, and people share an agenda."""
        from trimtab.calls.sharing import KIND
        from trimtab.calls.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals
        from trimtab.sharing import subjects

        signals.register(signals.Source("calls", SIGNALS, read=signals_of))
        subjects.register(KIND)
