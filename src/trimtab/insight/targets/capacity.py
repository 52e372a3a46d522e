"""What the people there are can sell in a period: ramp of the new, those who leave, seats that stand empty."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from trimtab.insight.targets.productivity import Floats, Productivity

DAYS_A_WEEK = 7
WEEKS_A_YEAR = 365.25 / 7
PEOPLE_AT_ONCE = 100


@dataclass(frozen=True)
class Seats:
    """The seats of a period.

    tenure: weeks since each person was hired, at the beginning of the period; negative where the hire comes later.
    ramp_weeks: after so many weeks half of the full rate is reached. leaving: share that leaves in a year.
    empty_weeks: how long a seat stays empty.
    """

    productivity: Productivity
    tenure: Floats
    ramp_weeks: float
    leaving: float = 0.25
    empty_weeks: float = 9.0


def ramp(tenure: Floats, *, ramp_weeks: float) -> Floats:
    """The share of the full rate after so many weeks: logistic, one half at `ramp_weeks`, nothing before the hire.

    It starts near 0.02 and is above 0.98 after twice the time.
    """
    if ramp_weeks <= 0:
        return np.where(tenure >= 0, 1.0, 0.0)
    share: Floats = expit((tenure - ramp_weeks) / (ramp_weeks / 4))
    return np.where(tenure >= 0, share, 0.0)


def capacity_draws(seats: Seats, *, weeks: int, draws: int, seed: int) -> Floats:
    """What all seats together win in `weeks` weeks, one value a draw, in the reporting currency.

    Each draw takes a rate for each person from what is known of it, and lets people leave at random; who follows
    ramps up anew. Sizes vary by chance too: the variance of a sum of so many wins is added to each draw.
    """
    rng = np.random.default_rng(seed)
    total: Floats = np.zeros(draws)
    people = len(seats.tenure)
    for begin in range(0, people, PEOPLE_AT_ONCE):
        chosen = np.arange(begin, min(begin + PEOPLE_AT_ONCE, people))
        total += _of_some(seats, chosen, weeks=weeks, draws=draws, rng=rng)
    return total


def _of_some(seats: Seats, chosen: np.ndarray, *, weeks: int, draws: int, rng: np.random.Generator) -> Floats:
    known, size = seats.productivity, (draws, len(chosen))
    rate = rng.gamma(known.shape[chosen], 1.0, size) * (known.wins_a_week / known.shape)[chosen]
    leaves_at = rng.exponential(WEEKS_A_YEAR / max(seats.leaving, 1e-9), size)
    full_weeks = np.zeros(size)
    for week in range(weeks):
        stays = week < leaves_at
        own = ramp(seats.tenure[chosen] + week, ramp_weeks=seats.ramp_weeks)
        follower = ramp(week - leaves_at - seats.empty_weeks, ramp_weeks=seats.ramp_weeks)
        full_weeks += np.where(stays, own, follower)
    wins = rng.poisson(rate * full_weeks)
    value: Floats = wins * known.mean_size[chosen]
    noise = rng.normal(0, 1, size) * np.sqrt(wins) * known.size_spread * known.mean_size[chosen]
    summed: Floats = np.maximum((value + noise).sum(axis=1), 0.0)
    return summed
