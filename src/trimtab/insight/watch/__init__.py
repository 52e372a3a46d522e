"""Which measures really changed, found early at a stated rate of false alarms. See docs/explanation/setbacks.md."""

from trimtab.insight.watch.deciding import Candidate, batch_chance, decide, stands_across_weeks
from trimtab.insight.watch.registry import MEASURES, Measure
from trimtab.insight.watch.series import Series, Watched, series_of, watch, whole_of

__all__ = [
    "MEASURES",
    "Candidate",
    "Measure",
    "Series",
    "Watched",
    "batch_chance",
    "decide",
    "series_of",
    "stands_across_weeks",
    "watch",
    "whole_of",
]
