"""Whether planted interactions are found and no others, and whether reasons stay as they are while nothing changes.

    python bench/reasons.py --worlds 20 --draws 10 [--seed 500] [--json FILE]

Interactions: 8,000 opportunities of a simulated company, each looked at once on a day of its own. Whether it is won
within a quarter is drawn anew from what every feature does alone, with -.75 log-odds planted where two agreed things
hold together. Each of the agreed ones is planted in turn; the others are null, and once all are. What the page of
chances shows is judged: only the agreed list is asked.

Reasons: one lesson and the next a week later. Of deals with no new record in between, how many of the three strongest
reasons turned their sign or are told no more? Then the same day again, learned from nine tenths of the opportunities.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from rows import Row, write_rows
from scipy.special import expit
from threadpoolctl import threadpool_limits

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.odds.calendar import quarter_ends
from trimtab.analytics.odds.frames import Looks, cases_at
from trimtab.analytics.odds.training import Learned, learn, open_at
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats, Integers
from trimtab.insight.odds.columns import INTERACTIONS, Columns
from trimtab.insight.odds.interactions import interactions
from trimtab.insight.odds.members import won_by
from trimtab.insight.odds.model import OddsModel
from trimtab.insight.odds.reasons import Reason, reasons
from trimtab.insight.odds.ridge import Ridge
from trimtab.insight.simulate import PRESETS, simulate

LAST = date(2026, 9, 27)  # a Sunday: the simulation knows weeks
PLANTED, DEALS, DAYS, WEEK = -0.75, 8_000, 91, 7
COMPANY = replace(PRESETS["scale-up"], sellers=75)  # rather more than 8,000 opportunities in four years
STRONGEST, KEPT = 3, 0.9


@dataclass(frozen=True)
class Ground:
    """One look at each opportunity of which the next quarter is known.

    odds: its log-odds to be won within the quarter, where nothing matters but each feature alone.
    """

    features: Features
    outcomes: Outcomes
    odds: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--draws", type=int, default=4, help="times that the ends of one world are drawn anew")
    parser.add_argument("--seed", type=int, default=500)
    parser.add_argument("--json", type=Path, default=None)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.worlds)
    with threadpool_limits(limits=1):
        rows = [*recovery(seeds, asked.draws), *stability(seeds)]
    for row in rows:
        print(f"{row.number:3} {row.metric:78} {row.target:>8} {row.measured:>8} {row.interval:>44}  {row.state}")
    if asked.json:
        write_rows(asked.json, "reasons", rows)


def recovery(seeds: Sequence[int], draws: int) -> list[Row]:
    """Each agreed interaction planted in turn, and none."""
    hits: dict[str, list[bool]] = {one.name: [] for one in INTERACTIONS}
    false_shares, null_found, estimates = [], [], []
    for seed in seeds:
        ground = ground_of(seed)
        for number in range(draws):
            for place, planted in enumerate([*INTERACTIONS, None]):
                rng = np.random.default_rng([seed, number, place])
                ends = redrawn(ground, planted.name if planted else "", rng)
                told = interactions(ground.features, ends, np.ones(DEALS), horizon=DAYS)
                found = {one.name for one in told if one.is_found}
                if planted is None:
                    null_found.append(bool(found))
                    continue
                mine = next((one for one in told if one.name == planted.name), None)
                hits[planted.name].append(mine is not None and mine.is_found and mine.log_odds < 0)
                estimates += [mine.log_odds] if mine else []
                false_shares.append(len(found - {planted.name}) / max(1, len(found)))
    power = float(np.mean([value for each in hits.values() for value in each]))
    wrong = float(np.mean([*false_shares, *null_found]))
    each = ", ".join(f"{name} {np.mean(values):.2f}" for name, values in hits.items())
    told_seeds = f"{seeds[0]}–{seeds[-1]}, {draws} draws, scale-up with 75 sellers"
    return [
        Row("8", f"interaction of {PLANTED} log-odds at {DEALS:,} deals: power", "≥ .8", f"{power:.3f}",
            each, told_seeds, power >= 0.8),
        Row("8", "interactions: false share of those found, with all null among the draws", "≤ .1", f"{wrong:.3f}",
            f"{np.mean(null_found):.2f} of all-null draws found one", told_seeds, wrong <= 0.1),
        Row("8", f"interaction of {PLANTED} log-odds: mean estimate", "", f"{np.mean(estimates):+.2f}",
            f"spread {np.std(estimates):.2f}, n {len(estimates)}", told_seeds),
    ]  # fmt: skip


def ground_of(seed: int) -> Ground:
    """A look at each of 8,000 opportunities, and what each feature does alone."""
    features, outcomes = _looks(seed)
    rows, won = won_by(outcomes, np.full(features.size, float(DAYS)))
    features, outcomes = features.take(rows), outcomes.take(rows)
    columns = Columns(is_by_horizon=False).fit(features, np.full(rows.size, float(DAYS)))
    alone = np.flatnonzero([name not in {one.name for one in INTERACTIONS} for name in columns.names_])
    matrix = columns.of(features, np.full(rows.size, float(DAYS)))[:, alone]
    odds = Ridge(spread=0.5).fit(matrix, won, np.ones(rows.size)).log_odds(matrix)
    chosen = _one_each(features.opp_id, np.random.default_rng(seed))
    return Ground(features.take(chosen), outcomes.take(chosen), odds[chosen])


def _looks(seed: int) -> tuple[Features, Outcomes]:
    engine = DuckDBEngine.from_columns(simulate(COMPANY, seed=seed, until=LAST).tables())
    instant = datetime(LAST.year, LAST.month, LAST.day) + timedelta(days=1)
    looks = Looks(instant, WEEK, 52 * COMPANY.years)
    ends = quarter_ends(FiscalCalendar(), LAST)
    found = cases_at(engine, looks, period_ends=ends, known_at=instant, horizon=DAYS)
    engine.close()
    return found


def _one_each(deals: Integers, rng: np.random.Generator) -> Integers:
    """A look by chance at each of as many opportunities as are wanted."""
    order = rng.permutation(deals.size)
    _each, first = np.unique(deals[order], return_index=True)
    if first.size < DEALS:
        raise ValueError(f"A company of {first.size} opportunities is too small: {DEALS} are wanted.")
    chosen: Integers = order[rng.permutation(first)[:DEALS]]
    return chosen


def redrawn(ground: Ground, planted: str, rng: np.random.Generator) -> Outcomes:
    """The same looks with other winners."""
    odds = ground.odds.copy()
    for one in INTERACTIONS:
        if one.name == planted:
            odds += PLANTED * one.of(ground.features)
    is_won = rng.random(odds.size) < expit(odds)
    return replace(ground.outcomes, is_won=is_won, closed_days=np.where(is_won, DAYS / 2, np.inf))


def stability(seeds: Sequence[int]) -> list[Row]:
    """From one week to the next, and from one draw of the same past to another."""
    weekly, gone, again = [], [], []
    for seed in seeds:
        engine = DuckDBEngine.from_columns(simulate(PRESETS["scale-up"], seed=seed, until=LAST).tables())
        then, now = (_lesson(engine, LAST - timedelta(days=days)) for days in (7, 0))
        before, after = ((open_at(engine, one, one.as_of), one) for one in (then, now))
        same = _unchanged(before[0], after[0])
        flips = list(_flips(*before, *after, same))
        weekly += [turned for turned, _left in flips]
        gone += [left for _turned, left in flips]
        other = _relearned(now, np.random.default_rng(seed))
        again += [turned for turned, _left in _flips(*after, after[0], other, _all(after[0]))]
        engine.close()
    told = f"{seeds[0]}–{seeds[-1]}, scale-up"
    flipped, shaken = float(np.mean(weekly)), float(np.mean(again))
    return [
        Row("37", "reasons: of the three strongest, turned or gone a week later without a new record", "< .10",
            f"{flipped:.3f}", f"of {len(weekly)}; out of the first three {np.mean(gone):.3f}", told, flipped < 0.1),
        Row("37", "reasons: turned or gone when learned from nine tenths of the same opportunities", "< .10",
            f"{shaken:.3f}", f"of {len(again)}", told, shaken < 0.1),
    ]  # fmt: skip


def _lesson(engine: DuckDBEngine, day: date) -> Learned:
    instant = datetime(day.year, day.month, day.day) + timedelta(days=1)
    return learn(engine, as_of=instant, horizon=DAYS, period_ends=quarter_ends(FiscalCalendar(), LAST))


def _relearned(learned: Learned, rng: np.random.Generator) -> Learned:
    """The same lesson without one in ten opportunities."""
    deals = np.unique(learned.features.opp_id)
    rows = np.flatnonzero(np.isin(learned.features.opp_id, deals[rng.random(deals.size) < KEPT]))
    features, outcomes = learned.features.take(rows), learned.outcomes.take(rows)
    model = OddsModel(seed=learned.model.seed).fit(features, outcomes, horizon=learned.horizon)
    return replace(learned, model=model)


def _all(features: Features) -> dict[int, tuple[int, int]]:
    return {int(opp): (row, row) for row, opp in enumerate(features.opp_id)}


def _unchanged(before: Features, after: Features) -> dict[int, tuple[int, int]]:
    """Opportunities with no new record in the week: the same change and the same activity are the last."""
    rows = {int(opp): row for row, opp in enumerate(before.opp_id)}
    found = {}
    for row, opp in enumerate(after.opp_id.tolist()):
        if opp in rows and all(
            _aged(before.numbers[name][rows[opp]], after.numbers[name][row])
            for name in ("days_since_change", "days_since_any", "days_in_stage")
        ):
            found[opp] = (rows[opp], row)
    return found


def _aged(before: float, after: float) -> bool:
    """Seven days older, or never there."""
    return (np.isnan(before) and np.isnan(after)) or abs(after - before - WEEK) < 1e-6


def _flips(
    before: Features, then: Learned, after: Features, now: Learned, same: dict[int, tuple[int, int]]
) -> Iterator[tuple[bool, bool]]:
    """For each of the three strongest reasons then: whether it turned or is told no more, or is out of the three."""
    rows = np.array(list(same.values()), dtype=np.int64).reshape(-1, 2)
    first, second = reasons(then.model, before, DAYS), reasons(now.model, after, DAYS)
    for old, new in rows.tolist():
        for reason in first[old][:STRONGEST]:
            yield _is_gone(reason, second[new]), _is_gone(reason, second[new][:STRONGEST])


def _is_gone(reason: Reason, others: Sequence[Reason]) -> bool:
    return not any(one.feature == reason.feature and one.log_odds * reason.log_odds > 0 for one in others)


if __name__ == "__main__":
    main()
