"""What a healthy series does by chance, with the error of its baseline: from a simulated past of its own size.

A limit from a baseline that is taken for the truth promises too much: with 52 weeks a third more false alarms than
stated, with 20 weeks more than twice as many. Here each simulated path draws its true level from the baseline's
uncertainty, is charted against the estimate, and so shows how far a healthy series gets.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.watch.baseline import WEEKS_A_QUARTER, Expected
from trimtab.insight.watch.charts import MOST_A_WEEK, cusum, ewma
from trimtab.insight.watch.families import Family

Floats = NDArray[np.float64]
PATHS = 2000
TAIL = 0.05  # the highest share of paths, from which the tail is continued


@dataclass(frozen=True)
class Tail:
    """A distribution known from draws, continued beyond them by an exponential tail."""

    ordered: Floats
    start: float
    scale: float

    def chance(self, value: float) -> float:
        """P(a draw reaches the value)."""
        share = float(1 - np.searchsorted(self.ordered, value, side="left") / self.ordered.size)
        if value <= self.start or share > TAIL:
            return share
        return float(TAIL * np.exp(-(value - self.start) / self.scale))

    def limit(self, chance: float) -> float:
        """The value that a draw reaches with that chance."""
        if chance >= TAIL:
            return float(np.quantile(self.ordered, 1 - chance))
        return float(self.start + self.scale * np.log(TAIL / max(chance, 1e-12)))


def tail_of(draws: Floats) -> Tail:
    """The distribution of these draws."""
    ordered = np.sort(draws)
    start = float(np.quantile(ordered, 1 - TAIL))
    beyond = ordered[ordered > start] - start
    return Tail(ordered, start, max(float(beyond.mean()) if beyond.size else 0.0, 1e-6))


@dataclass(frozen=True)
class Limit:
    """How far a healthy series gets in one direction: at any time within a quarter, and in the last week."""

    in_quarter: Tail
    in_week: Tail


def charted(family: Family, total: Floats, exposure: Floats, expected: Expected, *, dispersion: float) -> Floats:
    """Both charts, shape (2, weeks, ...): for a fall and for a rise. Log-likelihood CUSUM; of means an EWMA."""
    link = expected.link.reshape((-1,) + (1,) * (total.ndim - 1))
    if family.name == "mean":
        known = exposure > 0
        spread = np.sqrt(dispersion * np.maximum(exposure, 1e-12))
        scores = np.where(known, (total - exposure * link) / spread, 0.0)
        path = ewma(scores)
        return np.stack([-path, path])
    ratios = [
        family.log_ratio(total, exposure, link, shift=side * family.shift, dispersion=dispersion) for side in (-1, 1)
    ]
    return np.stack([cusum(ratio, most=MOST_A_WEEK) for ratio in ratios])


def limits_for(
    family: Family,
    exposure: Floats,
    expected: Expected,
    *,
    dispersion: float,
    generator: np.random.Generator,
    paths: int = PATHS,
) -> tuple[Limit, Limit]:
    """Limits for a fall and for a rise of a series with these exposures, from `paths` healthy pasts."""
    weeks = exposure.size
    links = expected.link[:, None] + expected.error * generator.standard_normal(paths)
    exposures = np.broadcast_to(exposure[:, None], (weeks, paths))
    totals = family.draw(exposures, links, dispersion=dispersion, generator=generator)
    both = charted(family, totals, np.asarray(exposures), expected, dispersion=dispersion)
    fall, rise = (Limit(tail_of(path[-WEEKS_A_QUARTER:].max(axis=0)), tail_of(path[-1])) for path in both)
    return fall, rise
