"""Works the trends out for everybody and keeps them: chances of each open opportunity now and at the last week ends."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.trends.advising import Advising, write_advice
from trimtab.analytics.trends.company import LEARNED_FROM, Company, Stages, company_at
from trimtab.analytics.trends.kept import DEALS, STUDY, WEEKS, Kept, make_current, new_folder
from trimtab.core.calendars import Period, Unit
from trimtab.core.models import Organisation
from trimtab.insight.trends.dates import leanings
from trimtab.insight.trends.figures import LEAD_LEDGER
from trimtab.insight.trends.knowledge import knowledge
from trimtab.insight.trends.leads import leads_of, worth
from trimtab.insight.trends.past import DAY, WEEK, Floats, Integers
from trimtab.insight.trends.records import (
    THIN,
    Values,
    completeness,
    contradictions,
    field_values,
    record_at,
)
from trimtab.insight.trends.silence import look
from trimtab.insight.trends.slipping import SlipModel, Span, due_in
from trimtab.insight.trends.study import Silence, study_silence, study_slips
from trimtab.opportunities.models import Stage

RIPE_AFTER = timedelta(days=182)  # a lead may take so long to become something
WEEKS_SHOWN = 14
PERIODS_LEARNED = {"quarter": 7, "month": 12}
ONE_HEAD = 0.8
UNITS: tuple[Unit, ...] = ("quarter", "month")
Columns = dict[str, NDArray[Any]]  # Any: each column has a type of its own


@dataclass(frozen=True)
class Learned:
    """The models. slips: unit of the period → its running span."""

    silence: Silence
    slips: SlipModel
    values: Values
    spans: Mapping[str, Span]


def make_trends(extracts: Path, *, engine: DuckDBEngine, as_of: datetime, organisation: Organisation) -> Kept:
    """Work everything out as of an instant and make it current.

    Args:
        extracts: the folder of the extracts, beside which it is kept.
        engine: over the extracts.
    """
    company = company_at(engine, as_of=as_of, stages=_stages())
    today = as_of.astimezone(organisation.zone).date()
    periods = {unit: organisation.calendar.containing(today, unit) for unit in UNITS}
    past_periods = [
        organisation.calendar.previous(periods[unit], count=count)
        for unit in UNITS
        for count in range(PERIODS_LEARNED[unit], 0, -1)
    ]
    ended = sorted((_span(period, organisation) for period in past_periods), key=lambda span: (span.end, span.start))
    slips, track = study_slips(company.past, ended, shares=company.stages.shares, positions=company.stages.positions)
    learned = Learned(
        study_silence(company.past, at=company.at),
        slips,
        field_values(company.past, company.stated, until=company.at),
        {unit: _span(period, organisation) for unit, period in periods.items()},
    )
    folder = new_folder(extracts, as_of=as_of)
    write_columns(folder / WEEKS, _weeks(company, learned))
    deals = deals_now(company, learned)
    write_columns(folder / DEALS, deals)
    leads = leads_of(engine.columns(LEAD_LEDGER, as_of=as_of, since=as_of - LEARNED_FROM, with_nobody=True))
    lead_worth = worth(leads.take(leads.created < (as_of - RIPE_AFTER).timestamp()))
    write_advice(
        folder,
        Advising(
            deals=deals,
            at=company.at,
            period=periods["quarter"].key,
            leads=leads,
            lead_worth=lead_worth,
            touches_known=bool((~np.isnan(leads.touched)).any()),
        ),
    )
    study = _study(company, learned, track, lead_worth)
    (folder / STUDY).write_text(json.dumps(study, default=_plain), encoding="utf-8")
    keys: dict[str, str] = {unit: period.key for unit, period in periods.items()}
    kept = Kept(folder, as_of=as_of, day=today, epoch=organisation.epoch, periods=keys)
    make_current(kept)
    return kept


def deals_now(company: Company, learned: Learned) -> Columns:
    """What is known of each open opportunity at the instant."""
    past, at = company.past, company.at
    looks = look(past, [at])
    silence = learned.silence
    chance, rate = silence.model.chances(past, looks), silence.model.rate(past, looks)
    count, days, _when = learned.slips.pushes.until(looks.deal, looks.at)
    found: Columns = {
        "opp_id": past.deals.opp_id[looks.deal],
        "owner_id": past.states.owner[looks.state],
        "account_id": past.deals.account_id[looks.deal],
        "amount": past.states.amount[looks.state],
        "silent_chance": chance,
        "dark_chance": silence.model.dark(past, looks),
        "recovers": silence.recovers(chance),
        "silent_weeks": looks.seen.silent,
        "events": looks.seen.events.astype(np.int64),
        "heard_at": past.buyers(looks.deal, at)[1],
        "close_day": past.states.close[looks.state],
        "gap_days": 7 / np.maximum(rate, 1e-6),
        "unanswered": looks.unanswered,
        "is_alarmed": silence.line.alarmed(chance, rate) & (looks.seen.silent > 0),
        "pushes": count,
        "pushed_days": days,
        **{f"slip_{unit}": _slips(company, learned, unit, looks.deal, at) for unit in UNITS},
    }
    return {**found, **_records(company, learned, looks.deal, looks.state)}


def _records(company: Company, learned: Learned, deal: Integers, state: Integers) -> Columns:
    past, at = company.past, np.full(len(deal), company.at)
    record = record_at(past, company.stated, deal, state, at)
    share, wrong = (
        completeness(record, learned.values),
        contradictions(past, record, state, shares=company.stages.shares),
    )
    weights, filled = learned.values.weights(), record.filled()
    order = sorted(weights, key=lambda name: -weights[name])
    held = knowledge(past, at=company.at)
    account = past.deals.account_id[deal]
    place = np.searchsorted(held.account_id, account)
    place = np.minimum(place, max(len(held.account_id) - 1, 0))
    is_known = held.account_id[place] == account if len(held.account_id) else np.zeros(len(deal), dtype=bool)

    def of_account(column: NDArray[Any], unknown: float) -> NDArray[Any]:
        return np.where(is_known, column[place], unknown) if len(column) else np.full(len(deal), unknown)

    top_share = of_account(held.top_share, np.nan)
    return {
        "completeness": share,
        "missing": _listed({name: ~filled[name] for name in order if weights[name] > 0}),
        "contradictions": _listed(wrong),
        "is_thin": (share < THIN) | np.any(list(wrong.values()), axis=0),
        "top_user": of_account(held.top_user, -1).astype(np.int64),
        "top_share": top_share,
        "truck_factor": of_account(held.truck_factor, -1).astype(np.int64),
        "account_touches": of_account(held.touches, 0).astype(np.int64),
        "is_one_head": np.nan_to_num(top_share) >= ONE_HEAD,
    }


def _weeks(company: Company, learned: Learned) -> Columns:
    """Trend, instant, opportunity, amount, chance: one row for each open opportunity at each week end."""
    parts: list[Columns] = []
    past = company.past
    for at in [company.at - week * WEEK for week in range(WEEKS_SHOWN)]:
        looks = look(past, [at])
        moment = np.full(len(looks.deal), at)
        amount = past.states.amount[looks.state]
        record = record_at(past, company.stated, looks.deal, looks.state, moment)
        wrong = contradictions(past, record, looks.state, shares=company.stages.shares)
        thin = (completeness(record, learned.values) < THIN) | np.any(list(wrong.values()), axis=0)
        chances = {
            "vanishing": learned.silence.model.chances(past, looks),
            "information": thin.astype(np.float64),
            **{f"tomorrow:{unit}": _slips(company, learned, unit, looks.deal, at) for unit in UNITS},
        }
        for trend, chance in chances.items():
            rows = ~np.isnan(chance)
            parts.append(
                {
                    "trend": np.full(int(rows.sum()), trend, dtype=object),
                    "at": moment[rows],
                    "opp_id": past.deals.opp_id[looks.deal[rows]],
                    "amount": amount[rows],
                    "chance": chance[rows],
                }
            )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _slips(company: Company, learned: Learned, unit: str, deal: Integers, at: float) -> Floats:
    """The chance of each deal to slip out of the running period; NaN where it is not due in it."""
    due = due_in(company.past, learned.spans[unit], [at])
    found = np.full(len(deal), np.nan)
    if len(due.deal) and len(deal):
        place = np.minimum(np.searchsorted(deal, due.deal), len(deal) - 1)
        found[place] = learned.slips.chances(due)
    return found


def _study(company: Company, learned: Learned, track: object, lead_worth: Mapping[str, float]) -> dict[str, object]:
    """What pages say about how the chances were found and how good they are."""
    silence, values = learned.silence, learned.values
    return {
        "leads": {"worth": lead_worth},
        "silence": {
            "has_enough": silence.has_enough,
            "looks": silence.model.looks_,
            "share": silence.model.share_,
            "feed": silence.feed,
            "opportunities": silence.model.paces.opportunities,
            "judged": None if silence.judged is None else asdict(silence.judged),
        },
        "slips": {
            "has_enough": learned.slips.model_ is not None,
            "cases": learned.slips.cases_,
            "share": learned.slips.share_,
            "track": None if track is None else asdict(track),  # type: ignore[call-overload]  # a dataclass
        },
        "records": {
            "are_equal": values.are_equal,
            "n": values.n,
            "weights": values.weights(),
            "values": values.by_field,
        },
        "leanings": {str(one.owner): asdict(one) for one in leanings(learned.slips.wins)},
    }


def write_columns(path: Path, columns: Columns) -> None:
    """Write numpy columns as Parquet; NaN and negative references are NULL, `at` is an instant."""
    with duckdb.connect(":memory:") as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.register("given", columns)
        chosen = ", ".join(_written(name, column) for name, column in columns.items())
        duck.execute(
            f"COPY (SELECT {chosen} FROM given) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
        )


def _written(name: str, column: NDArray[Any]) -> str:
    if name == "at":
        return 'make_timestamp(CAST("at" * 1000000 AS BIGINT)) AS "at"'
    if column.dtype.kind == "f":
        return f'CASE WHEN NOT isnan("{name}") THEN "{name}" END AS "{name}"'
    if name.endswith("_id") or name == "top_user":
        return f'CASE WHEN "{name}" >= 0 THEN "{name}" END AS "{name}"'
    return f'"{name}"'


def _listed(flags: Mapping[str, NDArray[np.bool_]]) -> NDArray[Any]:
    """The names whose flag is set, with commas between, for each row."""
    size = len(next(iter(flags.values()))) if flags else 0
    found = np.empty(size, dtype=object)
    found[:] = [",".join(name for name in flags if flags[name][row]) for row in range(size)]
    return found


def _stages() -> Stages:
    positions, shares = {}, {}
    by_process: dict[int, list[int]] = {}
    open_ones = Stage.objects.filter(kind=Stage.Kind.OPEN).order_by("process", "position", "pk")
    for pk, process in open_ones.values_list("pk", "process_id"):
        by_process.setdefault(process, []).append(pk)
    for stages in by_process.values():
        for place, pk in enumerate(stages):
            positions[pk], shares[pk] = place, place / max(len(stages) - 1, 1)
    return Stages(positions, shares)


def _span(period: Period, organisation: Organisation) -> Span:
    start, end = period.instants(organisation.zone)
    return Span(start.timestamp(), end.timestamp(), _day(period.start), _day(period.end))


def _day(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() // DAY)


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"A study holds numbers and texts. Got {type(value).__name__}.")
