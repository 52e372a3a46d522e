"""Intervals of measures from rows redrawn with replacement: sorted once, counted anew for each draw.

Sorting each draw again would take minutes on tens of thousands of rows; counting takes a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.models.flat_table import Floats, Integers
from trimtab.insight.models.measures import (
    BINS,
    DRAWS,
    Measure,
    area_under_curve,
    brier,
    calibration_error,
    calibration_error_of_groups,
    log_loss,
    losses,
)

LIMITS = (0.025, 0.975)


@dataclass(frozen=True)
class Judged:
    """How one way of telling probabilities did."""

    name: str
    area: Measure
    log_loss: Measure
    brier: Measure
    calibration: Measure  # in bins of equal width
    calibration_of_groups: Measure  # in groups of equal size


def judged(name: str, outcomes: Floats, told: Floats, *, seed: int) -> Judged:
    """The measures of probabilities, each with its interval. The same seed redraws the same rows."""
    of_all = (area_under_curve, log_loss, brier, calibration_error, calibration_error_of_groups)
    values = [of(outcomes, told) for of in of_all]
    redrawn = np.array(list(_redrawn(outcomes, told, seed=seed)))
    return Judged(name, *(_measure(value, redrawn[:, n]) for n, value in enumerate(values)))


def draws(size: int, *, seed: int) -> Iterator[Floats]:
    """How often each row comes up, for one draw after the other."""
    generator = np.random.default_rng(seed)
    for _draw in range(DRAWS):
        yield np.bincount(generator.integers(0, size, size), minlength=size).astype(np.float64)


def _redrawn(outcomes: Floats, told: Floats, *, seed: int) -> Iterator[Sequence[float]]:
    order = np.argsort(told, kind="stable")
    ends, said = outcomes[order], told[order]
    lost, off = losses(ends, said), ends - said
    ties = np.concatenate([[0], np.cumsum(np.diff(said) > 0)])
    bins = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    for counts in draws(outcomes.size, seed=seed):
        counted = counts[order]
        yield (
            _area(ends, counted, ties),
            float(counted @ lost) / outcomes.size,
            float(counted @ off**2) / outcomes.size,
            float(np.abs(np.bincount(bins, weights=counted * off)).sum()) / outcomes.size,
            _of_groups(off, counted, ties),
        )


def _area(ends: Floats, counted: Floats, ties: Integers) -> float:
    positive = np.bincount(ties, weights=counted * ends)
    negative = np.bincount(ties, weights=counted) - positive
    pairs = positive.sum() * negative.sum()
    below = np.cumsum(negative) - negative / 2
    return float(positive @ below / pairs) if pairs else float("nan")


def _of_groups(off: Floats, counted: Floats, ties: Integers) -> float:
    sizes = np.bincount(ties, weights=counted)
    middle = np.cumsum(sizes) - sizes / 2
    groups = np.minimum(middle * BINS / off.size, BINS - 1).astype(np.int64)[ties]
    return float(np.abs(np.bincount(groups, weights=counted * off)).sum()) / off.size


def _measure(value: float, redrawn: Floats) -> Measure:
    kept = redrawn[np.isfinite(redrawn)]
    if np.isnan(value) or not kept.size:
        return Measure(None, None, None)
    # Redrawn rows repeat, which makes a calibration error larger than it is: the interval is moved back to the value.
    low, high = np.quantile(kept, LIMITS) - (kept.mean() - value)
    return Measure(value, max(float(low), 0.0), float(high), float(kept.std(ddof=1)))
