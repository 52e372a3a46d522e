"""The events of the weekly steps, and the field changes made of them with exact moments in working hours."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.simulate.arrays import Floats, Integers, Moments
from trimtab.insight.simulate.calendar import Calendar
from trimtab.insight.simulate.world import OWNER, Changes

# Kinds of events: the five tracked fields of `world.FIELDS` come first, then what only the truth knows.
VANISHED, REVIVED, BUDGET, REORGANISED, CONTACTS = range(5, 10)

# By kind: owners sort before the other fields of the week.
_PLACES = np.array([1, 2, 3, 4, 0])


@dataclass(frozen=True)
class Events:
    """Events of one or more kinds, in the order they were noted."""

    kind: Integers
    opportunity: Integers
    week: Integers
    value: Floats
    by: Integers

    def rows(self, rows: Integers) -> "Events":
        """Return some of the events."""
        return Events(self.kind[rows], self.opportunity[rows], self.week[rows], self.value[rows], self.by[rows])


@dataclass
class Journal:
    """Collects events week by week, in narrow numbers: 5,000 sellers make six million of them."""

    parts: list[tuple[int, int, NDArray[np.int32], NDArray[np.float64], NDArray[np.int32]]] = field(
        default_factory=list
    )

    def note(
        self, kind: int, opportunities: Integers, *, week: int, value: Floats | Integers | float, by: Integers
    ) -> None:
        """Note that something happened to opportunities in a week; `value` is the new value, `by` the user."""
        if len(opportunities):
            values = np.broadcast_to(np.asarray(value, dtype=np.float64), opportunities.shape)
            self.parts.append((kind, week, opportunities.astype(np.int32), values, by.astype(np.int32)))

    def of(self, *kinds: int) -> Events:
        """Return everything noted so far of some kinds."""
        nothing = (0, 0, np.zeros(0, dtype=np.int32), np.zeros(0), np.zeros(0, dtype=np.int32))
        parts = [part for part in self.parts if part[0] in kinds] or [nothing]
        sizes = [len(part[2]) for part in parts]
        return Events(
            np.repeat(np.array([part[0] for part in parts]), sizes),
            np.concatenate([part[2] for part in parts]).astype(np.int64),
            np.repeat(np.array([part[1] for part in parts]), sizes),
            np.concatenate([part[3] for part in parts]),
            np.concatenate([part[4] for part in parts]).astype(np.int64),
        )


class Silence(Journal):
    """A journal that nobody reads: for courses that are run again only for how they end."""

    def note(
        self, kind: int, opportunities: Integers, *, week: int, value: Floats | Integers | float, by: Integers
    ) -> None:
        """Note nothing."""


def week_days(count: int, *, rng: np.random.Generator) -> Integers:
    """Draw working days, Monday 0 to Friday 4."""
    return rng.integers(0, 5, count)


def seconds_of_day(count: int, *, rng: np.random.Generator) -> Integers:
    """Draw moments of the working day, 8:00 to 17:59:59 local time, in seconds since midnight."""
    return rng.integers(8 * 3_600, 18 * 3_600, count)


def to_moments(start: np.datetime64, *, week: Integers, day: Integers, seconds: Integers, offset: Integers) -> Moments:
    """Return UTC moments from a week and day after the Monday `start`, local seconds and the offset in hours."""
    total = (week * 7 + day) * 86_400 + seconds - offset * 3_600
    at: Moments = start.astype("datetime64[s]") + total.astype("timedelta64[s]")
    return at


def to_changes(
    events: Events, *, first: Floats, offset: Integers, calendar: Calendar, rng: np.random.Generator
) -> Changes:
    """Turn tracked events into changes with old values, ordered by opportunity, moment and field.

    A field changes at most once per opportunity and week. All edits of an opportunity in one week are made at one
    moment, no later than the last working day of a quarter that ends in it; owners change on Monday before work, so
    that the new owner makes the week's edits. A value of NaN stands for the day of the edit.
    """
    key = (events.opportunity * 10_000 + events.week) * 8 + _PLACES[events.kind]
    order = np.argsort(key, kind="stable")
    key = key[order]
    found = events.rows(order[np.append(key[1:] != key[:-1], True)[: len(order)]])
    day, seconds = _edit_moments(found, last_day=calendar.last_work_day, rng=rng)
    value = np.where(np.isnan(found.value), calendar.monday(0) + 7 * found.week + day, found.value)
    old = _previous(found, value, first=first)
    at = to_moments(calendar.start, week=found.week, day=day, seconds=seconds, offset=offset[found.opportunity])
    keeps = value != old
    return Changes(found.opportunity[keeps], found.kind[keeps], old[keeps], value[keeps], at[keeps], found.by[keeps])


def _edit_moments(events: Events, *, last_day: Integers, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Return (day, seconds) of sorted events: one moment for each opportunity and week, but owners before work."""
    session = events.opportunity * 10_000 + events.week
    number = np.cumsum(np.append(False, session[1:] != session[:-1])[: len(session)])
    count = int(number[-1]) + 1 if len(number) else 0
    chance, seconds = rng.random(count)[number], seconds_of_day(count, rng=rng)[number]
    latest = last_day[events.week]
    day = np.minimum((chance * (latest + 1)).astype(np.int64), latest)
    is_owner = events.kind == OWNER
    return np.where(is_owner, 0, day), np.where(is_owner, 7 * 3_600 + 900, seconds)


def _previous(events: Events, value: Floats, *, first: Floats) -> Floats:
    """Return the value before each of sorted events: of the event before of the same field, or the first value."""
    key = events.opportunity * 8 + events.kind
    order = np.argsort(key, kind="stable")
    same = key[order][1:] == key[order][:-1]
    old = first[events.opportunity, events.kind]
    old[order[1:][same]] = value[order[:-1][same]]
    return old
