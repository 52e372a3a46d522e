from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "trimtab.strategy"
    label = "strategy"

    def ready(self) -> None:
        """Let rules look at a deal's strategy."""
        from trimtab.opportunities import signals
        from trimtab.strategy.signals import SOURCE

        signals.register(SOURCE)
