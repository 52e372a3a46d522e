"""A chart for a series with too short a past for a baseline: every week is judged by the weeks before it.

Each week becomes a normal score of its predictive distribution (Hawkins 1987; Quesenberry 1991), so that the chart
behaves in a known way from its third week on, however little is known.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trimtab.insight.watch.baseline import WEEKS_A_QUARTER
from trimtab.insight.watch.charts import MOST_A_WEEK, cusum
from trimtab.insight.watch.families import Family
from trimtab.insight.watch.limits import Limit, tail_of

Floats = NDArray[np.float64]
REFERENCE = 0.5  # half the shift, in standard deviations, that the chart is tuned to
PATHS = 4000
PRIOR_UNITS = 2.0
WARM_UP = 2


@dataclass(frozen=True)
class SelfStarted:
    """The scores, both charts, their limits, and what was expected of each week on the link scale."""

    scores: Floats
    path: Floats
    limits: tuple[Limit, Limit]
    link: Floats


def self_started(family: Family, total: Floats, exposure: Floats, *, generator: np.random.Generator) -> SelfStarted:
    """Chart a series from its first week."""
    scores = normal_scores(family, total, exposure)
    path = np.stack([cusum(-scores - REFERENCE, most=MOST_A_WEEK), cusum(scores - REFERENCE, most=MOST_A_WEEK)])
    draws = generator.standard_normal((total.size, PATHS))
    draws[:WARM_UP] = 0.0
    healthy = cusum(draws - REFERENCE, most=MOST_A_WEEK)
    limit = Limit(tail_of(healthy[-WEEKS_A_QUARTER:].max(axis=0)), tail_of(healthy[-1]))
    return SelfStarted(scores, path, (limit, limit), family.link(_so_far(family, total, exposure)))


def normal_scores(family: Family, total: Floats, exposure: Floats) -> Floats:
    """Each week's normal score given the weeks before it; 0 while there are fewer than two."""
    before_total = np.concatenate(([0.0], np.cumsum(total)[:-1]))
    before_units = np.concatenate(([0.0], np.cumsum(exposure)[:-1]))
    if family.name == "share":
        a, b = before_total + PRIOR_UNITS / 2, before_units - before_total + PRIOR_UNITS / 2
        drawn = stats.betabinom(exposure.astype(int), a, b)
        place = drawn.cdf(total - 1) + drawn.pmf(total) / 2
    elif family.name == "count":
        shape = before_total + 0.5
        drawn = stats.nbinom(shape, before_units / (before_units + exposure + 1e-12))
        place = drawn.cdf(total - 1) + drawn.pmf(total) / 2
    else:
        place = _by_student(total, exposure)
    scores = stats.norm.ppf(np.clip(place, 1e-6, 1 - 1e-6))
    scores[:WARM_UP] = 0.0
    return np.where((exposure > 0) & np.isfinite(scores), scores, 0.0)


def _by_student(total: Floats, exposure: Floats) -> Floats:
    """Place of each weekly mean among the earlier ones; a mean of more units weighs more."""
    place, weights, means = np.full(total.size, 0.5), list[float](), list[float]()
    for week in range(total.size):
        if exposure[week] <= 0:
            continue
        value = total[week] / exposure[week]
        if len(means) >= 3:
            w, m = np.array(weights), np.array(means)
            centre = float((w * m).sum() / w.sum())
            variance = float((w * (m - centre) ** 2).sum()) / (len(means) - 1)
            spread = np.sqrt(max(variance, 1e-12) * (1 / exposure[week] + 1 / w.sum()))
            place[week] = stats.t.cdf((value - centre) / spread, len(means) - 1)
        weights.append(float(exposure[week]))
        means.append(float(value))
    return place


def _so_far(family: Family, total: Floats, exposure: Floats) -> Floats:
    """The mean of all weeks, as every week's expectation: shown, not tested against."""
    mean = total.sum() / max(float(exposure.sum()), 1e-12)
    return np.full(total.size, mean)
