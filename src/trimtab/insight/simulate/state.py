"""Where every opportunity stands during a run."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.simulate.arrays import Columns, Flags, Floats, Integers
from trimtab.insight.simulate.chance import Chance
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.world import FIELDS

NEVER = -1
WENT_DARK, _NO_BUDGET, _REORGANISED = 0, 1, 6
_COMMON_REASONS = (2, 3, 4, 5)
_COMMON_SHARES = (0.28, 0.32, 0.14, 0.26)


# Columns of `State` by what they hold when nothing is known yet.
_UNSET = (
    *("account", "segment", "kind", "owner", "born", "stage", "contacts", "close_day", "shaken_until", "reopens_in"),
    *("reason", "closed_in"),
)
_ZEROS = ("pushes", "ahead", "idle")
_NUMBERS = ("quality", "pace", "amount", "frailty", "entered", "due", "work")
_MARKS = ("is_open", "silent", "has_vanished", "budget")
COLUMNS = (*_UNSET, *_ZEROS, *_NUMBERS, *_MARKS, "first")


@dataclass
class State:
    """Room for `size` opportunities, one row each in order of arrival; `count` rows are in use.

    `ahead` is how many weeks a row's own clock is ahead of the company's: 0 but where courses are run again.
    The hostile mechanics use `frailty`, `entered`, `due` (weeks), `work` (left to do) and `idle` (weeks unserved).
    """

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
    pushes: Integers = field(init=False)
    close_day: Integers = field(init=False)
    closed_in: Integers = field(init=False)
    shaken_until: Integers = field(init=False)
    reopens_in: Integers = field(init=False)
    reason: Integers = field(init=False)
    ahead: Integers = field(init=False)
    idle: Integers = field(init=False)
    quality: Floats = field(init=False)
    pace: Floats = field(init=False)
    amount: Floats = field(init=False)
    frailty: Floats = field(init=False)
    entered: Floats = field(init=False)
    due: Floats = field(init=False)
    work: Floats = field(init=False)
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
        for name in _UNSET:
            setattr(self, name, np.full(size, NEVER, dtype=np.int64))
        for name in _ZEROS:
            setattr(self, name, np.zeros(size, dtype=np.int64))
        for name in _NUMBERS:
            setattr(self, name, np.zeros(size))
        for name in _MARKS:
            setattr(self, name, np.zeros(size, dtype=np.bool_))
        self.first = np.zeros((size, len(FIELDS)))

    def open_rows(self) -> Integers:
        """Return the rows of open opportunities."""
        return np.flatnonzero(self.is_open[: self.count])

    def columns(self, rows: Integers) -> dict[str, NDArray[Any]]:  # Any: each column has a type of its own
        """Return a copy of everything known of some rows."""
        return {name: getattr(self, name)[rows] for name in COLUMNS}

    def fill(self, columns: Columns) -> None:
        """Put rows into an empty state."""
        self.count = len(columns["stage"])
        for name, values in columns.items():
            getattr(self, name)[: self.count] = values

    def admit(
        self, sellers: Integers, *, account: Integers, kind: Integers, segment: Integers, week: int, chance: Chance
    ) -> Integers:
        """Open one opportunity per seller, account and kind. Return the new rows."""
        rows = np.arange(self.count, self.count + len(sellers))
        self.count += len(sellers)
        self.account[rows], self.kind[rows], self.segment[rows] = account, kind, segment
        self.owner[rows], self.born[rows], self.stage[rows], self.contacts[rows] = sellers, week, 0, 1
        self.quality[rows] = chance.normal(rows)
        self.pace[rows] = np.exp(self.parameters.buyer_pace_spread * chance.normal(rows))
        self.budget[rows] = chance.uniform(rows) < self.parameters.budget_at_start
        self.amount[rows] = self._draw_amounts(rows, chance=chance)
        self.is_open[rows] = True
        return rows

    def _draw_amounts(self, rows: Integers, *, chance: Chance) -> Floats:
        segments = self.parameters.segments
        median = np.array([segment.median_amount for segment in segments])[self.segment[rows]]
        spread = np.array([segment.amount_spread for segment in segments])[self.segment[rows]]
        size = np.array([kind.size for kind in self.parameters.kinds])[self.kind[rows]]
        drawn: Floats = np.round(size * median * np.exp(chance.normal(rows) * spread), -2)
        return np.maximum(drawn, 500)


def draw_reasons(state: State, rows: Integers, *, week: int, chance: Chance) -> Integers:
    """Return loss reasons as sellers would give them: silence first, then what shook or starved the purchase."""
    mark = chance.uniform(rows)
    shaken = (state.shaken_until[rows] > week) & (mark < 0.5)
    poor = ~state.budget[rows] & (mark < 0.25)
    place = np.searchsorted(np.cumsum(_COMMON_SHARES), chance.uniform(rows), side="right")
    common = np.array(_COMMON_REASONS)[np.minimum(place, len(_COMMON_REASONS) - 1)]
    reason = np.where(shaken, _REORGANISED, np.where(poor, _NO_BUDGET, common))
    return np.where(state.silent[rows], WENT_DARK, reason)
