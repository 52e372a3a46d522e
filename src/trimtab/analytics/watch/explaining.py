"""What is kept with an alarm: when it began, through which levers, what it costs, and what else changed then."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.watch.calendar import WatchWeeks
from trimtab.analytics.watch.units import Unit
from trimtab.core.models import Event
from trimtab.insight.decomposition import Decomposition, decompose
from trimtab.insight.metrics import METRICS
from trimtab.insight.slices import Slice
from trimtab.insight.watch import Watched
from trimtab.insight.watch.artefacts import clean_up_weeks, recording_breaks
from trimtab.people.models import Team, User

SHOWN_WEEKS = 52
DAYS_AHEAD = 91  # the quarter that a change costs if nothing is done
LEAST_DAYS = 42  # a comparison of fewer days says nothing about levers
NEAR = timedelta(days=17)  # around the change, in which something else may be its cause
# Audit verbs of changes to what is recorded and how, not of the business.
RECORDING = (
    "stage.edited",
    "stage.remapped",
    "stage.set_apart",
    "import.finished",
    "import.undone",
    "batch.applied",
    "definition.changed",
)


def explained(unit: Unit, watched: Watched, weeks: WatchWeeks, *, engine: DuckDBEngine) -> dict[str, object]:
    """The fields of a setback that say when, through what, how much, and what else."""
    first = weeks.count - watched.expected.size
    change = watched.change
    began, low, high = (first + place for place in ((change.week, change.low, change.high) if change else (0, 0, 0)))
    began_on = weeks.day(began)
    split = _levers(_slice(unit), began_on, weeks, engine)
    return {
        "began_on": began_on,
        "began_low": weeks.day(low),
        "began_high": weeks.day(high),
        "levers": split,
        "at_risk": _at_risk(watched, split),
        "chart": _chart(watched, weeks),
        "artefacts": [*_recorded(began_on), *_seen_in_data(watched, began, weeks, engine)],
    }


def _slice(unit: Unit) -> Slice:
    """The records of a unit."""
    if unit.person_id is not None:
        return Slice(owner_ids=(unit.person_id,))
    if unit.team_id is not None:
        path = Team.objects.values_list("path", flat=True).get(pk=unit.team_id)
        return Slice(owner_ids=tuple(User.objects.filter(team__path__startswith=path).values_list("pk", flat=True)))
    if unit.part_kind == "segment":
        return Slice(segment=unit.part)
    return Slice(region=unit.part) if unit.part_kind else Slice()


def _levers(cut: Slice, began_on: date, weeks: WatchWeeks, engine: DuckDBEngine) -> list[dict[str, object]]:
    """What each lever added to velocity since the change, against as long a time before it."""
    end = weeks.end
    since = datetime.combine(began_on, time(), UTC)
    length = max(end - since, timedelta(days=LEAST_DAYS))
    metric = METRICS["velocity"]
    after = engine.run(metric, slice=cut, start=since, end=end, as_of=end)
    before = engine.run(metric, slice=cut, start=since - length, end=since, as_of=since)
    split = decompose(before, after)
    if not isinstance(split, Decomposition):
        return []
    return [{"lever": one.lever, "amount": round(one.amount, 2)} for one in split.contributions if one.lever != "mix"]


def _at_risk(watched: Watched, levers: list[dict[str, object]]) -> Decimal | None:
    """What the change costs in a quarter; None where it has no price."""
    measure = watched.series.measure
    if not watched.is_worse:
        return None
    if measure.name == "bookings":
        lost = (watched.normal - watched.observed) * DAYS_AHEAD / 7
    else:
        found = [float(str(one["amount"])) for one in levers if one["lever"] == measure.lever]
        lost = -found[0] * DAYS_AHEAD if found else 0.0
    return Decimal(str(round(lost, 2))) if lost > 0 else None


def _chart(watched: Watched, weeks: WatchWeeks) -> dict[str, object]:
    """The last 52 weeks, what was expected, and the natural process limits."""
    values = watched.series.values[-SHOWN_WEEKS:]
    expected = [None] * (values.size - watched.expected.size) + watched.expected.tolist()
    bounds = watched.bounds
    return {
        "first_on": weeks.day(weeks.count - values.size).isoformat(),
        "values": [None if np.isnan(value) else round(float(value), 6) for value in values],
        "units": [int(unit) for unit in watched.series.n[-SHOWN_WEEKS:]],
        "expected": [None if value is None else round(float(value), 6) for value in expected[-values.size :]],
        "limits": None if bounds is None else [bounds.low, bounds.centre, bounds.high],
        "baseline_weeks": watched.baseline_weeks,
    }


def _recorded(began_on: date) -> list[dict[str, str]]:
    """What was changed about the recording around that day, by the audit."""
    at = datetime.combine(began_on, time(), UTC)
    events = Event.objects.filter(verb__in=RECORDING, at__gte=at - NEAR, at__lte=at + NEAR).order_by("at")
    verbs = dict.fromkeys((verb, str(day)) for verb, day in events.values_list("verb", "at__date")[:50])
    return [{"kind": verb, "on": day} for verb, day in list(verbs)[:5]]


def _seen_in_data(watched: Watched, began: int, weeks: WatchWeeks, engine: DuckDBEngine) -> list[dict[str, str]]:
    """Marks that the data themselves bear: a clean-up of dead deals, a kind of activity that starts or stops."""
    near = range(began - 2, weeks.count)
    found = []
    if watched.series.measure.name in ("win_rate", "lost", "lost_cycle", "closed", "lost_quickly"):
        found = [week for week in clean_up_weeks(watched.series.n) if week in near]
    marks = [{"kind": "clean_up", "on": weeks.day(week).isoformat()} for week in found[:3]]
    breaks = [week for week in recording_breaks(watched.series.n) if abs(week - began) <= 2]
    return [*marks, *({"kind": "recording", "on": weeks.day(week).isoformat()} for week in breaks[:1])]
