"""How many deals one can carry, and what an hour with customers came with. Pure.

carried = hours a week × share for customers ÷ hours that a deal takes a week.

By hand: 45 hours × 28.9 % = 13 hours with customers. A deal takes 1.5 hours a week: 13 ÷ 1.5 = 8.67, so 8 are carried.
11 open deals take 16.5 hours: 127 %. That is more than 120 %: 10 deals would be 115 %, so one is too many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, sqrt
from statistics import fmean

from trimtab.core.shares import Z

TOO_MUCH = 1.2
LEAST_DEAL_WEEKS = 8  # weeks of deals with hours, to say what a deal takes
LEAST_WEEKS = 4  # to say how many hours a week has
LEAST_WINS, LEAST_WEEKS_OF_YEAR = 8, 26  # to say what an hour came with


@dataclass(frozen=True)
class Capacity:
    """Hours with customers in a week against what the open deals take. hours: all of a week."""

    hours: float
    share: float
    per_deal: float
    open_deals: int

    @property
    def available(self) -> float:
        """Hours with customers in a week."""
        return self.hours * self.share

    @property
    def carried(self) -> int:
        """Whole deals that these hours are enough for."""
        return floor(self.available / self.per_deal + 1e-9)

    @property
    def needed(self) -> float:
        """Hours that the open deals take in a week."""
        return self.open_deals * self.per_deal

    @property
    def load(self) -> float | None:
        """What they take, as a share of what is there; None where nothing is."""
        return self.needed / self.available if self.available > 0 else None

    @property
    def is_too_much(self) -> bool:
        """Whether the deals take more than 120 % of the hours."""
        return self.needed > TOO_MUCH * self.available * (1 + 1e-9)

    @property
    def too_many(self) -> int:
        """How many deals fewer would bring the load to 120 % at most."""
        return max(self.open_deals - floor(TOO_MUCH * self.available / self.per_deal + 1e-9), 0)

    @property
    def hours_short(self) -> float:
        """How many hours more with customers would do the same."""
        return max(self.needed / TOO_MUCH - self.available, 0.0)


@dataclass(frozen=True)
class PerDeal:
    """What a deal takes in a week in which one works on it; None: too few such weeks, `n` of them are known."""

    hours: float | None
    n: int

    @property
    def missing(self) -> int:
        return max(LEAST_DEAL_WEEKS - self.n, 0)


def per_deal_of(minutes: Mapping[tuple[int, date], int]) -> PerDeal:
    """(deal, week) → minutes for customers: their mean."""
    n = len(minutes)
    return PerDeal(fmean(minutes.values()) / 60 if n >= LEAST_DEAL_WEEKS else None, n)


@dataclass(frozen=True)
class Worth:
    """What was won for each hour with customers, on average; None where the records are too few to say."""

    wins: int
    weeks: int
    per_hour: float | None = None
    low: float | None = None
    high: float | None = None


def worth_of(won: Sequence[float], *, weeks: int, customer_hours: float) -> Worth:
    """What was won in a year over the hours of that year with customers.

    Args:
        won: the amounts. weeks: how many weeks of the year are logged. customer_hours: of those weeks.

    The interval is that of a sum of so many deals of such sizes (compound Poisson): ±1.96 √Σ amount².
    """
    if len(won) < LEAST_WINS or weeks < LEAST_WEEKS_OF_YEAR or customer_hours <= 0:
        return Worth(len(won), weeks)
    hours = customer_hours / weeks * 52
    half = Z * sqrt(sum(one * one for one in won))
    total = sum(won)
    return Worth(len(won), weeks, total / hours, max(total - half, 0.0) / hours, (total + half) / hours)
