from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DiscoveryConfig(AppConfig):
    name = "trimtab.discovery"
    label = "discovery"

    def ready(self) -> None:
        """Let people talk about insights, and put files to them."""
        from trimtab.collaboration import subjects
        from trimtab.discovery.policy import get_insight_for, visible_insights
        from trimtab.discovery.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals

        subjects.register(
            "insight",
            get_for=get_insight_for,
            label=gettext_lazy("Insight"),
            url="insight",
            visible=visible_insights,
        )
        signals.register(signals.Source("discovery", SIGNALS, signals_of))
