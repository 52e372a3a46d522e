"""The four trends on simulated companies: is silence told better than by a fixed rule, are slips told at all?

    python bench/trends.py --worlds 6 [--seed 300] [--json FILE]

Each world is a company of sixty sellers over four years, learned from until its last day; what is judged lies later
than anything learned from. A warning of silence is right where no buyer was heard of for six weeks and nothing was won.
Beside the skill of slips stands that of the oracle, who knows every hidden state and hazard and takes 200 other courses
from the same day: nobody can be better.
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from rows import Row, write_rows

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.trends.company import Company, Stages, company_at
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.models.measures import log_loss
from trimtab.insight.simulate import PRESETS, World, simulate
from trimtab.insight.simulate.oracle import oracle
from trimtab.insight.trends.agreement import agreement
from trimtab.insight.trends.figures import LEAD_LEDGER
from trimtab.insight.trends.judging import Judged
from trimtab.insight.trends.leads import arrived, fate, leads_of
from trimtab.insight.trends.past import DAY, OPEN, WEEK, Past
from trimtab.insight.trends.slipping import Due, SlipModel, Span, Track, due_in, outcome, usual_share, weekly
from trimtab.insight.trends.study import held_apart, study_silence, study_slips

LAST = date(2026, 9, 27)
QUARTERS = 12
AGREED_DAYS = 14
# One text an observer, one place a unit; a dot: not labelled.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
PUBLISHED = [[None if label == "." else label for label in unit] for unit in zip(*OBSERVERS, strict=True)]


@dataclass(frozen=True)
class Found:
    """What one world showed; None where too little was there. leakage: points that the estimate was off.

    reached, attainable: skill of slips, ours and the oracle's, on the same looks.
    """

    silence: Judged | None
    slips: Track | None
    leakage: float | None = None
    reached: float | None = None
    attainable: float | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=300)
    parser.add_argument("--preset", default="scale-up", choices=sorted(PRESETS))
    parser.add_argument("--json", type=Path, default=None)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.worlds)
    rows = rows_from([found_in(asked.preset, seed) for seed in seeds], f"{seeds[0]}–{seeds[-1]}, {asked.preset}")
    for row in rows:
        print(f"{row.number:3} {row.metric:72} {row.target:>16} {row.measured:>10} {row.interval:>18}  {row.state}")
    if asked.json:
        write_rows(asked.json, "trends", rows)


def found_in(preset: str, seed: int) -> Found:
    """Learn from one company and judge."""
    world = simulate(PRESETS[preset], seed=seed, until=LAST)
    tables = world.tables()
    at = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC)
    engine = DuckDBEngine.from_columns(tables)
    company = company_at(engine, as_of=at, stages=stages_of(tables["stages"]))
    stages = company.stages
    _model, slips = study_slips(company.past, quarters(), shares=stages.shares, positions=stages.positions)
    silence, beside = study_silence(company.past, at=company.at).judged, beside_the_oracle(world, company)
    return Found(silence, slips, leakage_off(engine, at), *beside)


def beside_the_oracle(world: World, company: Company) -> tuple[float, float] | tuple[None, None]:
    """Skill of slips, ours and the oracle's. It stands on Sundays: so do looks and ends here."""
    past, stages = company.past, company.stages
    model = SlipModel(past, shares=stages.shares, positions=stages.positions)
    spans = [_to_sunday(span) for span in quarters()]
    before, after = held_apart(spans, [due_in(past, span, weekly(span)) for span in spans])
    model.fit(before)
    if model.model_ is None or not len(after.deal):
        return None, None
    told = _oracle_slips(world, past, after)
    happened = (outcome(past, after) == OPEN).astype(np.float64)
    base = log_loss(happened, usual_share(past, before, after))
    ours, theirs = (1 - log_loss(happened, chances) / base for chances in (model.chances(after), told))
    return ours, theirs


def _to_sunday(span: Span) -> Span:
    """The same period up to the last Sunday in it."""
    weekday = _date(span.last_day).isoweekday() % 7
    return Span(span.start, (span.last_day - weekday + 1) * DAY, span.first_day, span.last_day)


