from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CadencesConfig(AppConfig):
    name = "trimtab.cadences"
    label = "cadences"
    verbose_name = gettext_lazy("Cadences")

    def ready(self) -> None:
        """Let rules look at attempts and follow-ups."""
        from trimtab.cadences.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals

        signals.register(signals.Source("cadences", SIGNALS, read=signals_of))
