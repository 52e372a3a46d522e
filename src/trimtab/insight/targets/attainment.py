"""Who reaches a target how often: wins come by chance, are few, and are of very different size.

Reference: with identical people and targets at the exact expectation, eight wins a year and a spread of sizes of 1.0,
44 of 100 reach it; half of that is what luck makes of a fair target.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.targets.productivity import Floats

NEARLY = 0.8
SIZES_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Expectation:
    """Of each person in the period: expected wins, their mean size; the spread of sizes, and of what all share.

    shock: standard deviation of a common factor on everybody's wins, as a logarithm.
    """

    wins: Floats
    mean_size: Floats
    size_spread: float
    shock: float = 0.1

    @property
    def value(self) -> Floats:
        """Expected value of each person."""
        product: Floats = self.wins * self.mean_size
        return product


@dataclass(frozen=True)
class Attainment:
    """Of each person the chance to reach the target and four fifths of it; of all together the range.

    luck: the share of the variance of attainment that chance makes among people who each have the expected result.
    """

    chance: Floats
    nearly: Floats
    median: Floats
    total_low: float
    total_median: float
    total_high: float
    total_chance: float
    half_chance: float  # the chance of the person in the middle
    luck: float
    draws: int


def simulate_attainment(expected: Expectation, targets: Floats, *, total: float, draws: int, seed: int) -> Attainment:
    """Simulate the period.

    Args:
        expected: what is expected of each person.
        targets: their targets, above 0; somebody with a target of 0 is always said to reach it.
        total: what all together are to reach.
    """
    values = value_draws(expected, draws=draws, seed=seed)
    reached = values >= targets
    ratio = values / np.maximum(targets, 1e-9)
    summed = values.sum(axis=1)
    low, median, high = (float(one) for one in np.quantile(summed, (0.1, 0.5, 0.9)))
    chance = reached.mean(axis=0)
    return Attainment(
        chance=chance,
        nearly=(ratio >= NEARLY).mean(axis=0),
        median=np.median(values, axis=0),
        total_low=low,
        total_median=median,
        total_high=high,
        total_chance=float(np.mean(summed >= total)),
        half_chance=float(np.median(chance)) if len(chance) else 0.0,
        luck=_luck(ratio[:, targets > 0]),
        draws=draws,
    )


def value_draws(expected: Expectation, *, draws: int, seed: int) -> Floats:
    """What each person wins, draws × people: Poisson wins of log-normal size, times what all share."""
    rng = np.random.default_rng(seed)
    common = np.exp(rng.normal(0, 1, (draws, 1)) * expected.shock - expected.shock**2 / 2)
    wins = rng.poisson(expected.wins * common)
    spread = np.sqrt(np.log1p(expected.size_spread**2))
    values: Floats = np.zeros(wins.shape)
    rows = max(1, SIZES_AT_ONCE // max(int(wins.sum(axis=1).max(initial=0)), 1))
    for begin in range(0, draws, rows):
        values[begin : begin + rows] = _sums(wins[begin : begin + rows], spread=spread, rng=rng)
    return values * expected.mean_size


def _sums(wins: np.ndarray, *, spread: float, rng: np.random.Generator) -> Floats:
    """Sums of so many log-normal sizes with mean 1."""
    sizes = np.exp(rng.normal(0, 1, int(wins.sum())) * spread - spread**2 / 2)
    owner = np.repeat(np.arange(wins.size), wins.ravel())
    summed: Floats = np.bincount(owner, weights=sizes, minlength=wins.size).astype(np.float64)
    return summed.reshape(wins.shape)


def _luck(ratio: Floats) -> float:
    """Variance within people over the variance of all results; 1 where all are expected to do alike."""
    if ratio.size == 0:
        return 1.0
    within = float(ratio.var(axis=0).mean())
    between = float(ratio.mean(axis=0).var())
    return within / (within + between) if within + between > 0 else 1.0
