"""The share of hours that goes to customers. Pure.

share = (preparing + with customers + following up) ÷ all hours whose category is known.

By hand: 4 + 6 + 3 of 45 hours: 13 ÷ 45 = 28.9 %. With 5 hours more that nobody said what they went to, the share lies
between 13 ÷ 50 = 26.0 % and 18 ÷ 50 = 36.0 %.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

CUSTOMER = frozenset({"preparation", "meeting", "follow_up"})
PROSPECTING = "prospecting"
LEAST_WEEKS = 8  # below, no interval and no trend
# Student's t, 97.5 %, for 6 to 24 degrees of freedom: as many weeks are looked at as that takes.
T = (2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
     2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064)  # fmt: skip


@dataclass(frozen=True)
class Portion:
    """Minutes for customers, of those whose category is known; and those that nobody classified."""

    customer: int
    known: int
    unknown: int = 0

    @property
    def share(self) -> float | None:
        """Of what is known; None where nothing is."""
        return self.customer / self.known if self.known else None

    @property
    def all(self) -> int:
        return self.known + self.unknown

    @property
    def low(self) -> float | None:
        """The share, if nothing of what is not known went to customers."""
        return self.customer / self.all if self.all else None

    @property
    def high(self) -> float | None:
        """The share, if all of what is not known went to customers."""
        return (self.customer + self.unknown) / self.all if self.all else None


def portion_of(minutes: Mapping[str, int], *, with_prospecting: bool = False) -> Portion:
    """Category → minutes; the empty category is what is not known."""
    counted = CUSTOMER | {PROSPECTING} if with_prospecting else CUSTOMER
    unknown = minutes.get("", 0)
    return Portion(
        customer=sum(spent for category, spent in minutes.items() if category in counted),
        known=sum(minutes.values()) - unknown,
        unknown=unknown,
    )


def sum_of(portions: Iterable[Portion]) -> Portion:
    """Several weeks as one: long weeks count for more."""
    found = list(portions)
    return Portion(
        sum(one.customer for one in found), sum(one.known for one in found), sum(one.unknown for one in found)
    )


@dataclass(frozen=True)
class Usual:
    """The share of several weeks, between what a usual week's lies in 95 of 100 cases; None: too few weeks."""

    weeks: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def missing(self) -> int:
        """How many more weeks an interval takes."""
        return max(LEAST_WEEKS - self.weeks, 0)


def usual_of(portions: Sequence[Portion]) -> Usual:
    """The ratio of sums, with its interval from how far single weeks are off it (ratio estimator, Student's t)."""
    weeks = [one for one in portions if one.known]
    total = sum_of(weeks)
    if len(weeks) < LEAST_WEEKS or total.share is None:
        return Usual(len(weeks), total.share, None, None)
    n, share = len(weeks), total.share
    spread = sum((one.customer - share * one.known) ** 2 for one in weeks)
    half = T[min(n - 1, 24) - 6] * sqrt(n / (n - 1) * spread) / total.known
    return Usual(n, share, max(share - half, 0.0), min(share + half, 1.0))


@dataclass(frozen=True)
class Slope:
    """By how much the share moves from week to week, 95 times of 100 between low and high."""

    weeks: int
    each_week: float
    low: float
    high: float

    @property
    def direction(self) -> int:
        """1 where it rises, -1 where it falls, 0 where these weeks cannot tell."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0


def slope_of(portions: Sequence[Portion]) -> Slope | None:
    """A straight line through the weeks, in their order; None with too few of them."""
    points = [(float(place), one.share) for place, one in enumerate(portions) if one.share is not None]
    n = len(points)
    if n < LEAST_WEEKS:
        return None
    middle_x, middle_y = sum(x for x, _y in points) / n, sum(y for _x, y in points) / n
    across = sum((x - middle_x) ** 2 for x, _y in points)
    each = sum((x - middle_x) * (y - middle_y) for x, y in points) / across
    off = sum((y - middle_y - each * (x - middle_x)) ** 2 for x, y in points)
    half = T[min(n - 2, 24) - 6] * sqrt(off / (n - 2) / across)
    return Slope(n, each, each - half, each + half)
