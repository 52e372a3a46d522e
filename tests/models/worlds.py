"""Worlds with a known truth, to judge what is learned."""

import numpy as np
from scipy.special import expit

from trimtab.insight.models.flat_table import FlatTable, Floats, Numbers, words


def world(size: int, *, seed: int, strength: float = 1.0) -> tuple[FlatTable, Floats, Floats]:
    """Cases, outcomes and true probabilities: the region and the amount matter, the colour does not."""
    chance = np.random.default_rng(seed)
    regions = np.array(["north", "south", "east"])[chance.integers(0, 3, size)]
    amounts = chance.lognormal(8, 1, size)
    lift = {"north": 0.9, "south": -0.9, "east": 0.0}
    odds = -0.8 + strength * (np.array([lift[region] for region in regions]) - 0.6 * (np.log(amounts) - 8))
    truth: Floats = expit(odds)
    outcomes = (chance.random(size) < truth).astype(np.float64)
    colours = np.array(["red", "blue", "green"])[chance.integers(0, 3, size)]
    amounts[chance.random(size) < 0.1] = np.nan
    columns = (Numbers("amount", amounts), words("region", list(regions)), words("colour", list(colours)))
    return FlatTable(columns, size), outcomes, truth
