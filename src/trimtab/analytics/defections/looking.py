"""The weekly look: every customer against its own past and its group, and the alarms that are more than chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import IntegrityError
from numpy.typing import NDArray

from trimtab.analytics.defections.reading import (
    Customer,
    Order,
    Series,
    contact_series,
    customers_before,
    order_series,
    orders_before,
    sizes_of,
)
from trimtab.analytics.watch.calendar import watch_weeks
from trimtab.core.models import Organisation
from trimtab.insight.defections.quietening import Judged, discoveries, judge
from trimtab.insight.defections.sizes import Shifts, shifts_of
from trimtab.insight.results import NotEnoughData
from trimtab.retention.actions import Found, keep_week, week_is_kept
from trimtab.retention.models import WatchedWeek

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
SHARE = 0.2  # of the alarms that may be false, on average
UNWELL = 0.05  # a chance below which a customer still looks unwell
# Tried in this order. A year of contact is no measure: after a project customers are met less, and nobody left.
CONTACT_WEEKS, ORDER_WEEKS = (13, 26), (26, 52)
SIZE_WEEKS = 26
NEARLY = 0.6
GROUP_LONGEST = 200


@dataclass
class Look:
    """What one look found, sign by sign."""

    found: list[Found] = field(default_factory=list)
    loud: set[tuple[int, str]] = field(default_factory=set)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class _World:
    """What one look is over."""

    customers: Sequence[Customer]
    orders: Sequence[Order]
    cut: datetime
    week_end: date
    currency: str


def look_at_week(*, now: datetime) -> WatchedWeek | None:
    """Look at the last whole week; None where that was done, by this process or another one."""
    organisation = Organisation.get()
    weeks = watch_weeks(organisation, now)
    if week_is_kept(weeks.week_on):
        return None
    found = look(cut=weeks.end, organisation=organisation)
    try:
        return keep_week(
            weeks.week_on, found=found.found, loud=found.loud, figures=found.figures,
            share=SHARE, as_of=weeks.end, now=now,
        )  # fmt: skip
    except IntegrityError:
        if not week_is_kept(weeks.week_on):
            raise
        return None


def look(*, cut: datetime, organisation: Organisation) -> Look:
    """All signs of all customers as of that instant. Nothing is written."""
    customers = customers_before(cut)
    orders = orders_before(cut, currency=organisation.currency)
    week_end = cut.astimezone(organisation.zone).date()
    world, made = _World(customers, orders, cut, week_end, organisation.currency), Look()
    _quiet(world, contact_series(customers, cut=cut), made)
    _orders(world, order_series(customers, orders, cut=cut), made)
    _sizes(world, made)
    return made


def _quiet(world: _World, series: Series, made: Look) -> None:
    _take(world, made, _longest_needed(world, series, CONTACT_WEEKS, "quiet"), "quiet")


def _orders(world: _World, series: Series, made: Look) -> None:
    _take(world, made, _longest_needed(world, series, ORDER_WEEKS, "orders"), "orders")


def _sizes(world: _World, made: Look) -> None:
    earlier, last = sizes_of(world.customers, world.orders, cut=world.cut, weeks=SIZE_WEEKS)
    shifts = shifts_of(earlier, last)
    made.figures["volume"] = _figures(shifts.chance, shifts.can_tell, len(world.customers)) | {"weeks": SIZE_WEEKS}
    places = np.arange(len(world.customers))
    weights = _weights(world, places, SIZE_WEEKS)
    raised = discoveries(shifts.chance, shifts.can_tell, share=SHARE, weights=weights)
    for row in np.flatnonzero(shifts.can_tell & (shifts.chance <= UNWELL)):
        made.loud.add((world.customers[int(row)].pk, "volume"))
    stake = _stakes(world, SIZE_WEEKS)
    made.found += [_sized(world, shifts, int(row), stake) for row in np.flatnonzero(raised)]


@dataclass(frozen=True)
class _Chosen:
    """The customers with enough past over a window, judged. places: of them among all customers."""

    judged: Judged
    places: NDArray[np.intp]
    recent: Floats
    weeks: int
    name: str

    def number(self) -> int:
        return int(self.judged.can_tell.sum())

    def sign(self, row: int) -> str:
        if self.name == "quiet":
            return "quiet"
        return "fewer" if self.recent[row] else "stopped"


def _longest_needed(world: _World, series: Series, tried: Sequence[int], name: str) -> _Chosen | None:
    """Over the shortest window that judges nearly as many customers as the best one: the past decides that.

    What is seen after a quarter can still be met; what is seen after a year is mostly lost.
    """
    made = [one for weeks in tried if (one := _judged(world, series, weeks, name)) is not None]
    most = max((one.number() for one in made), default=0)
    return next((one for one in made if one.number() >= NEARLY * most), None)


def _judged(world: _World, series: Series, weeks: int, name: str) -> _Chosen | None:
    """None where the customers are too few."""
    window, places = series.window(ago=0, weeks=weeks)
    groups = [world.customers[place].segment for place in places]
    earlier = [series.window(ago=weeks * back, weeks=weeks)[0] for back in (1, 2)]
    judged = judge(window, groups, earlier=earlier)
    return None if isinstance(judged, NotEnoughData) else _Chosen(judged, places, window.recent, weeks, name)


def _take(world: _World, made: Look, chosen: _Chosen | None, name: str) -> None:
    if chosen is None:
        made.figures[name] = {"judged": 0, "too_few": len(world.customers)}
        return
    judged = chosen.judged
    told = _figures(judged.chance, judged.can_tell, len(world.customers))
    made.figures[name] = told | {"weeks": chosen.weeks}
    for row in np.flatnonzero(judged.can_tell & (judged.chance <= UNWELL)):
        made.loud.add((world.customers[chosen.places[row]].pk, chosen.sign(int(row))))
    raised = judged.alarms(share=SHARE, weights=_weights(world, chosen.places, chosen.weeks))
    stake = _stakes(world, chosen.weeks)
    made.found += [_counted(world, chosen, int(row), stake) for row in np.flatnonzero(raised)]


def _counted(world: _World, chosen: _Chosen, row: int, stake: Mapping[int, Decimal]) -> Found:
    customer, judged = world.customers[chosen.places[row]], chosen.judged
    return Found(
        account_id=customer.pk,
        sign=chosen.sign(row),
        since_on=world.week_end - timedelta(weeks=chosen.weeks),
        until_on=world.week_end - timedelta(days=1),
        observed=float(chosen.recent[row]),
        expected=float(judged.expected[row]),
        low=float(judged.low[row]),
        high=float(judged.high[row]),
        chance=float(judged.chance[row]),
        group="" if judged.is_whole[row] else customer.segment[:GROUP_LONGEST],
        group_size=int(judged.size[row]),
        group_change=float(judged.change[row]),
        at_stake=stake.get(customer.pk),
        currency=world.currency,
    )


def _sized(world: _World, shifts: Shifts, row: int, stake: Mapping[int, Decimal]) -> Found:
    customer = world.customers[row]
    return Found(
        account_id=customer.pk,
        sign="volume",
        since_on=world.week_end - timedelta(weeks=SIZE_WEEKS),
        until_on=world.week_end - timedelta(days=1),
        observed=float(shifts.ratio[row]),
        expected=1.0,
        low=float(shifts.low[row]),
        high=float(shifts.high[row]),
        chance=float(shifts.chance[row]),
        group_size=int(shifts.can_tell.sum()) - 1,
        at_stake=stake.get(customer.pk),
        currency=world.currency,
    )


def _figures(chance: Floats, can_tell: Flags, customers: int) -> dict[str, Any]:
    """How many were judged, and how many are unusual beside how many would be by chance."""
    judged = int(can_tell.sum())
    unusual = int((can_tell & (chance <= UNWELL)).sum())
    return {"judged": judged, "too_few": customers - judged, "unusual": unusual, "by_chance": round(judged * UNWELL, 1)}


def _stakes(world: _World, weeks: int) -> dict[int, Decimal]:
    """Account → what it brought in the year before the judged weeks."""
    end = world.cut - timedelta(weeks=weeks)
    start = end - timedelta(days=365)
    sums: dict[int, float] = {}
    for one in world.orders:
        if one.amount is not None and start <= one.at < end:
            sums[one.account] = sums.get(one.account, 0.0) + one.amount
    return {pk: Decimal(str(round(amount, 2))) for pk, amount in sums.items()}


def _weights(world: _World, places: Iterable[Any], weeks: int) -> Floats:
    """Where more is at stake, less is needed for an alarm: from half to several times, by the root of the stake."""
    stake = _stakes(world, weeks)
    amounts = np.array([float(stake.get(world.customers[place].pk, 0)) for place in places], dtype=float)
    mean = amounts.mean() if amounts.size and amounts.any() else 1.0
    return np.asarray(0.5 + 0.5 * np.sqrt(amounts / mean), dtype=np.float64)
