"""What is watched: the company and its segments and regions, each team with those below it, and each seller."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.watch.calendar import WatchWeeks
from trimtab.analytics.watch.models import Setback
from trimtab.insight.metrics import METRICS
from trimtab.insight.slices import Slice
from trimtab.insight.watch import MEASURES, Series, series_of
from trimtab.insight.watch.registry import MAIN, OF_TEAMS
from trimtab.people.models import Team, User

LEAST_PEOPLE = 3  # below, an alarm about a team would be one about a person
AT_ONCE = 300  # people or teams whose weeks are read together: bounds the memory
PARTS_OF_THE_COMPANY = ("segment", "region")
MOST_PARTS = 12
LATELY = 4  # weeks
PEOPLES_SHARE = 0.3  # of a leader's budget, for all people of the team together


@dataclass(frozen=True)
class Unit:
    """Whose series it is. leader: whose budget pays for its false alarms. share: of the weights of its measures."""

    level: str
    subject: str
    name: str
    leader: str
    team_id: int | None = None
    person_id: int | None = None
    part_kind: str = ""
    part: str = ""
    share: float = 1.0


@dataclass(frozen=True)
class Found:
    """One series of a unit, and the same measure of the company where the unit is a part of it."""

    unit: Unit
    series: Series
    whole: Series | None


Key = tuple[str, str]


def series_of_company(engine: DuckDBEngine, weeks: WatchWeeks) -> dict[Key, Series]:
    """Every measure of the whole company."""
    return _read(engine, weeks, by="none")


def company_found(engine: DuckDBEngine, weeks: WatchWeeks, company: Mapping[Key, Series]) -> Iterator[Found]:
    """The company's own measures, then the main ones of its largest segments and regions."""
    whole = Unit(Setback.Level.COMPANY, "company", "", "company")
    for series in company.values():
        yield Found(whole, series, None)
    for kind in PARTS_OF_THE_COMPANY:
        parts = _read(engine, weeks, by=kind)
        largest = sorted({part for part, _name in parts if part}, key=lambda part: -_facts(parts, part))[:MOST_PARTS]
        for part in largest if len(largest) > 1 else ():
            unit = Unit(
                Setback.Level.COMPANY, "company", "", "company", part_kind=kind, part=part, share=0.3 / len(largest)
            )
            yield from _found(unit, parts, part, company, least=MAIN)


def teams_found(engine: DuckDBEngine, weeks: WatchWeeks, company: Mapping[Key, Series]) -> Iterator[Found]:
    """The measures of each team with all below it; the only team at the top is the company."""
    teams = list(Team.objects.order_by("path"))
    tops = [team for team in teams if team.parent_id is None]
    own: dict[Key, Series] = {}
    for some in _batches([team.pk for team in teams]):
        own |= _read(engine, weeks, by="team", within=Slice(team_ids=tuple(some)))
    people = _people_by_team()
    for team in teams:
        below = [one.pk for one in teams if one.path.startswith(team.path)]
        if sum(len(people.get(pk, ())) for pk in below) < LEAST_PEOPLE or tops == [team]:
            continue
        unit = Unit(Setback.Level.TEAM, f"team:{team.pk}", team.name, f"team:{team.pk}", team_id=team.pk)
        yield from _found(unit, _together(own, below), str(team.pk), company, least=OF_TEAMS)


def people_found(engine: DuckDBEngine, weeks: WatchWeeks, company: Mapping[Key, Series]) -> Iterator[Found]:
    """The few measures that are watched of each seller; all sellers of a team share a part of its leader's budget."""
    people = _people_by_team()
    tops = list(Team.objects.filter(parent=None).values_list("pk", flat=True)[:2])
    everybody = {pk: (name, team) for team, members in people.items() for pk, name in members}
    for some in _batches(list(everybody)):
        parts = _read(engine, weeks, by="owner", within=Slice(owner_ids=tuple(some)), of_people=True)
        for pk in some:
            name, team = everybody[pk]
            leader = "company" if tops == [team] else f"team:{team}"
            unit = Unit(
                Setback.Level.PERSON, f"person:{pk}", name, leader, person_id=pk,
                share=PEOPLES_SHARE / len(people[team]),
            )  # fmt: skip
            if _is_at_work(parts, str(pk)):
                yield from _found(unit, parts, str(pk), company, least=0.0)


def _is_at_work(parts: Mapping[Key, Series], part: str) -> bool:
    """Whether anything of the person was recorded lately: who is away or has left is no setback."""
    return any(series.n[-LATELY:].any() for (name, _measure), series in parts.items() if name == part)


def _found(
    unit: Unit, parts: Mapping[Key, Series], part: str, company: Mapping[Key, Series], *, least: float
) -> Iterator[Found]:
    for name, measure in MEASURES.items():
        if (part, name) in parts and measure.weight >= least and ("all", name) in company:
            yield Found(unit, parts[part, name], company["all", name])


def _read(
    engine: DuckDBEngine, weeks: WatchWeeks, *, by: str, within: Slice = Slice(), of_people: bool = False
) -> dict[Key, Series]:
    asked = {"start": weeks.start, "as_of": weeks.end, "people_only": of_people}
    answer = engine.run(METRICS["weekly_measures"], slice=within, by=by, **asked)
    return series_of(answer.rows, weeks=weeks.count)


def _facts(parts: Mapping[Key, Series], part: str) -> float:
    return float(sum(series.n.sum() for (name, _measure), series in parts.items() if name == part))


def _together(own: Mapping[Key, Series], teams: Sequence[int]) -> dict[Key, Series]:
    """The series of a team and those below it, added up under the name of the first."""
    added: dict[Key, Series] = {}
    for name, measure in MEASURES.items():
        mine = [own[str(pk), name] for pk in teams if (str(pk), name) in own]
        if mine:
            is_rate = measure.family.name in ("share", "mean")
            exposure = np.sum([one.exposure for one in mine], axis=0) if is_rate else mine[0].exposure
            total, n = np.sum([one.total for one in mine], axis=0), np.sum([one.n for one in mine], axis=0)
            added[str(teams[0]), name] = Series(measure, str(teams[0]), "", total, exposure, n)
    return added


def _people_by_team() -> dict[int, list[tuple[int, str]]]:
    """Team → (id, name) of those who sell in it now."""
    found: dict[int, list[tuple[int, str]]] = {}
    sellers = User.objects.filter(role=User.Role.SELLER, team__isnull=False, left_on=None).order_by("pk")
    for pk, name, team in sellers.values_list("pk", "name", "team_id"):
        found.setdefault(team, []).append((pk, name))
    return found


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
