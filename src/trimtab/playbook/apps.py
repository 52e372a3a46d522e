from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PlaybookConfig(AppConfig):
    name = "trimtab.playbook"
    label = "playbook"
    verbose_name = gettext_lazy("Playbook")

    def ready(self) -> None:
        """Let rules look at plays."""
        from trimtab.opportunities import signals
        from trimtab.playbook.signals import SIGNALS, signals_of

        signals.register(signals.Source("playbook", SIGNALS, read=signals_of))
