"""The days of an opportunity on one line: opened, paused, today, as planned, as stated, as computed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trimtab.processes.standing import Progress

EDGE = 4.0  # percent of the width left free at both ends, so that a mark is never cut
CLOSE = 16.0  # percent below which two names would overlap


@dataclass(frozen=True)
class Mark:
    """A day on the line. x: percent; lane: row of its name."""

    name: str
    day: date
    css: str
    x: float
    lane: int

    @property
    def y(self) -> int:
        return 62 + 15 * self.lane

    @property
    def anchor(self) -> str:
        return "start" if self.x < 20 else "end" if self.x > 80 else "middle"


@dataclass(frozen=True)
class Stretch:
    """Days in which the clock stood still. x, width: percent."""

    begin: date
    end: date
    reason: str
    x: float
    width: float


@dataclass(frozen=True)
class Days:
    """The line as it is drawn."""

    marks: tuple[Mark, ...]
    pauses: tuple[Stretch, ...]

    @property
    def height(self) -> int:
        return 72 + 15 * max(one.lane for one in self.marks)


def days_of(found: Progress) -> Days:
    """The line of one opportunity."""
    named = sorted(_named(found), key=lambda one: one[1])
    first, last = named[0][1], max(named[-1][1], found.today)
    length = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(EDGE + (100 - 2 * EDGE) * (day - first).days / length, 2)

    marks, lanes = [], list[float]()
    for name, day, css in named:
        place = x(day)
        lane = next((number for number, taken in enumerate(lanes) if place - taken >= CLOSE), len(lanes))
        lanes[lane:] = [place, *lanes[lane + 1 :]]
        marks.append(Mark(name, day, css, place, lane))
    pauses = []
    for one in found.pauses:
        begin, end = one.interval(found.today)
        end = max(end, one.until_on) if one.resumed_on is None and one.until_on else end
        begin, end = max(begin, first), min(end, last)
        pauses.append(Stretch(begin, end, one.reason, x(begin), max(round(x(end) - x(begin), 2), 0.5)))
    return Days(tuple(marks), tuple(pauses))


def _named(found: Progress) -> Iterator[tuple[str, date, str]]:
    yield _("Opened"), found.opportunity.opened_at.date(), "quiet"
    yield _("As the process plans"), found.planned_on, "quiet"
    yield _("Today"), found.today, "today"
    if found.opportunity.close_on is not None:
        yield _("As stated"), found.opportunity.close_on, "stated"
    if found.opportunity.is_open:
        yield _("As computed"), found.close_on, "computed"
