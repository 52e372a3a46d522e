"""What the quadrant page says of all accounts in view: the sums of each quadrant, and what is lost in C."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import FloatField, QuerySet
from django.db.models.functions import Cast

from trimtab.targeting.models import AccountScore, Scoring, Study
from trimtab.targeting.models.accounts import DECIDED_FROM
from trimtab.targeting.scores import Z80
from trimtab.targeting.words import QUADRANTS, Words

READ = (
    "account_id", "current", "future", "quadrant", "certainty", "money", "headroom", "headroom_spread", "hours",
    "current_low", "current_high", "future_low", "future_high",
)  # fmt: skip


class Row(NamedTuple):
    """One account as the drawing and the sums need it; ten thousand of them are read for one page."""

    account_id: int
    current: float
    future: float
    quadrant: str
    certainty: float
    revenue: float
    headroom: float
    headroom_spread: float
    hours: float
    current_low: float
    current_high: float
    future_low: float
    future_high: float

    @property
    def is_open(self) -> bool:
        """Whether its quadrant is undecided."""
        return self.certainty < DECIDED_FROM


@dataclass(frozen=True)
class Sums:
    """One quadrant, or all of them. headroom lies 8 of 10 times between low and high, if accounts are independent."""

    letter: str
    accounts: int
    undecided: int
    revenue: float
    headroom: float
    low: float
    high: float
    hours: float

    @property
    def words(self) -> Words | None:
        """What the quadrant is called and how it is served."""
        return QUADRANTS.get(self.letter)


@dataclass(frozen=True)
class Overview:
    """All that stands above the table."""

    scoring: Scoring
    quadrants: tuple[Sums, ...]
    all: Sums
    loss: "Loss | None"

    def of(self, letter: str) -> Sums:
        """The sums of a quadrant."""
        return next(one for one in self.quadrants if one.letter == letter)


@dataclass(frozen=True)
class Loss:
    """What is lost if C is not protected: what customers left alone did not buy again, against those kept in touch."""

    untouched: float
    touched: float
    untouched_accounts: int
    touched_accounts: int
    at_stake: float


def read_rows(found: "QuerySet[AccountScore]") -> list[Row]:
    """All these accounts, as plain numbers; one query."""
    # As a plain number of the database: turning decimals into floats one by one took a third of the page.
    plain = found.order_by("account_id").annotate(money=Cast("revenue", FloatField()))
    return [Row._make(one) for one in plain.values_list(*READ)]


def overview(rows: Sequence[Row], *, scoring: Scoring, study: Study | None) -> Overview:
    """What stands above the table."""
    quadrants = tuple(sums(letter, [row for row in rows if row.quadrant == letter]) for letter in QUADRANTS)
    return Overview(scoring, quadrants, sums("", rows), loss_of(study, quadrants[2].revenue))


def sums(letter: str, rows: Sequence[Row]) -> Sums:
    """The sums of some accounts."""
    headroom = sum(row.headroom for row in rows)
    spread = math.sqrt(sum(row.headroom_spread**2 for row in rows)) * Z80
    return Sums(
        letter,
        len(rows),
        sum(row.is_open for row in rows),
        sum(row.revenue for row in rows),
        headroom,
        max(headroom - spread, 0.0),
        headroom + spread,
        sum(row.hours for row in rows),
    )


def loss_of(study: Study | None, revenue: float) -> Loss | None:
    """What the records say of customers left alone; None where fewer than ten of each kind bought before."""
    facts = study.facts if study else {}
    alone, kept = facts.get("untouched", {}), facts.get("touched", {})
    if min(alone.get("accounts", 0), kept.get("accounts", 0)) < 10:
        return None
    untouched, touched = alone["lost"] / alone["before"], kept["lost"] / kept["before"]
    return Loss(untouched, touched, alone["accounts"], kept["accounts"], max(untouched - touched, 0.0) * revenue)
