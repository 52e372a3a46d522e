"""What the records say of each person before a target is set: territory, history, tenure, former targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trimtab.analytics.figures import Asker
from trimtab.core.calendars import Period, unit_of
from trimtab.core.models import Organisation
from trimtab.insight.metrics.closing import CYCLE_LENGTH
from trimtab.insight.metrics.outlook import BOOKINGS_BY_PERIOD
from trimtab.insight.metrics.velocity import VELOCITY_COHORT
from trimtab.insight.results import Row
from trimtab.insight.targets import Productivity, Territories, productivity_of
from trimtab.insight.targets.capacity import ramp
from trimtab.insight.targets.metrics import TARGETS_BY_PERIOD, TERRITORIES, WIN_SIZES
from trimtab.people.models import User

Floats: TypeAlias = NDArray[np.float64]

EARLIER = {"year": 2, "quarter": 4, "month": 12}
SEASONS = 3  # years of the same period that make a season
USUAL_RAMP_WEEKS = 22.0  # five months, as published
LEAST_RAMP_WEEKS, MOST_RAMP_WEEKS = 6.0, 52.0
USUAL_LEAVING, LEAVING_YEARS = 0.25, 4.0
SETTLED = 520.0  # tenure in weeks of somebody whose first day is not known
LEAST_WEEKS = 13.0  # of ramped time before somebody's own history counts


@dataclass(frozen=True)
class Demand:
    """What is created and how much of it is won, of the last year: a day of creation brings `a_day`."""

    a_day: float
    spread: float  # relative standard error
    n: int


@dataclass(frozen=True)
class Ground:
    """Arrays have one value for each of `people`; money is for the whole period, in the reporting currency.

    history: what each brought in comparable periods, scaled to this one; 0: nothing is known. before: their targets
    then, scaled alike; NaN: none. brought, known_potential: of the last period and of what was known before it, to fit
    the weights. handed_down: the targets that people already have for the period; NaN: none.
    """

    people: tuple[User, ...]
    period: Period
    as_of: datetime
    earlier: tuple[Period, ...]
    weeks: float
    season: float
    season_years: int
    territories: Territories
    tenure: Floats
    present: Floats
    history: Floats
    before: Floats
    last_history: Floats
    last_brought: Floats
    handed_down: Floats
    productivity: Productivity
    ramp_weeks: float
    leaving: float
    demand: Demand | None

    @property
    def handed_down_total(self) -> float:
        """What people already have together; 0: nothing."""
        return float(np.nansum(self.handed_down))


def ground_of(
    people: Sequence[User],
    *,
    among: Sequence[User],
    period: Period,
    organisation: Organisation,
    asker: Asker,
    company: Asker,
    as_of: datetime,
) -> Ground:
    """Ask for everything a target of these people rests on.

    Args:
        people: who is to carry the targets; `asker` counts their records only.
        among: everybody who sells or sold, `people` included: what all did tells how far one can differ by chance.
            `company` counts the records of all.
    """
    earlier = _earlier(period, organisation, as_of=as_of)
    spans = [one.instants(organisation.zone) for one in earlier]
    start, weeks, ids = spans[0][0], period.days / 7, [person.pk for person in people]
    ramp_weeks = _ramp_weeks(company, start=start, as_of=as_of)
    record = _record(company, spans, among, _ramped(among, earlier, ramp_weeks=ramp_weeks), as_of=as_of)
    value, ramped = (column[_places(among, ids)] for column in (record.value, record.ramped))
    targets = _targets(asker, [*earlier, period], ids)
    tenure = _tenure(people, on=period.start)
    season = _season(company, period, organisation, as_of=as_of)
    return Ground(
        people=tuple(people),
        period=period,
        as_of=as_of,
        earlier=earlier,
        weeks=weeks,
        season=season[0],
        season_years=season[1],
        territories=_territories(company, ids, start=start, as_of=as_of, periods=_in_periods(earlier, period)),
        tenure=tenure,
        present=_present(people, period, tenure, ramp_weeks=ramp_weeks),
        history=_scaled(value, ramped, weeks=weeks),
        before=_before(targets[:, :-1], earlier, weeks=weeks),
        last_history=_scaled(value[:, :-1], ramped[:, :-1], weeks=weeks),
        last_brought=value[:, -1],
        handed_down=targets[:, -1],
        productivity=_productivity(record, company.ask(WIN_SIZES, start=start, as_of=as_of).one(), _places(among, ids)),
        ramp_weeks=ramp_weeks,
        leaving=_leaving(among, on=period.start),
        demand=_demand(asker, as_of=as_of),
    )


def _places(among: Sequence[User], ids: Sequence[int]) -> NDArray[np.int64]:
    place = {person.pk: number for number, person in enumerate(among)}
    return np.array([place[pk] for pk in ids], dtype=np.int64)


def _earlier(period: Period, organisation: Organisation, *, as_of: datetime) -> tuple[Period, ...]:
    """Whole periods before the planned one that are over, oldest first."""
    calendar, today = organisation.calendar, as_of.astimezone(organisation.zone).date()
    unit = unit_of(period)
    last = calendar.previous(min(period, calendar.containing(today, unit), key=lambda one: one.start))
    return tuple(calendar.previous(last, count=count) for count in range(EARLIER[unit] - 1, -1, -1))


def _in_periods(earlier: Sequence[Period], period: Period) -> float:
    return sum(one.days for one in earlier) / period.days


@dataclass(frozen=True)
class _Record:
    """Wins, their value, and ramped weeks: people × periods."""

    wins: NDArray[np.int64]
    value: Floats
    ramped: Floats


def _record(
    asker: Asker,
    spans: Sequence[tuple[datetime, datetime]],
    people: Sequence[User],
    ramped: Floats,
    *,
    as_of: datetime,
) -> _Record:
    place = {str(person.pk): number for number, person in enumerate(people)}
    starts = [start for start, _end in spans]
    ends = [end for _start, end in spans]
    wins, value = np.zeros((len(people), len(spans)), dtype=np.int64), np.zeros((len(people), len(spans)))
    number = {start.replace(tzinfo=None): column for column, start in enumerate(starts)}
    for row in asker.ask(BOOKINGS_BY_PERIOD, starts=starts, ends=ends, as_of=as_of, by="owner").rows:
        person = place.get(str(row["part"]))
        if person is not None:
            column = number[_naive(row["period_start"])]
            wins[person, column], value[person, column] = _number(row, "won"), _number(row, "won_value")
    return _Record(wins, value, ramped)


def _naive(moment: object) -> datetime:
    assert isinstance(moment, datetime)
    return moment.replace(tzinfo=None)


def _number(row: Row, name: str) -> float:
    found = row[name]
    return 0.0 if found is None else float(str(found))


def _tenure(people: Sequence[User], *, on: date) -> Floats:
    days = [SETTLED * 7 if person.hired_on is None else (on - person.hired_on).days for person in people]
    return np.array(days, dtype=float) / 7


def _ramped(people: Sequence[User], periods: Sequence[Period], *, ramp_weeks: float) -> Floats:
    """Ramped weeks of each person in each period."""
    columns = [
        _present(people, one, _tenure(people, on=one.start), ramp_weeks=ramp_weeks) * one.days / 7 for one in periods
    ]
    return np.array(columns).T.reshape(len(people), len(periods))


def _present(people: Sequence[User], period: Period, tenure: Floats, *, ramp_weeks: float) -> Floats:
    """The share of a full period that each is there and ramped."""
    weeks = max(round(period.days / 7), 1)
    gone = [weeks if one.left_on is None else (one.left_on - period.start).days / 7 for one in people]
    present: Floats = np.zeros(len(people))
    for week in range(weeks):
        present += ramp(tenure + week, ramp_weeks=ramp_weeks) * (week < np.array(gone, dtype=float))
    return present / weeks


def _scaled(value: Floats, ramped: Floats, *, weeks: float) -> Floats:
    """What each would have brought in a full period; 0 for somebody with less than a quarter of ramped time."""
    known = ramped.sum(axis=1)
    scaled: Floats = np.where(known >= LEAST_WEEKS, value.sum(axis=1) / np.maximum(known, LEAST_WEEKS) * weeks, 0.0)
    return scaled


def _targets(asker: Asker, periods: Sequence[Period], ids: Sequence[int]) -> Floats:
    """Targets, people × periods; NaN: none."""
    place = {pk: number for number, pk in enumerate(ids)}
    found = np.full((len(ids), len(periods)), np.nan)
    starts, ends = [one.start for one in periods], [one.end for one in periods]
    for row in asker.ask(TARGETS_BY_PERIOD, starts_on=starts, ends_on=ends).rows:
        person = place.get(int(_number(row, "user_id")))
        if person is not None:
            found[person, int(_number(row, "period")) - 1] = _number(row, "target")
    return found


def _before(targets: Floats, periods: Sequence[Period], *, weeks: float) -> Floats:
    """The mean target a week of the periods that had one, for the weeks of the planned one."""
    lengths = np.array([one.days / 7 for one in periods])
    had = ~np.isnan(targets)
    total = np.where(had, targets, 0.0).sum(axis=1)
    length = (had * lengths).sum(axis=1)
    return np.where(length > 0, total / np.maximum(length, 1e-9) * weeks, np.nan)


def _productivity(record: _Record, sizes: Row, rows: NDArray[np.int64]) -> Productivity:
    mean, spread, n = (_number(sizes, name) for name in ("mean", "spread", "n"))
    # Two sizes with the mean and the spread of all: the estimate needs no more of them.
    two = np.array([max(mean - spread, 0.0), mean + spread]) if n else np.zeros(0)
    told = (record.wins.sum(axis=1), record.value.sum(axis=1), record.ramped.sum(axis=1))
    found = productivity_of(*told, sizes=two)
    return replace(found, wins_a_week=found.wins_a_week[rows], shape=found.shape[rows], mean_size=found.mean_size[rows])


def _territories(
    company: Asker, ids: Sequence[int], *, start: datetime, as_of: datetime, periods: float
) -> Territories:
    rows = company.ask(TERRITORIES, start=start, as_of=as_of).rows
    kinds = sorted({(str(row["segment"]), str(row["industry"])) for row in rows})
    column = {kind: number for number, kind in enumerate(kinds)}
    place = {pk: number for number, pk in enumerate(ids)}
    accounts = np.zeros((len(ids), len(kinds)))
    held, wins = np.zeros(len(kinds), dtype=np.int64), np.zeros(len(kinds), dtype=np.int64)
    value: Floats = np.zeros(len(kinds))
    for row in rows:
        kind = column[str(row["segment"]), str(row["industry"])]
        held[kind] += int(_number(row, "accounts"))
        wins[kind], value[kind] = int(_number(row, "won")), _number(row, "won_value")
        person = place.get(int(_number(row, "owner_id")))
        if person is not None:
            accounts[person, kind] = _number(row, "accounts")
    return Territories(accounts, held, value, wins, periods)


def _ramp_weeks(company: Asker, *, start: datetime, as_of: datetime) -> float:
    """One and a half cycles of what is won, as far as it is known."""
    rows: Mapping[str, Row] = {
        str(row["outcome"]): row for row in company.ask(CYCLE_LENGTH, start=start, end=as_of, as_of=as_of).rows
    }
    won = rows.get("won")
    if won is None or won["median"] is None or _number(won, "n") < CYCLE_LENGTH.needs:
        return USUAL_RAMP_WEEKS
    return float(np.clip(1.5 * _number(won, "median") / 7, LEAST_RAMP_WEEKS, MOST_RAMP_WEEKS))


def _leaving(people: Sequence[User], *, on: date) -> float:
    """The share that leaves in a year, drawn towards a quarter."""
    years = sum(min(max((on - person.hired_on).days, 0), 730) / 365.25 for person in people if person.hired_on)
    left = sum(person.left_on is not None for person in people)
    return float((left + USUAL_LEAVING * LEAVING_YEARS) / (years + LEAVING_YEARS)) if years else USUAL_LEAVING


def _season(company: Asker, period: Period, organisation: Organisation, *, as_of: datetime) -> tuple[float, int]:
    """How the same period of earlier years compares with their mean period, drawn towards 1; and years behind it."""
    unit = unit_of(period)
    if unit == "year":
        return 1.0, 0
    ratios = [
        ratio
        for count in range(1, SEASONS + 2)
        if (ratio := _season_of(company, period, organisation, years=count, as_of=as_of)) is not None
    ][:SEASONS]
    n = len(ratios)
    return ((sum(ratios) + 2.0) / (n + 2.0), n) if n >= 2 else (1.0, n)


def _season_of(
    company: Asker,
    period: Period,
    organisation: Organisation,
    *,
    years: int,
    as_of: datetime,
) -> float | None:
    same, calendar = period, organisation.calendar
    for _year in range(years):
        same = calendar.year_before(same)
    year = calendar.containing(same.start, "year")
    if year.instants(organisation.zone)[1] > as_of:
        return None
    spans = [one.instants(organisation.zone) for one in (same, year)]
    starts, ends = [start for start, _end in spans], [end for _start, end in spans]
    rows = company.ask(BOOKINGS_BY_PERIOD, starts=starts, ends=ends, as_of=as_of).rows
    part, whole = (_number(row, "won_value") for row in rows)
    share = same.days / year.days
    return part / (whole * share) if whole > 0 else None


def _demand(asker: Asker, *, as_of: datetime) -> Demand | None:
    row = asker.ask(
        VELOCITY_COHORT, start=as_of - timedelta(days=728), end=as_of - timedelta(days=364), as_of=as_of
    ).rows[0]
    n, rate, low, high = (_number(row, name) for name in ("n", "win_rate", "win_rate_low", "win_rate_high"))
    if n < VELOCITY_COHORT.needs or rate <= 0 or row["velocity"] is None:
        return None
    wins = max(n * rate, 1.0)
    # Its win rate has an interval of 95 %; what is created and how large wins are vary with the root of the wins.
    spread = float(np.hypot((high - low) / 3.92 / rate, np.sqrt(2.0 / wins)))
    return Demand(_number(row, "velocity"), spread, int(n))
