from django.apps import AppConfig


class CompetitionConfig(AppConfig):
    name = "trimtab.competition"
    label = "competition"

    def ready(self) -> None:
        """Let rules look at a deal's competition."""
        from trimtab.competition.signals import SOURCE
        from trimtab.opportunities import signals

        signals.register(SOURCE)
