"""Where every opportunity stands during a run, and the calendar of weeks and quarters it runs in."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.world import FIELDS, Flags, Floats, Integers, Moments

NEVER = -1
_WENT_DARK, _NO_BUDGET, _REORGANISED = 0, 1, 6
_COMMON_REASONS = (2, 3, 4, 5)
_COMMON_SHARES = (0.28, 0.32, 0.14, 0.26)


@dataclass(frozen=True)
class Calendar:
    """Weeks from a Monday. Days are counted since 1970; quarters are calendar quarters."""

    start: np.datetime64
    weeks: int
    is_quarter_end: Flags
    last_work_day: Integers
    close_weeks: Floats
    push_weeks: Floats

    @classmethod
    def until(cls, last: date, *, parameters: Parameters) -> "Calendar":
        """Return the weeks of the company's years that end with the last Sunday not after `last`."""
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        weeks = round(parameters.years * 365.25 / 7)
        start = np.datetime64(sunday + timedelta(days=1) - timedelta(weeks=weeks), "D")
        mondays = start + 7 * np.arange(weeks)
        to_end = (quarter_end(mondays) - mondays).astype(np.int64)
        segments = parameters.segments
        return cls(
            start,
            weeks,
            to_end < 14,
            np.minimum(to_end, 4),
            np.array([segment.close_weeks for segment in segments]),
            np.array([segment.push_weeks for segment in segments]),
        )

    @property
    def through(self) -> date:
        """Return the last day, a Sunday."""
        last: date = (self.start + 7 * self.weeks - 1).astype(date)
        return last

    def monday(self, week: int) -> int:
        """Return the day number of the week's Monday."""
        return int(self.start.astype(np.int64)) + 7 * week

    def to_due_day(self, day: Floats, *, rng: np.random.Generator, snapped: float) -> Integers:
        """Return plausible close dates: a share at the end of their quarter, the others on working days."""
        days = day.astype(np.int64)
        ends = quarter_end(days.astype("datetime64[D]")).astype(np.int64)
        # Day 0, 1 January 1970, was a Thursday.
        weekday = (days + 3) % 7
        worked = np.where(weekday > 4, days - weekday + 4, days)
        due: Integers = np.where(rng.random(len(days)) < snapped, ends, worked)
        return due


def quarter_end(days: Moments) -> Moments:
    """Return the last day of the calendar quarter of each day."""
    months = days.astype("datetime64[M]").astype(np.int64)
    ends: Moments = (months // 3 * 3 + 3).astype("datetime64[M]").astype("datetime64[D]") - 1
    return ends


@dataclass
class State:
    """Room for `size` opportunities, one row each in order of arrival; `count` rows are in use."""

    parameters: Parameters
    size: int
    count: int = 0
    account: Integers = field(init=False)
    segment: Integers = field(init=False)
    kind: Integers = field(init=False)
    owner: Integers = field(init=False)
    born: Integers = field(init=False)
    stage: Integers = field(init=False)
    contacts: Integers = field(init=False)
    buyer_events: Integers = field(init=False)
    pushes: Integers = field(init=False)
    close_day: Integers = field(init=False)
    shaken_until: Integers = field(init=False)
    reopens_in: Integers = field(init=False)
    reason: Integers = field(init=False)
    quality: Floats = field(init=False)
    pace: Floats = field(init=False)
    amount: Floats = field(init=False)
    first: Floats = field(init=False)
    is_open: Flags = field(init=False)
    silent: Flags = field(init=False)
    has_vanished: Flags = field(init=False)
    budget: Flags = field(init=False)
    shifts: Floats = field(init=False)
    effects: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Make empty columns, and the shifts of hazards as one row per hazard."""
        segments, kinds, size = self.parameters.segments, self.parameters.kinds, self.size
        self.shifts = np.array([[row.advance, row.win, row.lose, row.vanish] for row in segments]).T
        self.effects = np.array([[row.advance, row.win, row.lose] for row in kinds]).T
        self.account, self.segment, self.kind, self.owner, self.born, self.stage = _integers(size, columns=6)
        self.contacts, self.close_day, self.shaken_until, self.reopens_in, self.reason = _integers(size, columns=5)
        self.buyer_events, self.pushes = (np.zeros(size, dtype=np.int64) for _ in range(2))
        self.quality, self.pace, self.amount = (np.zeros(size) for _ in range(3))
        self.first = np.zeros((size, len(FIELDS)))
        self.is_open, self.silent, self.has_vanished, self.budget = (np.zeros(size, dtype=np.bool_) for _ in range(4))

    def open_rows(self) -> Integers:
        """Return the rows of open opportunities."""
        return np.flatnonzero(self.is_open[: self.count])

    def admit(
        self,
        sellers: Integers,
        found: list[tuple[int, int]],
        *,
        book: Book,
        week: int,
        calendar: Calendar,
        rng: np.random.Generator,
    ) -> Integers:
        """Open one opportunity per seller and (account, kind). Return the new rows."""
        size = len(sellers)
        rows = np.arange(self.count, self.count + size)
        self.count += size
        self.account[rows] = [account for account, _ in found]
        self.kind[rows] = [kind for _, kind in found]
        self.segment[rows] = [book.segment[account] for account, _ in found]
        self.owner[rows], self.born[rows], self.stage[rows], self.contacts[rows] = sellers, week, 0, 1
        self.quality[rows] = rng.normal(0, 1, size)
        self.pace[rows] = np.exp(rng.normal(0, self.parameters.buyer_pace_spread, size))
        self.budget[rows] = rng.random(size) < self.parameters.budget_at_start
        self.amount[rows] = self._draw_amounts(rows, rng=rng)
        self.is_open[rows] = True
        return rows

    def _draw_amounts(self, rows: Integers, *, rng: np.random.Generator) -> Floats:
        segments = self.parameters.segments
        median = np.array([segment.median_amount for segment in segments])[self.segment[rows]]
        spread = np.array([segment.amount_spread for segment in segments])[self.segment[rows]]
        size = np.array([kind.size for kind in self.parameters.kinds])[self.kind[rows]]
        drawn: Floats = np.round(size * median * np.exp(rng.normal(0, 1, len(rows)) * spread), -2)
        return np.maximum(drawn, 500)


def _integers(size: int, *, columns: int) -> list[Integers]:
    return [np.full(size, NEVER, dtype=np.int64) for _ in range(columns)]


def draw_reasons(state: State, rows: Integers, *, week: int, rng: np.random.Generator) -> Integers:
    """Return loss reasons as sellers would give them: silence first, then what shook or starved the purchase."""
    chance = rng.random(len(rows))
    shaken = (state.shaken_until[rows] > week) & (chance < 0.5)
    poor = ~state.budget[rows] & (chance < 0.25)
    common = rng.choice(_COMMON_REASONS, len(rows), p=_COMMON_SHARES)
    reason = np.where(shaken, _REORGANISED, np.where(poor, _NO_BUDGET, common))
    return np.where(state.silent[rows], _WENT_DARK, reason)
