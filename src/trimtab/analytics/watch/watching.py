"""The weekly job: looks at every series once, raises what is more than chance, and keeps it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import IntegrityError, transaction

from trimtab.analytics.definitions import Definitions, load_definitions
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.figures import engine_over
from trimtab.analytics.watch.calendar import WatchWeeks, watch_weeks
from trimtab.analytics.watch.explaining import explained
from trimtab.analytics.watch.models import Setback, SetbackClosing, WatchedWeek
from trimtab.analytics.watch.units import (
    Found,
    Key,
    Unit,
    company_found,
    people_found,
    series_of_company,
    teams_found,
)
from trimtab.core.audit import record_event
from trimtab.core.models import Organisation
from trimtab.insight.watch import Candidate, Series, Watched, batch_chance, decide, stands_across_weeks, watch
from trimtab.insight.watch.deciding import allowed

SEED = 20240601
Progress = Callable[[int], None]
Name = tuple[str, str, str, str]  # subject, kind of part, part, measure


@dataclass(frozen=True)
class Judged:
    """A series that could be judged, as the decision takes it."""

    unit: Unit
    candidate: Candidate

    @property
    def name(self) -> Name:
        """What tells its alarms from those of other series."""
        unit = self.unit
        return unit.subject, unit.part_kind, unit.part, self.candidate.watched.series.measure.name


class ExtractsTooOld(LookupError):
    """The extracts end before the week does."""


def is_due(now: datetime) -> bool:
    """Whether the last whole week has not been looked at yet. One query."""
    return not WatchedWeek.objects.filter(week_on__gte=watch_weeks(Organisation.get(), now).week_on).exists()


def watch_week(*, folder: Path, now: datetime, memory: str, progress: Progress | None = None) -> WatchedWeek | None:
    """Look at the last whole week; None where that was done before.

    Args:
        folder: where the extracts live; they must reach to the end of the week.
        progress: told of each series.

    Raises:
        ExtractsTooOld: they are to be refreshed first.
    """
    weeks = watch_weeks(Organisation.get(), now)
    manifest = read_manifest(folder)
    if manifest is None or manifest.as_of < weeks.end:
        raise ExtractsTooOld(f"The week ended on {weeks.end:%Y-%m-%d %H:%M} UTC; refresh the extract first.")
    if not is_due(now):
        return None
    engine = engine_over(folder, manifest, memory=memory)
    definitions = load_definitions()
    judged, too_few = _judge(engine, weeks, progress or _untold)
    try:
        return _keep(judged, too_few, weeks, engine=engine, definitions=definitions, now=now, as_of=manifest.as_of)
    except IntegrityError:
        if is_due(now):
            raise
        return None  # another process was faster: the week is looked at once


def _judge(engine: DuckDBEngine, weeks: WatchWeeks, progress: Progress) -> tuple[list[Judged], int]:
    company = series_of_company(engine, weeks)
    begun = _begun_anew(weeks)
    generator = np.random.default_rng([SEED, weeks.week_on.toordinal()])
    judged, too_few = list[Judged](), 0
    for found in _all_found(engine, weeks, company):
        unit, measure = found.unit, found.series.measure
        since = begun.get((unit.subject, unit.part_kind, unit.part, measure.name), 0)
        said = watch(
            found.series.since(since), week_of_quarter=weeks.of_quarter, generator=generator, whole=found.whole
        )
        if isinstance(said, Watched):
            judged.append(Judged(unit, Candidate(unit.leader, unit.level, said, measure.weight * unit.share)))
        else:
            too_few += 1
        progress(len(judged) + too_few)
    return judged, too_few


def _all_found(engine: DuckDBEngine, weeks: WatchWeeks, company: Mapping[Key, Series]) -> Iterable[Found]:
    yield from company_found(engine, weeks, company)
    yield from teams_found(engine, weeks, company)
    yield from people_found(engine, weeks, company)


def _begun_anew(weeks: WatchWeeks) -> dict[Name, int]:
    """Where a change was closed as real, the week from which on the series is measured against itself."""
    real = Setback.objects.filter(closing__answer=SetbackClosing.Answer.REAL).order_by("began_on")
    named = real.values_list("subject", "part_kind", "part", "measure", "began_on")
    return {(subject, kind, part, measure): weeks.week_of(day) for subject, kind, part, measure, day in named}


def _keep(
    judged: list[Judged],
    too_few: int,
    weeks: WatchWeeks,
    *,
    engine: DuckDBEngine,
    definitions: Definitions,
    now: datetime,
    as_of: datetime,
) -> WatchedWeek:
    """Write the week and its new alarms."""
    limits = allowed([one.candidate for one in judged], budget=definitions.false_alarms)
    open_or_lasting = _open_or_lasting(judged, limits.tolist(), weeks)
    fresh = [one for one in judged if one.name not in open_or_lasting]
    raised = {id(one) for one in decide([one.candidate for one in fresh], budget=definitions.false_alarms)}
    chances = _chances(fresh)
    strong = _strong_levels(chances)
    allowed_of = {id(one): limit for one, limit in zip(judged, limits.tolist(), strict=True)}
    explaining = {
        id(one): explained(one.unit, one.candidate.watched, weeks, engine=engine)
        for one in fresh
        if id(one.candidate) in raised
    }
    with transaction.atomic():
        week = WatchedWeek.objects.create(
            week_on=weeks.week_on,
            at=now,
            as_of=as_of,
            budget=definitions.false_alarms,
            definition=definitions.version_for("weekly_measures") or 1,
            leaders=len({one.unit.leader for one in judged}),
            series=len(judged),
            too_few=too_few,
            chances=chances,
        )
        for one in fresh:
            if id(one) in explaining:
                made = _setback(one, week, allowed_of[id(one)], one.unit.level in strong, now, explaining[id(one)])
                _record(made, now)
    return week


def _open_or_lasting(judged: list[Judged], limits: list[float], weeks: WatchWeeks) -> set[Name]:
    """Series that raise nothing now: their alarm is open, or was closed as no setback and has not ended since."""
    names = ("subject", "part_kind", "part", "measure")
    still = set(Setback.objects.filter(closed_at=None).values_list(*names))
    closed = Setback.objects.filter(closed_at__isnull=False, over_on=None).exclude(
        closing__answer=SetbackClosing.Answer.REAL
    )
    loud = {
        one.name for one, limit in zip(judged, limits, strict=True) if one.candidate.watched.chance_quarter <= limit
    }
    for setback in closed:
        name = (setback.subject, setback.part_kind, setback.part, setback.measure)
        if name in loud:
            still.add(name)
        else:
            setback.over_on = weeks.week_on
            setback.save(update_fields=["over_on"])
    return still


def _chances(fresh: list[Judged]) -> dict[str, float]:
    return {
        level: batch_chance([one.candidate for one in fresh if one.unit.level == level])
        for level in Setback.Level.values
    }


def _strong_levels(chances: dict[str, float]) -> set[str]:
    """Levels whose batch is a discovery even if every week since the watch began is counted as a test."""
    earlier = list(WatchedWeek.objects.order_by("week_on").values_list("chances", flat=True))
    return {
        level for level, now in chances.items() if stands_across_weeks([week.get(level, 1.0) for week in earlier], now)
    }


def _setback(
    one: Judged, week: WatchedWeek, limit: float, is_strong: bool, now: datetime, why: dict[str, object]
) -> Setback:
    unit, watched = one.unit, one.candidate.watched
    return Setback.objects.create(
        week=week,
        level=unit.level,
        subject=unit.subject,
        subject_name=unit.name,
        team_id=unit.team_id,
        person_id=unit.person_id,
        part_kind=unit.part_kind,
        part=unit.part,
        measure=watched.series.measure.name,
        is_rise=watched.direction == "rise",
        is_worse=watched.is_worse,
        is_strong=is_strong,
        chance=watched.chance_quarter,
        allowed=limit,
        observed=watched.observed,
        normal=watched.normal,
        opened_at=now,
        **why,
    )


def _record(made: Setback, now: datetime) -> None:
    record_event(
        "setback.raised",
        record="setback",
        record_id=made.pk,
        by=None,
        now=now,
        after={"measure": made.measure, "subject": made.subject, "began_on": made.began_on.isoformat()},
    )


def _untold(_done: int) -> None:
    return None
