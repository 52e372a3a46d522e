"""Every metric that a page can explain: those of insight, and the rows and counts of our own."""

from trimtab.analytics.rows import (
    CHANGE_ROWS,
    CLOSED_ROWS,
    CURRENCY_USE,
    CUT_VALUES,
    DUE_ROWS,
    HISTORY_KNOWN,
    OPEN_ROWS,
    STAGE_ROWS,
    STAGE_USE,
    TARGET_ROWS,
    WORKED_ROWS,
)
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Metric
from trimtab.insight.trends.figures import FIGURES

OURS = (
    HISTORY_KNOWN,
    CLOSED_ROWS,
    OPEN_ROWS,
    STAGE_ROWS,
    WORKED_ROWS,
    DUE_ROWS,
    CHANGE_ROWS,
    TARGET_ROWS,
    CUT_VALUES,
    CURRENCY_USE,
    STAGE_USE,
)
ALL_METRICS: dict[str, Metric] = {**METRICS, **FIGURES, **{metric.name: metric for metric in OURS}}
