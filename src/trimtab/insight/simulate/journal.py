"""The events of the weekly steps, and the field changes made of them with exact moments in working hours."""

from dataclasses import dataclass, field

import numpy as np

from trimtab.insight.simulate.world import OWNER, Changes, Flags, Floats, Integers, Moments

# Kinds of events: the five tracked fields of `world.FIELDS` come first, then what only the truth knows.
VANISHED, REVIVED, BUDGET, REORGANISED, CONTACTS, BUYER, ATTEMPT = range(5, 12)


@dataclass(frozen=True)
class Events:
    """Events of one or more kinds, in the order they were noted."""

    kind: Integers
    opportunity: Integers
    week: Integers
    value: Floats
    by: Integers

    def of(self, *kinds: int) -> "Events":
        """Return only the events of the given kinds."""
        rows = np.isin(self.kind, kinds)
        return Events(self.kind[rows], self.opportunity[rows], self.week[rows], self.value[rows], self.by[rows])


@dataclass
class Journal:
    """Collects events week by week."""

    parts: list[tuple[int, Integers, int, Floats, Integers]] = field(default_factory=list)

    def note(
        self, kind: int, opportunities: Integers, *, week: int, value: Floats | Integers | float, by: Integers
    ) -> None:
        """Note that something happened to opportunities in a week; `value` is the new value, `by` the user."""
        if len(opportunities):
            values = np.broadcast_to(np.asarray(value, dtype=np.float64), opportunities.shape)
            self.parts.append((kind, opportunities, week, values, by))

    def events(self) -> Events:
        """Return everything noted so far."""
        sizes = [len(part[1]) for part in self.parts]
        return Events(
            np.repeat([part[0] for part in self.parts], sizes),
            np.concatenate([part[1] for part in self.parts]),
            np.repeat([part[2] for part in self.parts], sizes),
            np.concatenate([part[3] for part in self.parts]),
            np.concatenate([part[4] for part in self.parts]),
        )


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
    events: Events, *, first: Floats, edit_day: Integers, edit_seconds: Integers, offset: Integers, start: np.datetime64
) -> Changes:
    """Turn tracked events into changes with old values; a field changes at most once per opportunity and week.

    `edit_day` and `edit_seconds` belong to the events and agree within an opportunity and week (see `edit_moments`).
    Owners change on Monday before work, so that the new owner makes the week's edits.
    """
    is_owner = events.kind == OWNER
    day, seconds = np.where(is_owner, 0, edit_day), np.where(is_owner, 7 * 3_600 + 900, edit_seconds)
    at = to_moments(start, week=events.week, day=day, seconds=seconds, offset=offset[events.opportunity])
    rows = _last_per_week(events)
    rows = rows[np.lexsort((events.kind[rows], at[rows], events.opportunity[rows]))]
    old = _previous(events, rows, first=first)
    rows, old = rows[events.value[rows] != old], old[events.value[rows] != old]
    return Changes(events.opportunity[rows], events.kind[rows], old, events.value[rows], at[rows], events.by[rows])


def edit_moments(events: Events, *, last_day: Integers, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Draw one editing moment per opportunity and week, no later in the week than `last_day` of its week.

    Return (day, seconds) for every event.
    """
    session = events.opportunity * 10_000 + events.week
    sessions, position = np.unique(session, return_inverse=True)
    latest = last_day[sessions % 10_000]
    day = np.minimum((rng.random(len(sessions)) * (latest + 1)).astype(np.int64), latest)
    return day[position], seconds_of_day(len(sessions), rng=rng)[position]


def _last_per_week(events: Events) -> Integers:
    key = (events.opportunity * 10_000 + events.week) * 8 + events.kind
    order = np.argsort(key, kind="stable")
    is_last: Flags = np.append(key[order][1:] != key[order][:-1], True)
    return order[is_last]


def _previous(events: Events, rows: Integers, *, first: Floats) -> Floats:
    opportunity, kind = events.opportunity[rows], events.kind[rows]
    order = np.lexsort((np.arange(len(rows)), kind, opportunity))
    same = (opportunity[order][1:] == opportunity[order][:-1]) & (kind[order][1:] == kind[order][:-1])
    old = first[opportunity, kind]
    old[order[1:][same]] = events.value[rows][order[:-1][same]]
    return old
