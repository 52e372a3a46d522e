"""How much each person wins in a week once ramped up, drawn towards the others as far as few wins demand."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

# Wins with which the size common to all counts in a person's own mean size.
SIZE_WEIGHT = 10.0
# Without any win in the company nothing can be said; with fewer, people are not told apart.
LEAST_WINS = 20


@dataclass(frozen=True)
class Productivity:
    """Of each person: expected wins a week with the shape of its gamma distribution, and the mean size of a win."""

    wins_a_week: Floats
    shape: Floats
    mean_size: Floats
    size_spread: float  # coefficient of variation of sizes
    wins: int

    @property
    def value_a_week(self) -> Floats:
        """Expected won value a week of each person."""
        product: Floats = self.wins_a_week * self.mean_size
        return product


def productivity_of(wins: Integers, value: Floats, weeks: Floats, *, sizes: Floats) -> Productivity:
    """Estimate it by an empirical-Bayes gamma-Poisson model.

    Args:
        wins: wins of each person in the span looked at.
        value: their value.
        weeks: ramped weeks of each person in the span (a week half ramped counts half).
        sizes: the size of every win of the company in the span.

    Returns:
        Rates drawn towards the common rate by the method of moments: people differ only as far as their counts differ
        by more than chance. Where all together have fewer than LEAST_WINS wins, everybody has the common rate.
    """
    exposure = np.maximum(weeks, 1e-9)
    total_wins, total_weeks = float(wins.sum()), float(exposure.sum())
    common = total_wins / total_weeks if total_weeks > 1e-6 else 0.0
    strength = _weeks_of_prior(wins, exposure, common)
    shape = wins + common * strength
    rate = np.where(exposure + strength > 0, shape / (exposure + strength), 0.0)
    mean_size = float(sizes.mean()) if sizes.size else 0.0
    own_size = (value + SIZE_WEIGHT * mean_size) / (wins + SIZE_WEIGHT)
    spread = float(sizes.std() / mean_size) if sizes.size > 1 and mean_size > 0 else 1.0
    return Productivity(rate, np.maximum(shape, 0.5), own_size, spread, int(total_wins))


def _weeks_of_prior(wins: Integers, weeks: Floats, common: float) -> float:
    """How many weeks the common rate weighs: the common rate over the variance between people."""
    if wins.sum() < LEAST_WINS or len(wins) < 2 or common <= 0:
        return 1e9
    observed = float(np.average((wins / weeks - common) ** 2, weights=weeks))
    by_chance = common * len(wins) / float(weeks.sum())
    between = observed - by_chance
    return common / between if between > 1e-12 else 1e9
