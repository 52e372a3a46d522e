"""What is known of a pilot so far, however often somebody looks.

The difference of shares is a regression on cells (unit, span, with or without), spans taken out. Its error comes from
whole units, or pairs of them, never from single deals. The interval is that of a mixture sequential probability ratio
test (Robbins 1970; Johari, Pekelis and Walsh 2015): with 95 % chance the truth lies inside at every look, not only at
the last one. With few units the error is itself uncertain: the normal tail is replaced by Student's of the same
height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from trimtab.insight.results import NotEnoughData

Floats = NDArray[np.float64]
ALPHA = 0.05
FEWEST_CLUSTERS = 4
LEAST_DEALS = 20


@dataclass(frozen=True)
class Cell:
    """Deals of one unit in one span of the pilot, with the lever or without."""

    unit: int
    pair: int
    span: int
    is_with: bool
    deals: int
    successes: int


@dataclass(frozen=True)
class Standing:
    """A pilot at one look. low, high: 95 % always-valid interval of the difference; error: its standard error."""

    difference: float
    low: float
    high: float
    error: float
    share_with: float | None
    share_without: float | None
    deals_with: int
    deals_without: int
    clusters: int

    @property
    def deals(self) -> int:
        """Of both arms."""
        return self.deals_with + self.deals_without


def stand(cells: Sequence[Cell], *, expected: float, is_paired: bool, alpha: float = ALPHA) -> Standing | NotEnoughData:
    """Where a pilot stands.

    Args:
        cells: all deals so far that have an outcome.
        expected: the difference the pilot was planned for; it sets where the interval is tightest, not whether it is
        valid. is_paired: whether errors are those of pairs.
    """
    deals = np.array([cell.deals for cell in cells], dtype=float)
    arm = np.array([cell.is_with for cell in cells], dtype=bool)
    counts = [int(deals[arm].sum()), int(deals[~arm].sum())] if cells else [0, 0]
    names = np.array([cell.pair if is_paired else cell.unit for cell in cells])
    clusters = int(np.unique(names[deals > 0]).size) if cells else 0
    if min(counts) < LEAST_DEALS or clusters < FEWEST_CLUSTERS:
        return _too_few(counts, clusters)
    won = np.array([cell.successes for cell in cells], dtype=float)
    spans = np.array([cell.span for cell in cells])
    found = _difference(deals, won, arm, spans, names)
    if found is None:
        return _too_few(counts, clusters)
    difference, error = found
    half = always_valid(error, expected=expected, alpha=alpha, clusters=clusters)
    with_lever, without = (float(won[side].sum() / deals[side].sum()) for side in (arm, ~arm))
    low, high = difference - half, difference + half
    return Standing(difference, low, high, error, with_lever, without, counts[0], counts[1], clusters)


def always_valid(error: float, *, expected: float, alpha: float = ALPHA, clusters: int) -> float:
    """Half the width of an interval that holds at every look."""
    variance, mixed = error**2, max(abs(expected), 1e-4) ** 2
    half = sqrt(variance * (variance + mixed) / mixed * log((variance + mixed) / (variance * alpha**2)))
    return error * float(t.isf(norm.sf(half / error), max(clusters - 1, 1)))


def _difference(
    deals: Floats, won: Floats, arm: NDArray[np.bool_], spans: NDArray[np.int64], names: NDArray[np.int64]
) -> tuple[float, float] | None:
    """The difference within spans and its error by clusters; None where no span has both arms."""
    share = np.divide(won, deals, out=np.zeros(deals.size), where=deals > 0)
    lever, outcome = (_within(values, deals, spans) for values in (arm.astype(float), share))
    pulled = float(deals @ lever**2)
    if pulled <= 1e-9:
        return None
    difference = float(deals @ (lever * outcome)) / pulled
    _names, places = np.unique(names, return_inverse=True)
    sums = np.bincount(places, deals * lever * (outcome - difference * lever))
    clusters = int((np.bincount(places, deals) > 0).sum())
    error = sqrt(float(sums @ sums) * clusters / (clusters - 1)) / pulled
    return (difference, error) if error > 0 else None


def _within(values: Floats, deals: Floats, spans: NDArray[np.int64]) -> Floats:
    """Values less the mean of their span, weighted by deals."""
    _names, places = np.unique(spans, return_inverse=True)
    totals = np.bincount(places, deals)
    means = np.bincount(places, deals * values) / np.where(totals > 0, totals, 1)
    return np.asarray(values - means[places])


def _too_few(counts: Sequence[int], clusters: int) -> NotEnoughData:
    if clusters < FEWEST_CLUSTERS:
        return NotEnoughData(n=clusters, needs=FEWEST_CLUSTERS, of="units with deals")
    return NotEnoughData(n=min(counts), needs=LEAST_DEALS, of="deals in each arm")
