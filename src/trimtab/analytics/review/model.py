"""What a pipeline review says. The page, the file and the JSON all show these values, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trimtab.analytics.cuts import Cut
from trimtab.analytics.definitions import Definitions
from trimtab.core.calendars import Period

Value = Decimal | int | float | None


@dataclass(frozen=True)
class Figure:
    """One number with all that is needed to judge it.

    unit: money, money per day, count, share, days or number. low, high: its 95 % interval where there is one.
    n: observations behind it. rows: query string of the page that lists them; "" where it has none.
    """

    label: str
    value: Value
    unit: str
    metric: str
    n: int | None = None
    low: Value = None
    high: Value = None
    rows: str = ""
    note: str = ""


@dataclass(frozen=True)
class Answered:
    """How a metric was asked: shown to whoever wants to check a figure.

    version: of its formula. definition: of the organisation's rules that it follows; None where it follows none.
    """

    metric: str
    version: int
    definition: int | None
    method: str
    n: int
    needs: int
    sql: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Headline:
    """Where the period stands. `sentence` is read first; the figures are each named as what they are."""

    sentence: str
    basis: str
    won: Figure
    open: Figure
    commit: Figure
    best_case: Figure
    weighted: Figure
    target: Figure
    missing: Figure
    earlier: tuple[Figure, ...]


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall: what it adds, and how many opportunities stand behind it.

    amount: None where none of their amounts is known.
    """

    key: str
    label: str
    amount: Decimal | None
    opportunities: int
    rows: str

    @property
    def is_sum(self) -> bool:
        """The first and the last bar stand on the ground."""
        return self.key in {"opening", "closing"}


@dataclass(frozen=True)
class Changes:
    """What turned the pipeline of the period into what it is, between two instants."""

    since: date
    until: date
    sentence: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Lever:
    """One of the four levers now and before, and what its change did to the velocity a day."""

    key: str
    label: str
    unit: str
    now: Value
    before: Value
    effect: float | None
    is_certain: bool
    rows: str


@dataclass(frozen=True)
class Levers:
    """Sales velocity and its exact split. `compared_with` names the earlier period."""

    velocity: Figure
    before: Figure
    compared_with: str
    sentence: str
    levers: tuple[Lever, ...]


@dataclass(frozen=True)
class StageRow:
    """What becomes of opportunities that enter a stage, within the horizon."""

    stage: str
    process: str
    entered: int
    still_here: int
    forward: Figure
    won: Figure
    lost: Figure
    median_days: float | None
    rows: str


@dataclass(frozen=True)
class Deal:
    """An opportunity that the review points at, why, and what it is worth."""

    opp_id: int
    name: str
    account: str
    owner: str
    stage: str
    amount: Decimal | None
    close_on: date | None
    reason: str
    is_linked: bool


@dataclass(frozen=True)
class Deals:
    """A list of opportunities: the first of them, how many there are, and their amounts together."""

    sentence: str
    shown: tuple[Deal, ...]
    number: int
    amount: Decimal | None
    rows: str
    note: str = ""


@dataclass(frozen=True)
class PersonRow:
    """Quality beside volume of a person, a team or another group."""

    name: str
    activities: int
    created: int
    closed: int
    won: int
    won_value: Decimal | None
    win_rate: Figure
    won_mean: float | None
    won_cycle: float | None
    rows: str


@dataclass(frozen=True)
class Groups:
    """Groups beside each other. by: what makes a group; beyond: how many there are that are not listed."""

    by: str
    rows: tuple[PersonRow, ...]
    beyond: int


@dataclass(frozen=True)
class Dates:
    """Whether dates hold: what slipped out of the period so far, and by earlier pushes."""

    slipped: Figure
    due: Figure
    pushes: tuple[tuple[str, int, Figure, Figure], ...]  # label, due, slipped share, won share


@dataclass(frozen=True)
class Week:
    """The open pipeline at a week end; amount: None where not one is known."""

    week_end: datetime
    opportunities: int
    amount: Decimal | None


@dataclass(frozen=True)
class Known:
    """How much of the past is known: opportunities by where their history comes from."""

    changes: int
    exports: int
    dates: int
    sentence: str

    @property
    def total(self) -> int:
        return self.changes + self.exports + self.dates


@dataclass(frozen=True)
class Review:
    """A pipeline review of one scope and period.

    cut: fact → value where only a part of the records is spoken of.
    as_of: until when the facts were read. is_past: the period is over, and told as known at its end.
    is_behind: newer changes are being read in. definitions: the organisation's rules that all figures followed.
    """

    as_of: datetime
    is_past: bool
    is_behind: bool
    scope: str
    scope_label: str
    cut: Mapping[str, str]
    period: Period
    currency: str
    headline: Headline
    changes: Changes
    levers: Levers
    stages: tuple[StageRow, ...]
    definitions: Definitions
    act: Deals
    slipped: Deals
    silent: Deals
    dates: Dates
    coverage: tuple[Figure, ...]
    coverage_sentence: str
    people: Groups
    weeks: tuple[Week, ...]
    known: Known
    missing_rates: Mapping[str, int]
    answered: tuple[Answered, ...]

    @property
    def cut_label(self) -> str:
        """The part that is spoken of, in words; empty when it is all."""
        return Cut(**self.cut).label

    @property
    def subject(self) -> str:
        """What the review is about: scope, period, and the part that it is cut to."""
        return " · ".join(part for part in (self.scope_label, self.period.key, self.cut_label) if part)

    @property
    def was_open(self) -> bool:
        """Whether anything was open at any of the week ends."""
        return any(week.opportunities for week in self.weeks)

    @property
    def is_empty(self) -> bool:
        """Whether the scope holds no opportunity at all."""
        return not self.known.total
