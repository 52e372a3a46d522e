"""A pilot as it stands: its deals read from the extracts, week by week, and what the agreed rules say."""

from dataclasses import dataclass
from datetime import datetime

from trimtab.analytics.causes.contact_times import LEVERS_OF_DEALS
from trimtab.analytics.figures import Asker
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.reading import KEPT_SECONDS, Reading, hashed
from trimtab.core.shared_answers import shared_answer
from trimtab.insight.pilots.draws import Placed
from trimtab.insight.pilots.following import DAY, WEEK, Outcome, Plan, week_by_week
from trimtab.insight.pilots.questions import PILOT_DEALS
from trimtab.insight.pilots.sequential import Standing
from trimtab.insight.pilots.stopping import Advice, Rules, advise
from trimtab.insight.results import NotEnoughData, Row
from trimtab.insight.slices import Slice


@dataclass(frozen=True)
class Kept:
    """How far those with the lever used it, and those without kept from it: deals with it, of how many."""

    with_used: int
    with_deals: int
    without_used: int
    without_deals: int


@dataclass(frozen=True)
class Look:
    """A pilot at one look.

    last: the standing now; weeks: (week, standing) since the start. kept: None where the lever leaves no trace in
    records. opened: deals opened so far; young: of them those that have not had all their days.
    """

    as_of: datetime
    week: int
    last: Standing | NotEnoughData
    weeks: tuple[tuple[int, Standing | NotEnoughData], ...]
    advice: Advice
    opened: int
    young: int
    kept: Kept | None


def look_at(pilot: Pilot, reading: Reading) -> Look:
    """Where a begun pilot stands; an ended one as it stood at its end. Kept for an hour."""
    until = min(pilot.ended_at or reading.as_of, reading.as_of)
    key = hashed("pilot", pilot.pk, pilot.state, until, str(reading.folder / reading.manifest.name))
    return shared_answer(key, lambda: _look(pilot, reading, until=until), seconds=KEPT_SECONDS)


def plan_of(pilot: Pilot) -> Plan:
    """What was agreed, as the mathematics takes it."""
    assert pilot.started_at is not None
    units = pilot.units.values_list("seller_id", "account_id", "pair", "step")
    placed = {seller or account: Placed(seller or account or 0, pair, step) for seller, account, pair, step in units}
    return Plan(
        design="pairs" if pilot.design == Pilot.Design.PAIRS else "steps",
        placed={unit: place for unit, place in placed.items() if unit is not None},
        start=pilot.started_at.timestamp(),
        horizon=pilot.horizon,
        step_days=pilot.step_days,
        expected=pilot.wanted - pilot.base,
    )


def _look(pilot: Pilot, reading: Reading, *, until: datetime) -> Look:
    plan = plan_of(pilot)
    rows = _deals(pilot, reading, plan, until=until)
    reached = "won_at" if pilot.measure == Pilot.Measure.WON else "forward_at"
    unit = "owner_id" if pilot.unit == Pilot.Unit.SELLER else "account_id"
    outcomes = [Outcome(_whole(row[unit]), _number(row["opened"]), _maybe(row[reached])) for row in rows]
    weeks = tuple(week_by_week(plan, outcomes, until=until.timestamp()))
    last = weeks[-1][1] if weeks else NotEnoughData(n=0, needs=1, of="weeks")
    week = int((until.timestamp() - plan.start) // WEEK)
    rules = Rules(worth_it=pilot.worth_it, last_week=pilot.weeks)
    return Look(
        as_of=until,
        week=week,
        last=last,
        weeks=weeks,
        advice=advise(last if isinstance(last, Standing) else None, rules=rules, week=week),
        opened=len(outcomes),
        young=sum(outcome.opened + plan.horizon * DAY > until.timestamp() for outcome in outcomes),
        kept=_kept(pilot, plan, outcomes, [_whole(row["opp_id"]) for row in rows]),
    )


def _deals(pilot: Pilot, reading: Reading, plan: Plan, *, until: datetime) -> tuple[Row, ...]:
    """A pilot's figures are of all its units, whoever looks: only sums of them are shown."""
    field = "sellers" if pilot.unit == Pilot.Unit.SELLER else "accounts"
    units = ",".join(map(str, sorted(plan.placed)))
    asker = Asker(reading.engine, Slice(), reading.definitions)
    rows = asker.ask(PILOT_DEALS, start=pilot.started_at, as_of=until, **{field: units}).rows
    unit = "owner_id" if pilot.unit == Pilot.Unit.SELLER else "account_id"
    return tuple(row for row in rows if row[unit] in plan.placed)


def _kept(pilot: Pilot, plan: Plan, outcomes: list[Outcome], opp_ids: list[int]) -> Kept | None:
    find = LEVERS_OF_DEALS.get(pilot.lever)
    if find is None:
        return None
    first = find(opp_ids).of_list(opp_ids)
    used = [at <= outcome.opened + plan.horizon * DAY for at, outcome in zip(first, outcomes, strict=True)]
    arms = [plan.is_with(outcome.unit, outcome.opened) for outcome in outcomes]
    with_used = sum(one and arm for one, arm in zip(used, arms, strict=True))
    return Kept(with_used, sum(arms), sum(used) - with_used, len(arms) - sum(arms))


def _whole(cell: object) -> int:
    return int(str(cell)) if cell is not None else 0


def _number(cell: object) -> float:
    return float(str(cell))


def _maybe(cell: object) -> float | None:
    return None if cell is None else float(str(cell))
