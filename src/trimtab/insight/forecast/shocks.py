"""How much everybody wins more or less than the sum of the chances: shocks that a company and a team share.

Chances of single opportunities say nothing about a quarter in which all of them go worse. Its size is learned from what
remained of earlier spans: the shift of the log-odds that makes the chances add up to what was won.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import Floats, Integers

FLOOR = 0.10
# What is believed before any span has ended, and how many spans that belief is worth.
USUAL_COMPANY, USUAL_TEAM, BELIEF = 0.20, 0.12, 3.0
MOST = 1.5


@dataclass(frozen=True)
class Ended:
    """An earlier span that ended: chances of what stood open, whether it was won within, whose team it was."""

    chances: Floats
    is_won: Floats
    team: Integers


@dataclass(frozen=True)
class Shocks:
    """Standard deviations of the shared shifts of log-odds, and the mean shift that earlier spans needed."""

    company: float
    team: float
    shift: float
    n: int


def shocks_of(ended: Sequence[Ended]) -> Shocks:
    """The shocks that earlier spans speak of, drawn towards usual ones; never below the floor."""
    company: list[tuple[float, float]] = []
    teams: list[tuple[float, float]] = []
    for span in ended:
        shift, variance = _shift(span.chances, span.is_won)
        company.append((shift, variance))
        moved = _moved(span.chances, shift)
        groups = np.unique(span.team)
        if len(groups) > 1:
            teams += [_shift(moved[span.team == team], span.is_won[span.team == team]) for team in groups]
    return Shocks(
        company=_size(company, usual=USUAL_COMPANY),
        team=_size(teams, usual=USUAL_TEAM),
        shift=_mean_shift(company),
        n=len(ended),
    )


def _shift(chances: Floats, is_won: Floats) -> tuple[float, float]:
    """The shift of log-odds that explains what was won, and its variance by chance alone."""
    information = float((chances * (1 - chances)).sum()) + 1e-9
    step = (float(is_won.sum()) - float(chances.sum())) / information
    return float(np.clip(step, -MOST, MOST)), 1 / information


def _moved(chances: Floats, shift: float) -> Floats:
    odds = np.log(chances / (1 - chances)) + shift
    moved: Floats = 1 / (1 + np.exp(-odds))
    return moved


def _size(shifts: Sequence[tuple[float, float]], *, usual: float) -> float:
    """Moment estimate, each span weighted by what it tells; a span in which chance alone explains all weighs little."""
    weight = np.array([usual**2 / (usual**2 + variance) for _shift, variance in shifts])
    beyond = np.array([shift**2 - variance for shift, variance in shifts])
    variance = (float((weight * beyond).sum()) + BELIEF * usual**2) / (float(weight.sum()) + BELIEF)
    return float(np.sqrt(max(variance, FLOOR**2)))


def _mean_shift(shifts: Sequence[tuple[float, float]]) -> float:
    """The mean of the shifts, drawn towards none."""
    weight = np.array([1 / (USUAL_COMPANY**2 + variance) for _shift, variance in shifts])
    pull = 1 / (USUAL_COMPANY / 2) ** 2
    return float(sum(w * shift for w, (shift, _v) in zip(weight, shifts, strict=True)) / (weight.sum() + pull))
