"""The plan on a line: where each step lies between today and the end, in percent of the width."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.mutual.models import Step
from trimtab.mutual.queries import PlanStanding

LEAST_WIDTH = 1.5


@dataclass(frozen=True)
class Bar:
    """One step's stretch. `is_late`: it ends before today and is not done; no stretch without a date."""

    step: Step
    x: float
    width: float
    css: str


@dataclass(frozen=True)
class Timeline:
    """Bars from `first` to `last`, with where today and the customer's date lie."""

    first: date
    last: date
    today: float
    value: float | None
    bars: Sequence[Bar]


def timeline_of(standing: PlanStanding) -> Timeline | None:
    """The dated steps on a line. None where fewer than two dates are known."""
    dated = [one for one in standing.steps if one.due_on is not None]
    value_on = standing.plan.value_on
    days = [*(one.due_on for one in dated if one.due_on), *(one.begun_on for one in dated if one.begun_on)]
    days += [standing.today, *([value_on] if value_on else [])]
    first, last = min(days), max(days)
    if not dated or first == last:
        return None
    span = (last - first).days

    def at(day: date) -> float:
        return round(100 * (day - first).days / span, 2)

    begun = _begins(standing)
    bars = []
    for one in dated:
        assert one.due_on is not None, "only dated ones"
        ends = one.done_on or one.due_on
        start = min(begun[one.pk], ends)
        width = max(at(ends) - at(start), LEAST_WIDTH)
        x = min(max(at(start), 0.0), 100 - width)
        css = "done" if one.is_done else "late" if one.is_late(standing.today) else "open"
        bars.append(Bar(one, x, round(width, 2), css))
    return Timeline(first, last, at(standing.today), at(value_on) if value_on else None, bars)


def _begins(standing: PlanStanding) -> dict[int, date]:
    """When each begins: as noted, else when the last step before it is due, else today."""
    by_pk = {one.pk: one for one in standing.steps}
    found = {}
    for one in standing.steps:
        before = [by_pk[pk] for pk in standing.waits.get(one.pk, ()) if pk in by_pk]
        ends = [day for other in before if (day := other.done_on or other.due_on)]
        found[one.pk] = one.begun_on or max(ends, default=standing.today)
    return found
