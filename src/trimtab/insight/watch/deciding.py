"""Which series raise an alarm this week: within the leader's budget, and few false ones among all of a level."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.watch.discovery import benjamini_hochberg, lord_plus_plus
from trimtab.insight.watch.series import Watched

FALSE_SHARE = 0.1
COMPANY = "company"
# Among hundreds of series false alarms add up over the weeks while what is true is found once: over two quarters, with
# this part of the share in each week, the whole stays within it (measured: bench/setbacks.py).
OF_A_WEEK = 0.5
MOST_OF_ONE = 0.2  # the chance of a false alarm in a quarter that one series may have, whatever the budget


@dataclass(frozen=True)
class Candidate:
    """One watched series with where it belongs. leader: whose budget pays; level: company, team or person."""

    leader: str
    level: str
    watched: Watched
    weight: float


def allowed(candidates: Sequence[Candidate], *, budget: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Each candidate's chance of a false alarm in a quarter; those of one leader add up to at most the budget."""
    sums: dict[str, float] = defaultdict(float)
    for one in candidates:
        sums[one.leader] += one.weight
    return np.array([min(budget * one.weight / sums[one.leader], MOST_OF_ONE) for one in candidates])


def decide(candidates: Sequence[Candidate], *, budget: float, share: float = FALSE_SHARE) -> list[Candidate]:
    """The candidates that raise an alarm.

    A series does when a healthy one would get so far in a quarter with no more than its part of the leader's budget,
    and when it also stands in this week's comparison of all series of its level (Benjamini-Hochberg, weighted).

    Args:
        budget: false alarms that a leader accepts in a quarter.
        share: of false ones among the alarms of a level; of the company's few series in a week, else in two quarters.
    """
    within = allowed(candidates, budget=budget)
    raised: list[Candidate] = []
    for level in dict.fromkeys(one.level for one in candidates):
        mine = [place for place, one in enumerate(candidates) if one.level == level]
        weights = np.array([candidates[place].weight for place in mine])
        chances = np.array([_chance(candidates[place]) for place in mine])
        weekly = share if level == COMPANY else share * OF_A_WEEK
        stands = benjamini_hochberg(chances, share=weekly, weights=weights / weights.mean())
        raised += [
            candidates[place]
            for place, is_found in zip(mine, stands, strict=True)
            if is_found and candidates[place].watched.chance_quarter <= within[place]
        ]
    return raised


def _chance(one: Candidate) -> float:
    """What a level compares. Alarms of hundreds of series add up over the weeks, so there a whole quarter counts; the
    few of the company are compared as they stand this week: measured, with a quarter they come three weeks later."""
    return one.watched.chance_week if one.level == COMPANY else one.watched.chance_quarter


def batch_chance(candidates: Sequence[Candidate]) -> float:
    """The chance that nothing but chance is in a batch (Simes 1986), by how far its series got within a quarter."""
    chances = np.sort([one.watched.chance_quarter for one in candidates])
    if not chances.size:
        return 1.0
    return float(min(1.0, (chances * chances.size / np.arange(1, chances.size + 1)).min()))


def stands_across_weeks(earlier: Sequence[float], now: float, *, share: float = FALSE_SHARE) -> bool:
    """Whether this week's batch is a discovery of LORD++ when every week since the beginning is counted as a test."""
    _levels, found = lord_plus_plus([*earlier, now], share=share)
    return bool(found[-1])
