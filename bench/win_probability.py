"""Win probability against the truth of simulated companies, on a real log, and its speed. Target beside measured.

    python bench/win_probability.py --worlds 20                # ranking, calibration, reasons, learning curve
    python bench/win_probability.py --worlds 0 --real ../shared/data/semicon_pipeline
    python bench/win_probability.py --worlds 0 --scale enterprise       # or global: 625,000 opportunities

Every world is made anew from its seed; what is tested lies later than anything learned from. The oracle knows the
hidden state and the process, and takes 200 other courses from the same day.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from rows import Row, write_rows
from win_probability_leak import leaky_areas
from win_probability_real import real_rows

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.odds.calendar import quarter_ends
from trimtab.analytics.odds.frames import Looks, cases_at, features_at
from trimtab.analytics.odds.training import Learned, learn, told
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.features.frame import Features
from trimtab.insight.models.measures import area_under_curve, calibration_error, log_loss, losses
from trimtab.insight.odds.reasons import reasons
from trimtab.insight.simulate import PRESETS, Parameters, World, simulate
from trimtab.insight.simulate.oracle import oracle

LAST = date(2026, 9, 27)  # a Sunday: the simulation knows weeks
DAYS = 91
# Which way a higher number turns a deal in the simulation. Others have no planted sign of their own.
PLANTED = {"stage_place": 1, "buyer_3": 1, "buyer_14": 1, "buyer_45": 1, "days_since_buyer": -1, "contacts_60": 1}


@dataclass
class Tested:
    """Looks later than learned from: what happened, what was told, what the oracle knew."""

    outcomes: np.ndarray
    told: np.ndarray
    stages: np.ndarray
    true: np.ndarray
    base: float
    decided: int
    agreed: int = 0
    signs: int = 0
    leaky: float | None = None  # area under the curve of totals as exported at the end
    fair: float | None = None  # of the same totals as they were on the day


def main() -> None:
    asked = _asked()
    rows: list[Row] = []
    if asked.worlds:
        rows += large_company(asked.worlds, asked.looks, asked.seed)
        rows += small_company(asked.worlds, asked.seed)
    if asked.real:
        rows += real_rows(asked.real)
    if asked.scale:
        rows += speed(asked.scale)
    for row in rows:
        print(f"{row.number:3} {row.metric:60} {row.target:>12} {row.measured:>10} {row.interval:>44}  {row.state}")
    if asked.json:
        write_rows(asked.json, "win_probability", rows)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--looks", type=int, default=2, help="days tested in each world, 13 weeks apart")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--real", default="", help="folder of the semiconductor log")
    parser.add_argument("--scale", default="", choices=["", *PRESETS])
    parser.add_argument("--json", type=Path, default=None)
    return parser.parse_args()


def large_company(worlds: int, looks: int, seed: int) -> list[Row]:
    """Sixty sellers over four years: thousands of deals have closed."""
    found = [one for number in range(worlds) for one in tested_in(PRESETS["scale-up"], seed + number, looks)]
    outcomes, ours, stages, true = _pooled(found)
    area, best = area_under_curve(outcomes, ours), area_under_curve(outcomes, true)
    share, error = (area - 0.5) / (best - 0.5), calibration_error(outcomes, ours)
    gains = np.array([_gain(one) for one in found])
    signs, agreed = sum(one.signs for one in found), sum(one.agreed for one in found)
    leaks = np.array([one.leaky - one.fair for one in found if one.leaky is not None and one.fair is not None])
    seeds = f"{seed}–{seed + worlds - 1}, scale-up"
    each = [calibration_error(one.outcomes, one.told) for one in found]
    return [
        Row("4", "win model: share of the attainable lift over .5 in AUC", "≥ .88", f"{share:.3f}",
            f"{area:.3f} of {best:.3f}", seeds, share >= 0.88),
        Row("4", "win model: leak gap, AUC of totals as exported later less as of", "≥ .15", f"{leaks.mean():.3f}",
            f"{leaks.min():.3f} to {leaks.max():.3f}", seeds, bool(leaks.mean() >= 0.15)),
        Row("5", "win model: looks with skill above zero against stage rates", "≥ .9", f"{(gains > 0).mean():.2f}",
            f"log loss: ours, stages, oracle {_three(outcomes, ours, stages, true)}", seeds,
            bool((gains > 0).mean() >= 0.9)),
        Row("6", "win model: ECE at over 1,000 closed deals", "≤ .025", f"{error:.3f}",
            f"{np.mean(each):.3f} within one look, chance included", seeds, bool(error <= 0.025)),
        Row("37", "win model: strongest reasons that agree with planted effects", "≥ .85",
            f"{agreed / max(1, signs):.3f}", f"of {signs}", seeds, agreed >= 0.85 * signs),
    ]  # fmt: skip


def _gain(one: Tested) -> float:
    """By how much log loss is better than that of stage rates."""
    return float((losses(one.outcomes, one.stages) - losses(one.outcomes, one.told)).mean())


def small_company(worlds: int, seed: int) -> list[Row]:
    """Nine sellers, looked at when 30, 80 and 200 deals had closed: pooled over worlds, each is too small alone."""
    parameters = replace(PRESETS["small"], years=2)
    rows: list[Row] = []
    for wanted in (30, 80, 200):
        found = [_when_closed(parameters, seed + number, wanted) for number in range(4 * worlds)]
        rows += small_rows(found, wanted, f"{seed}–{seed + 4 * worlds - 1}, small")
    return rows


def small_rows(found: list[Tested], wanted: int, seeds: str) -> list[Row]:
    outcomes, ours, stages, true = _pooled(found)
    base = np.concatenate([np.full(one.outcomes.size, one.base) for one in found])
    error, gain = calibration_error(outcomes, ours), log_loss(outcomes, stages) - log_loss(outcomes, ours)
    told = f"ours, stages, oracle, base {_three(outcomes, ours, stages, true, base)}"
    is_judged = wanted == 80
    return [
        Row("6", f"win model: ECE at {wanted} closed deals", "≤ .06" if is_judged else "", f"{error:.3f}",
            f"{len(found)} companies", seeds, bool(error <= 0.06) if is_judged else None),
        Row("7", f"win model: gain over stage rates at {wanted} closed, about {round(wanted * 0.22)} won",
            "≥ 0" if is_judged else "", f"{gain:+.3f}", told, seeds, bool(gain >= 0) if is_judged else None),
    ]  # fmt: skip


def tested_in(parameters: Parameters, seed: int, looks: int) -> Iterator[Tested]:
    """A world tested on its last days of which the next 13 weeks are known."""
    world = simulate(parameters, seed=seed, until=LAST)
    engine = DuckDBEngine.from_columns(world.tables())
    days = [LAST - timedelta(days=DAYS * (number + 1)) for number in range(looks)]
    for day in days:
        yield _tested(world, engine, day)
    engine.close()


def _when_closed(parameters: Parameters, seed: int, wanted: int) -> Tested:
    world = simulate(parameters, seed=seed, until=LAST)
    engine = DuckDBEngine.from_columns(world.tables())
    with engine.reading() as cursor:
        found = cursor.execute(
            "SELECT entered_at FROM whole.stage_events WHERE kind <> 'open' ORDER BY entered_at LIMIT 1 OFFSET $n",
            {"n": wanted},
        ).fetchone()
    day = found[0].date() if found else LAST
    # The week after, its Sunday: the oracle stands on Sundays.
    day = min(day + timedelta(days=6 - day.weekday()), LAST - timedelta(days=DAYS))
    tested = _tested(world, engine, day)
    engine.close()
    return tested


def _tested(world: World, engine: DuckDBEngine, day: date) -> Tested:
    instant = datetime(day.year, day.month, day.day) + timedelta(days=1)
    ends = quarter_ends(FiscalCalendar(), day)
    learned = learn(engine, as_of=instant, horizon=DAYS, period_ends=ends)
    known = instant + timedelta(days=DAYS)
    features, ended = cases_at(engine, Looks(instant), period_ends=ends, known_at=known, horizon=DAYS)
    truth = oracle(world, at=[day], until=[day + timedelta(days=DAYS)])[0]
    place = {int(row) + 1: index for index, row in enumerate(truth.opportunity)}
    kept = np.array([row for row, opp in enumerate(features.opp_id.tolist()) if opp in place], dtype=np.int64)
    features, ended = features.take(kept), ended.take(kept)
    chances = told(learned, features, [DAYS])[0]
    ahead = np.full(features.size, float(DAYS))
    signs, agreed = _agreement(learned, features)
    outcomes = (ended.is_won & (ended.closed_days <= DAYS)).astype(float)
    leaky, fair = leaky_areas(world.tables(), features.opp_id, outcomes, at=instant, known=known)
    return Tested(
        outcomes=outcomes,
        told=chances.won,
        stages=learned.model.stages_.shares(features, ahead)[:, 0],
        true=truth.won[[place[opp] for opp in features.opp_id.tolist()]],
        base=float(np.interp(DAYS, (91,), (learned.model.stages_.overall_[3, 0],))),
        decided=learned.model.decided_,
        agreed=agreed,
        signs=signs,
        leaky=leaky,
        fair=fair,
    )


def _agreement(learned: Learned, features: Features) -> tuple[int, int]:
    """Of the three strongest reasons of each deal, those with a planted sign, and how many have it."""
    signs = agreed = 0
    for found in reasons(learned.model, features, DAYS):
        for reason in found[:3]:
            if reason.feature in PLANTED and isinstance(reason.value, float) and reason.usual is not None:
                signs += 1
                agreed += np.sign(reason.value - reason.usual) * PLANTED[reason.feature] * reason.log_odds > 0
    return signs, int(agreed)


def _pooled(found: list[Tested]) -> tuple[np.ndarray, ...]:
    return tuple(
        np.concatenate([getattr(one, name) for one in found]) for name in ("outcomes", "told", "stages", "true")
    )


def _three(outcomes: np.ndarray, *told: np.ndarray) -> str:
    return ", ".join(f"{log_loss(outcomes, each):.3f}" for each in told)


def speed(preset: str) -> list[Row]:
    """Seconds to look at every open opportunity and tell it, and what learning took; the simulation does not count."""
    with tempfile.TemporaryDirectory() as folder:
        company = [*("simulate", "--preset", preset, "--seed", "1", "--until", LAST.isoformat(), "--out", folder)]
        command = [sys.executable, "-m", "trimtab.cli", *company, "--tables", "--no-exports", "--overwrite"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return _speed_of(Path(folder) / "tables", preset)


def _speed_of(tables: Path, preset: str) -> list[Row]:
    engine = DuckDBEngine(tables, memory_limit="1500MB")
    instant = datetime(LAST.year, LAST.month, LAST.day)
    ends = quarter_ends(FiscalCalendar(), LAST)
    begun = time.perf_counter()
    learned = learn(engine, as_of=instant, horizon=DAYS, period_ends=ends)
    after = time.perf_counter()
    features = features_at(engine, Looks(instant), period_ends=ends)
    told(learned, features, [DAYS, 30.0, 182.0])
    reasons(learned.model, features, DAYS)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    size = f"{engine.table_rows('opportunities'):,} opportunities, {features.size:,} open"
    seconds, seeds = end - after, f"1, {preset}"
    return [
        Row("36", f"win model: weekly scoring of {size}, s", "< 60", f"{seconds:.1f}", "", seeds, seconds < 60),
        Row("36", "win model: learning, in the background, s", "", f"{after - begun:.1f}",
            f"from {learned.features.size:,} looks", seeds),
        Row("36", "win model: memory at most, GB", "< 4", f"{peak:.1f}", "", seeds,
            peak < 4),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