def _oracle_slips(world: World, past: Past, due: Due) -> np.ndarray:
    """The true chance of each to be open at the end of its period."""
    days = [(_date(int(at // DAY) - 1), _date(int(end // DAY) - 1)) for at, end in zip(due.at, due.end, strict=True)]
    pairs = sorted(set(days))
    found = oracle(world, at=[at for at, _end in pairs], until=[end for _at, end in pairs])
    told = {
        (one.at, int(row) + 1): (share * one.paths + 0.5) / (one.paths + 1)
        for one in found
        for row, share in zip(one.opportunity, one.open, strict=True)
    }
    return np.array([told[at, int(past.deals.opp_id[deal])] for (at, _end), deal in zip(days, due.deal, strict=True)])


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def leakage_off(engine: DuckDBEngine, at: datetime) -> float | None:
    """Leaked within 14 days as it was known at instants a year ago, minus what came of the same leads, in points."""
    given = engine.columns(LEAD_LEDGER, as_of=at, since=at - timedelta(weeks=110), with_nobody=True)
    leads, off = leads_of(given), []
    for weeks in range(20, 84, 4):
        then = at.timestamp() - weeks * WEEK
        told = fate(arrived(leads, since=then - 13 * WEEK, until=then), at=then, agreed_days=AGREED_DAYS)
        same = leads.take((leads.created >= then - 13 * WEEK) & (leads.created < then))
        if told.has_enough:
            came = ~(same.decided - same.created <= AGREED_DAYS * DAY)
            off.append(100 * (told.leaked - float(came.mean())))
    return float(np.mean(off)) if off else None


def stages_of(columns: object) -> Stages:
    """Open stages of the only process, in order."""
    assert isinstance(columns, dict)
    is_open = np.asarray(columns["kind"]) == "open"
    ids = np.asarray(columns["stage_id"])[is_open][np.argsort(np.asarray(columns["position"])[is_open])]
    positions = {int(stage): place for place, stage in enumerate(ids)}
    return Stages(positions, {stage: place / max(len(ids) - 1, 1) for stage, place in positions.items()})


def quarters() -> list[Span]:
    """The quarters that had ended, oldest first."""
    calendar = FiscalCalendar()
    last = calendar.previous(calendar.containing(LAST, "quarter"))
    ended = [calendar.previous(last, count=count) for count in range(QUARTERS - 1, -1, -1)]
    return [Span(*_instants(one.start, one.end), _day(one.start), _day(one.end)) for one in ended]


def _instants(start: date, end: date) -> tuple[float, float]:
    return _day(start) * 86_400.0, (_day(end) + 1) * 86_400.0


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def rows_from(found: Sequence[Found], seeds: str) -> list[Row]:
    """The numbers with a target; each world counts once."""
    silence = [one.silence for one in found if one.silence is not None]
    slips = [one.slips for one in found if one.slips is not None]
    gain = [one.precision - one.rule_precision for one in silence]
    apart = [max(one.false_alarms) - min(one.false_alarms) for one in silence]
    rule_apart = [max(one.rule_false_alarms) - min(one.rule_false_alarms) for one in silence]
    beside = f"{seeds}; by the rule {np.mean(rule_apart or [np.nan]):.2f}"
    over_one = [one.skill_over_one for one in slips]
    leaked = [abs(one.leakage) for one in found if one.leakage is not None]
    errors, slip_errors = ([one.calibration_error for one in told] for told in (silence, slips))
    return [
        _row("13", "vanishing: average precision over the rule of 28 days", "≥ +.01", gain, seeds, least=0.01),
        _row("13", "vanishing: calibration error of the chance to fall silent", "≤ .05", errors, seeds, most=0.05),
        _row("13", "vanishing: false alarms of slow and fast buyers apart", "≤ .10", apart, beside, most=0.10),
        _row("14", "slips: skill over the base", "≥ .15", [one.skill for one in slips], seeds, least=0.15),
        _row("14", "slips: share of the oracle's skill over the base", "", _shares(found), seeds),
        _row("14", "slips: the oracle's skill over the base", "", _known(one.attainable for one in found), seeds),
        _row("14", "slips: skill over one share for all", "≥ .15", over_one, seeds, least=0.15),
        _row("14", "slips: calibration error", "≤ .05", slip_errors, seeds, most=0.05),
        _row("15", "leads: leakage told then against what came, points", "≤ 1", leaked, seeds, most=1.0),
        _row("15", "leads: alpha of the published example, 0.743", "≤ .0005", [alpha_off()], "none", most=0.0005),
    ]


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _shares(found: Sequence[Found]) -> list[float]:
    return [one.reached / one.attainable for one in found if one.reached is not None and one.attainable]


def alpha_off() -> float:
    """How far alpha is from Krippendorff (2011), section C: four observers, twelve units, 0.743."""
    return abs(float(agreement(PUBLISHED).alpha or 0) - 0.743)


def _row(
    number: str,
    metric: str,
    target: str,
    values: Sequence[float],
    seeds: str,
    *,
    least: float | None = None,
    most: float | None = None,
) -> Row:
    if not values:
        return Row(number, metric, target, seeds=seeds)
    mean, spread = float(np.mean(values)), float(np.std(values) / np.sqrt(len(values)))
    is_met = None
    if least is not None or most is not None:
        is_met = (least is None or mean >= least) and (most is None or mean <= most)
    return Row(number, metric, target, f"{mean:.3f}", f"s.e. {spread:.3f}, n {len(values)}", seeds, is_met)


if __name__ == "__main__":
    main()
