"""Small estimators in numpy. Constructor stores, `fit` learns and returns self, learned names end in `_`."""

from trimtab.insight.estimators.clusters import bootstrap_by_cluster, ratio_interval
from trimtab.insight.estimators.incidence import AalenJohansen
from trimtab.insight.estimators.intervals import NotFitted, median_interval, poisson_interval, wilson
from trimtab.insight.estimators.survival import KaplanMeier

__all__ = [
    "AalenJohansen",
    "KaplanMeier",
    "NotFitted",
    "bootstrap_by_cluster",
    "median_interval",
    "poisson_interval",
    "ratio_interval",
    "wilson",
]
