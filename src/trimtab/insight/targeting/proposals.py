"""Which kinds of customers are won more often, or less often, than the others: proposals for the ideal customer.

For each value of each field: the share of decided opportunities that were won, against that of all other values of
the field, with the 95 % interval of the difference (Newcombe, from two Wilson intervals). Many values are looked at, so
one in twenty would differ by chance: only those that pass Benjamini and Hochberg at 10 % are proposed. The share shown
is drawn towards that of all by ten opportunities.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_DECIDED = 12
FALSE_SHARE = 0.10
DRAWN = 10
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Kind:
    """Decided opportunities of one kind of customer."""

    field: str
    value: str
    won: int
    decided: int


@dataclass(frozen=True)
class Proposal:
    """grade A: won more often than others; D: less often. low, high: of the difference to the others."""

    field: str
    value: str
    grade: str
    won: int
    decided: int
    others_won: int
    others_decided: int
    share: float
    low: float
    high: float


def proposals(kinds: Sequence[Kind]) -> list[Proposal]:
    """What the records support, the clearest first."""
    compared = [one for one in (_compared(kind, kinds) for kind in kinds) if one is not None]
    ranked = sorted(compared, key=lambda one: one[0])
    passing = [place for place, (chance, _one) in enumerate(ranked, 1) if chance <= FALSE_SHARE * place / len(ranked)]
    count = max(passing, default=0)
    return [one for _chance, one in ranked[:count] if one.low > 0 or one.high < 0]


def wilson(won: int, decided: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    share, square = won / decided, Z95**2
    middle = (share + square / (2 * decided)) / (1 + square / decided)
    half = Z95 * math.sqrt(share * (1 - share) / decided + square / (4 * decided**2)) / (1 + square / decided)
    return middle - half, middle + half


def _compared(kind: Kind, kinds: Sequence[Kind]) -> tuple[float, Proposal] | None:
    """The chance of such a difference if there were none, and the comparison."""
    others = [one for one in kinds if one.field == kind.field and one.value != kind.value]
    won, decided = sum(one.won for one in others), sum(one.decided for one in others)
    if kind.decided < LEAST_DECIDED or decided < LEAST_DECIDED:
        return None
    mine, theirs = kind.won / kind.decided, won / decided
    all_share = (kind.won + won) / (kind.decided + decided)
    error = math.sqrt(all_share * (1 - all_share) * (1 / kind.decided + 1 / decided))
    chance = math.erfc(abs(mine - theirs) / error / math.sqrt(2)) if error > 0 else 1.0
    (low, high), (others_low, others_high) = wilson(kind.won, kind.decided), wilson(won, decided)
    difference = mine - theirs
    return chance, Proposal(
        kind.field,
        kind.value,
        "A" if difference > 0 else "D",
        kind.won,
        kind.decided,
        won,
        decided,
        (kind.won + DRAWN * all_share) / (kind.decided + DRAWN),
        difference - math.sqrt((mine - low) ** 2 + (others_high - theirs) ** 2),
        difference + math.sqrt((high - mine) ** 2 + (theirs - others_low) ** 2),
    )
