"""What counts most for the customer, and who meets it best. Pure: no database, no clock.

Order: what is mandatory first, then by the pull of the people who care (influence 1, 3 or 5; not judged: 1), then by
their number. Only the order is known, not how much more one criterion counts than the next, so weights follow from
the order alone: the mean of all weights that fit it (rank order centroid). Examples by hand are in
docs/explanation/competition.md.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from trimtab.relationships.scores import INFLUENCE

MOST = 3  # the highest fit
MET = 2
TOP = 3  # criteria that decide most deals
ENOUGH = 0.5  # of the weight must be judged before two parties are compared
US = "us"


@dataclass(frozen=True)
class Asked:
    """What the formulas need of one criterion. influences: of each person who cares, blank where not judged."""

    key: Hashable
    is_mandatory: bool = False
    influences: Sequence[str] = ()

    @property
    def pull(self) -> int:
        """The influence behind it."""
        return sum(INFLUENCE.get(one, 1) for one in self.influences)

    @property
    def order(self) -> tuple[bool, int, int]:
        """Larger comes first."""
        return (self.is_mandatory, self.pull, len(self.influences))


@dataclass(frozen=True)
class Ranked:
    """A criterion in its place. Those that nothing sets apart share a rank and its weight."""

    asked: Asked
    rank: int
    weight: float


@dataclass(frozen=True)
class Score:
    """How well a party meets what is asked, 0 to 1, by weight.

    `value` is None where nothing was judged. low, high: were all that is not judged the worst, or the best. `judged`:
    share of the weight that is. `failed`: mandatory criteria that are not met.
    """

    value: float | None
    low: float
    high: float
    judged: float
    failed: tuple[Hashable, ...] = ()


def ranked(asked: Iterable[Asked]) -> list[Ranked]:
    """The criteria in their order, with weights that add up to 1; the first written down first among equals."""
    in_order = sorted(asked, key=lambda one: one.order, reverse=True)
    weights = _centroids(len(in_order))
    found: list[Ranked] = []
    for _order, group in groupby(in_order, key=lambda one: one.order):
        alike = list(group)
        share = sum(weights[len(found) : len(found) + len(alike)]) / len(alike)
        rank = len(found) + 1
        found += [Ranked(one, rank, share) for one in alike]
    return found


def _centroids(count: int) -> list[float]:
    """The weight of each rank: the mean of 1/k from the rank to the last."""
    return [sum(1 / place for place in range(rank, count + 1)) / count for rank in range(1, count + 1)]


def score(order: Sequence[Ranked], fits: Mapping[Hashable, int]) -> Score:
    """How well one party meets them.

    Args:
        fits: 0 to 3 by criterion; what is missing was not judged.
    """
    known = [(one, fits[one.asked.key]) for one in order if one.asked.key in fits]
    judged = sum(one.weight for one, _fit in known)
    points = sum(one.weight * fit / MOST for one, fit in known)
    missing = sum(one.weight for one in order if one.asked.key not in fits)
    failed = tuple(one.asked.key for one, fit in known if one.asked.is_mandatory and fit == 0)
    return Score(points / judged if judged else None, points, points + missing, judged, failed)


def ahead_of_us(order: Sequence[Ranked], ours: Mapping[Hashable, int], theirs: Mapping[Hashable, int]) -> float | None:
    """How far they are ahead, −1 to 1, on what was judged of both; None where that is less than half of the weight."""
    both = [one for one in order if one.asked.key in ours and one.asked.key in theirs]
    weight = sum(one.weight for one in both)
    if not both or weight < ENOUGH - 1e-9:
        return None
    points = sum(one.weight * (theirs[one.asked.key] - ours[one.asked.key]) / MOST for one in both)
    return points / weight


def lost_top(
    order: Sequence[Ranked], ours: Mapping[Hashable, int], rivals: Iterable[Mapping[Hashable, int]]
) -> list[Hashable]:
    """Of the first three criteria, those that somebody meets better than we do."""
    rivals = list(rivals)
    top = [one.asked.key for one in order[:TOP] if one.asked.key in ours]
    return [key for key in top if any(their.get(key, -1) > ours[key] for their in rivals)]


def weak_mandatory(order: Sequence[Ranked], ours: Mapping[Hashable, int]) -> list[Hashable]:
    """Mandatory criteria that we do not meet, or meet in part."""
    asked = [one.asked for one in order if one.asked.is_mandatory]
    return [one.key for one in asked if one.key in ours and ours[one.key] < MET]
