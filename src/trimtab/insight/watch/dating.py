"""When a series changed: the posterior of its run length (Adams and MacKay 2007)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HAZARD = 1 / 100  # one change in about two years, before looking
SPREAD = 0.5  # of changes on the link scale, before looking


@dataclass(frozen=True)
class Change:
    """The week in which the change most probably began, eight-in-ten bounds, and the chance that there was one."""

    week: int
    low: int
    high: int
    probability: float


def run_length_posterior(
    scores: Floats, information: Floats, *, hazard: float = HAZARD, spread: float = SPREAD
) -> Floats:
    """P(run length = r) after the last week, r = 0 ... weeks.

    Each score is the week's deviation from its expectation over its standard deviation; a change by d moves it by
    d x sqrt(information). Within a run d is the same, normal around 0 with `spread`; the first run has d = 0, because
    the expectation was fitted to it.
    """
    loads = np.sqrt(information)
    log_mass = np.array([0.0])
    precision, moment = np.array([1e12]), np.array([0.0])
    for score, load in zip(scores, loads, strict=True):
        mean = moment / precision
        variance = 1 + load**2 / precision
        fits = -0.5 * (np.log(variance) + (score - load * mean) ** 2 / variance)
        grown = log_mass + fits + np.log1p(-hazard)
        fresh_variance = 1 + (load * spread) ** 2
        fresh = np.logaddexp.reduce(log_mass) + np.log(hazard)
        fresh += -0.5 * (np.log(fresh_variance) + score**2 / fresh_variance)
        log_mass = np.concatenate(([fresh], grown))
        precision = np.concatenate(([1 / spread**2], precision)) + load**2
        moment = np.concatenate(([0.0], moment)) + load * score
        log_mass -= np.logaddexp.reduce(log_mass)
    return np.asarray(np.exp(log_mass), dtype=float)


def date_change(scores: Floats, information: Floats) -> Change | None:
    """The last change within these weeks; None where there are none."""
    weeks = scores.size
    if not weeks:
        return None
    mass = run_length_posterior(scores, information)
    began, never = mass[:-1][::-1], float(mass[-1])  # began[week]: the current run started in that week
    total = float(began.sum())
    share = np.cumsum(began) / max(total, 1e-300)
    return Change(
        week=int(began.argmax()),
        low=int(np.searchsorted(share, 0.1)),
        high=min(int(np.searchsorted(share, 0.9)), weeks - 1),
        probability=1 - never,
    )
