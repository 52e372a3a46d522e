"""What customers did, week by week: contact with us, and orders.

Contact is what comes from both sides: meetings, calls, and what the customer wrote. What we send says how busy we
are, not whether the customer is still there. An order is an opportunity that was won.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Count, Min, Q
from numpy.typing import NDArray

from trimtab.accounts.models import Account
from trimtab.core.money import Money
from trimtab.core.rates import rates_for
from trimtab.insight.defections.quietening import Window
from trimtab.opportunities.models import Activity, Opportunity, Stage
from trimtab.opportunities.models.activity import ActivityQuerySet

Floats = NDArray[np.float64]
PAST = 104  # weeks
LEAST_PAST = 13
BLOCK, LEAST_BLOCKS = 13, 6  # weeks; so many quarters say how evenly a customer is met, a project lasts less
OLDEST = 156  # weeks: where the earliest window that is looked at for bursts begins
DAYS = 7


@dataclass(frozen=True)
class Customer:
    """Somebody who bought before: id, group, and when contact was first recorded."""

    pk: int
    segment: str


@dataclass(frozen=True)
class Order:
    """One won opportunity; amount in the reporting currency, None where it is not known."""

    account: int
    at: datetime
    amount: float | None


@dataclass(frozen=True)
class Series:
    """Events of customers as so many weeks back from an instant, ascending by customer.

    weeks_ago: one array a customer, of its events. since: weeks since its first event ever.
    """

    weeks_ago: Sequence[Floats]
    since: Floats

    def window(self, *, ago: float, weeks: float) -> tuple[Window, NDArray[np.intp]]:
        """The window of so many weeks that ended so long ago, and the places of the customers that have enough past.

        The first event of a customer only begins its clock. At most two years of past count.
        """
        begin = ago + weeks
        exposure = np.minimum(self.since - begin, PAST)
        places = np.flatnonzero(exposure >= LEAST_PAST)
        past, recent, uneven = np.zeros(places.size), np.zeros(places.size), np.full(places.size, np.nan)
        for row, place in enumerate(places):
            back = self.weeks_ago[int(place)]
            before = back[(back >= begin) & (back < begin + exposure[place] - 1e-9)]
            past[row], recent[row] = before.size, np.count_nonzero((back >= ago) & (back < begin))
            uneven[row] = _unevenness(before - begin, blocks=int(exposure[place] // BLOCK))
        return Window(past, exposure[places], recent, weeks, uneven), places


def _unevenness(since: Floats, *, blocks: int) -> float:
    """The variance over the mean of the events in whole quarters of the past; NaN where it is too short or empty."""
    if blocks < LEAST_BLOCKS:
        return float("nan")
    counts = np.bincount((since[since < blocks * BLOCK] // BLOCK).astype(int), minlength=blocks)
    return float(counts.var(ddof=1) / counts.mean()) if counts.any() else float("nan")


def customers_before(cut: datetime) -> list[Customer]:
    """All current accounts that bought before then, by id."""
    bought = Opportunity.objects.current().filter(status=Stage.Kind.WON, closed_at__lt=cut, account__isnull=False)
    rows = Account.objects.current().filter(pk__in=bought.values("account")).order_by("pk")
    return [Customer(pk, segment) for pk, segment in rows.values_list("pk", "segment")]


def contact_series(customers: Sequence[Customer], *, cut: datetime) -> Series:
    """Contact with each customer. Two queries."""
    counted = _contact().filter(at__lt=cut)
    first = dict(counted.filter(account__isnull=False).order_by().values_list("account").annotate(Min("at")))
    rows = counted.filter(at__gte=cut - timedelta(weeks=PAST + OLDEST), account__isnull=False)
    happened: dict[int, list[datetime]] = {}
    for account, at in rows.order_by().values_list("account", "at").iterator(chunk_size=5_000):
        happened.setdefault(account, []).append(at)
    return _series(customers, happened, first, cut=cut)


def orders_before(cut: datetime, *, currency: str) -> list[Order]:
    """All orders of current customers."""
    rows = Opportunity.objects.current().filter(status=Stage.Kind.WON, closed_at__lt=cut, account__isnull=False)
    columns = ("account", "closed_at", "amount", "currency")
    raw = list(rows.order_by().values_list(*columns))
    rates = rates_for({row[3] for row in raw}, into=currency)
    found = []
    for account, at, amount, code in raw:
        money = None if amount is None else rates.converted(Money(amount, code), on=at.date())
        found.append(Order(account, at, None if money is None else float(money.amount)))
    return found


def order_series(customers: Sequence[Customer], orders: Sequence[Order], *, cut: datetime) -> Series:
    """The orders of each customer."""
    happened: dict[int, list[datetime]] = {}
    for one in orders:
        happened.setdefault(one.account, []).append(one.at)
    return _series(customers, happened, {pk: min(times) for pk, times in happened.items()}, cut=cut)


def sizes_of(
    customers: Sequence[Customer], orders: Sequence[Order], *, cut: datetime, weeks: float
) -> tuple[list[Floats], list[Floats]]:
    """The amounts of each customer's orders before the last weeks and in them, of two years and these weeks."""
    begin, oldest = cut - timedelta(weeks=weeks), cut - timedelta(weeks=weeks + PAST)
    earlier: dict[int, list[float]] = {}
    last: dict[int, list[float]] = {}
    for one in orders:
        if one.amount is not None and one.amount > 0 and one.at >= oldest:
            (last if one.at >= begin else earlier).setdefault(one.account, []).append(one.amount)
    return (
        [np.array(earlier.get(one.pk, []), dtype=float) for one in customers],
        [np.array(last.get(one.pk, []), dtype=float) for one in customers],
    )


def counts_between(kind: str, start: datetime, end: datetime) -> dict[int, int]:
    """Account → its contacts or orders from start until before end."""
    if kind == "orders":
        won = Opportunity.objects.current().filter(status=Stage.Kind.WON, closed_at__gte=start, closed_at__lt=end)
        return dict(won.filter(account__isnull=False).order_by().values_list("account").annotate(Count("pk")))
    happened = _contact().filter(at__gte=start, at__lt=end, account__isnull=False)
    return dict(happened.order_by().values_list("account").annotate(Count("pk")))


def _contact() -> ActivityQuerySet:
    """What comes from both sides."""
    both = Q(kind__in=[Activity.Kind.MEETING, Activity.Kind.CALL])
    return Activity.objects.current().filter(both | Q(direction__in=[Activity.Direction.IN, Activity.Direction.MUTUAL]))


def _series(
    customers: Sequence[Customer],
    happened: Mapping[int, list[datetime]],
    first: Mapping[int, datetime],
    *,
    cut: datetime,
) -> Series:
    weeks_ago = [np.array([_weeks(cut - at) for at in happened.get(one.pk, ())], dtype=float) for one in customers]
    since = np.array([_weeks(cut - first[one.pk]) if one.pk in first else 0.0 for one in customers], dtype=float)
    return Series(weeks_ago, since)


def _weeks(span: timedelta) -> float:
    return span.total_seconds() / 86_400 / DAYS
