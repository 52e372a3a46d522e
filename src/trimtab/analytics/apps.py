from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings  # noqa: TID251  # a source is handed opportunities and a day, and no folder

if TYPE_CHECKING:
    from trimtab.opportunities.models import Opportunity


class AnalyticsConfig(AppConfig):
    name = "trimtab.analytics"
    label = "analytics"

    def ready(self) -> None:
        """Let rules look at the figures of models."""
        from trimtab.analytics.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals

        def read(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, signals.Values]:
            return signals_of(settings.EXTRACTS, opportunities, today)

        signals.register(signals.Source("analytics", SIGNALS, read))
