"""What the customers of each territory buy, if they buy like those of their kind."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.targets.productivity import Floats, Integers

# Accounts with which the rate of all kinds counts in the rate of each.
KIND_WEIGHT = 20.0


@dataclass(frozen=True)
class Territories:
    """Accounts by person and kind of customer, and what each kind bought.

    accounts: people × kinds, how many accounts of the kind the person holds. held: accounts of each kind in the whole
    company. value, wins: won in the span by kind. periods: how many periods of the target's length the span has.
    """

    accounts: Floats
    held: Integers
    value: Floats
    wins: Integers
    periods: float


def rates_of(territories: Territories) -> Floats:
    """Won value of one account in one period by kind of customer, drawn towards the rate of all kinds."""
    held = territories.held.astype(float)
    if held.sum() <= 0 or territories.periods <= 0:
        return np.zeros(len(held))
    common = territories.value.sum() / held.sum()
    rates: Floats = (territories.value + KIND_WEIGHT * common) / (held + KIND_WEIGHT) / territories.periods
    return rates


def potential_of(territories: Territories, *, season: float = 1.0) -> Floats:
    """Expected won value of each person's territory in one period; `season` is the period's share of an average one."""
    potential: Floats = territories.accounts @ rates_of(territories) * season
    return potential


def potential_spread(territories: Territories, *, size_spread: float) -> Floats:
    """The relative standard error of each potential: its rates rest on few wins of very different size."""
    kinds = np.sqrt((1 + size_spread**2) / np.maximum(territories.wins, 1))
    rates = rates_of(territories)
    parts = territories.accounts * rates
    total = np.maximum(parts.sum(axis=1), 1e-9)
    spread: Floats = np.sqrt(((parts * kinds) ** 2).sum(axis=1)) / total
    return spread


def market_draws(territories: Territories, *, size_spread: float, season: float = 1.0, draws: int, seed: int) -> Floats:
    """What all territories together buy in one period, one value a draw: rates as uncertain as their wins are few."""
    rng = np.random.default_rng(seed)
    spread = np.sqrt(np.log1p((1 + size_spread**2) / np.maximum(territories.wins, 1)))
    rates = rates_of(territories) * np.exp(rng.normal(0, 1, (draws, len(spread))) * spread - spread**2 / 2)
    total: Floats = rates @ territories.accounts.sum(axis=0) * season
    return total
