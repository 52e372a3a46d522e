"""Markets compared on evidence: few cases are drawn towards what the others show, and never hidden or celebrated."""

from trimtab.insight.markets.comparing import Compared, Evidence, Figure, Market, compare_markets
from trimtab.insight.markets.pooling import MeanPool, RatePool
from trimtab.insight.markets.queries import OUTCOMES, Totals, totals_by

__all__ = [
    "OUTCOMES",
    "Compared",
    "Evidence",
    "Figure",
    "Market",
    "MeanPool",
    "RatePool",
    "Totals",
    "compare_markets",
    "totals_by",
]
