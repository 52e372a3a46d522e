"""How far people agree who label the same things blind: Krippendorff's alpha for names of kinds (Krippendorff 2011)."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 1_000
USABLE, GOOD = 0.667, 0.8  # from Krippendorff: below the first, no conclusion may rest on the labels
LEAST_UNITS = 10

Unit = Sequence[Hashable | None]  # the labels that one thing was given; None: that person gave none


@dataclass(frozen=True)
class Agreement:
    """Alpha with its 95 % interval from redrawn things; None where it is not defined. n: things with two labels."""

    n: int
    alpha: float | None
    low: float | None = None
    high: float | None = None

    @property
    def has_enough(self) -> bool:
        """Whether there are enough things for the interval to mean something."""
        return self.n >= LEAST_UNITS


def agreement(units: Sequence[Unit], *, seed: int = 20240601, draws: int = DRAWS) -> Agreement:
    """Alpha of the labels. Things with fewer than two labels say nothing and are left out.

    All labels alike give 1 where more than one kind was ever used, else None: nobody could have disagreed.
    """
    counts = _counts(units)
    alpha = _alpha(counts[None, :, :])[0] if len(counts) else np.nan
    if np.isnan(alpha):
        return Agreement(len(counts), None)
    drawn = np.random.default_rng(seed).integers(0, len(counts), (draws, len(counts)))
    alphas = _alpha(counts[drawn])
    known = alphas[~np.isnan(alphas)]
    low, high = np.quantile(known, (0.025, 0.975)) if len(known) else (alpha, alpha)
    return Agreement(len(counts), float(alpha), float(low), float(high))


def disputed(units: Sequence[Unit]) -> list[int]:
    """The places of the things on which people differ, the most disputed first."""
    differing = []
    for place, unit in enumerate(units):
        given = Counter(label for label in unit if label is not None)
        total = sum(given.values())
        if len(given) > 1:
            differing.append((-(total - max(given.values())) / total, place))
    return [place for _share, place in sorted(differing)]


def _counts(units: Sequence[Unit]) -> np.ndarray:
    """How often each kind was given, one row a thing."""
    kinds = sorted({label for unit in units for label in unit if label is not None}, key=str)
    rows = [[sum(label == kind for label in unit) for kind in kinds] for unit in units]
    kept = [row for row in rows if sum(row) >= 2]
    return np.array(kept, dtype=np.float64).reshape(len(kept), len(kinds))


def _alpha(counts: np.ndarray) -> np.ndarray:
    """1 - observed / expected disagreement, of each draw. counts: draws × things × kinds."""
    given = counts.sum(axis=2)
    pairs = np.maximum(given - 1, 1)
    observed = ((given**2 - (counts**2).sum(axis=2)) / pairs).sum(axis=1)
    kinds = counts.sum(axis=1)
    total = kinds.sum(axis=1)
    expected = (total**2 - (kinds**2).sum(axis=1)) / np.maximum(total - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(expected > 0, 1 - observed / expected, np.nan))
