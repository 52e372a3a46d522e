from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "trimtab.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Let rules look at what was answered."""
        from trimtab.assessments.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals

        signals.register(signals.Source("assessments", SIGNALS, read=signals_of))
