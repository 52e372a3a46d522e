"""Is the simulated company like real ones, can nothing beat its oracle, and how fast is it? One command.

    python bench/simulator.py [--worlds 20] [--small] [--json FILE]

Prints each measure with its band over the worlds, the oracle beside a model that sees what a sales team sees, and time
and memory of 5,000 sellers over four years in a process of its own. Ends with 1 where something lies outside its band.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from rows import Row, write_rows
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from trimtab.analytics.simulated import write_tables
from trimtab.insight.estimators.incidence import AalenJohansen
from trimtab.insight.simulate import PRESETS, CalibrationMoments, World, measure, oracle, simulate
from trimtab.insight.simulate.parameters import WON
from trimtab.insight.simulate.world import AMOUNT, CATEGORY, CLOSE, OWNER, STAGE, Snapshot

UNTIL = date(2026, 8, 30)
YEAR = timedelta(weeks=52)
# Measure → the band of its mean over the worlds, and what was published.
BANDS: dict[str, tuple[Callable[[CalibrationMoments], float], float, float, str]] = {
    "win rate": (lambda m: m.win_rate, 0.20, 0.25, "21% HubSpot, 19-29% Ebsta, 30% Implisit"),
    "win rate SMB": (lambda m: m.win_rate_by_segment[0], 0.20, 0.40, "20-40%"),
    "win rate Mid-Market": (lambda m: m.win_rate_by_segment[1], 0.15, 0.25, "15-25%"),
    "win rate Enterprise": (lambda m: m.win_rate_by_segment[2], 0.10, 0.22, "10-20%"),
    "won cycle SMB, days": (lambda m: m.won_cycle[0], 70, 90, "84 over all (Gong)"),
    "won cycle Mid-Market, days": (lambda m: m.won_cycle[1], 105, 130, ""),
    "won cycle Enterprise, days": (lambda m: m.won_cycle[2], 145, 195, ""),
    "losses gone dark": (lambda m: m.gone_dark, 0.38, 0.60, "40-60% without a decision (Dixon)"),
    "pushed at least once": (lambda m: m.pushed, 0.27, 0.44, "36-44% slipped (Ebsta)"),
    "pushed, of the won": (lambda m: m.pushed_of_won, 0.44, 0.57, ""),
    "contacts on won": (lambda m: m.contacts_of_won, 3.7, 4.6, "at least four (Gong)"),
    "contacts on lost": (lambda m: m.contacts_of_lost, 1.7, 2.3, ""),
    "buyer events on won": (lambda m: m.buyer_events_of_won, 27, 35, "34.9 e-mails (Implisit)"),
    "buyer events on lost": (lambda m: m.buyer_events_of_lost, 7, 14, "7.2 e-mails (Implisit)"),
    "booked in the last four weeks": (lambda m: m.booked_in_last_four_weeks, 0.35, 0.50, "35-40% in the last month"),
    "booked in the last two weeks": (lambda m: m.booked_in_last_two_weeks, 0.22, 0.36, ""),
    "variation of won sizes": (lambda m: m.size_variation, 1.5, 2.6, "usual where segments mix"),
    "share of the best 17%": (lambda m: m.top_sellers_share, 0.26, 0.40, "81% (Ebsta, extreme)"),
}
SCORES = ("auc", "log loss", "brier")


def main() -> int:
    """Run everything; 1 where something lies outside its band."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--small", action="store_true", help="no company of 5,000 sellers")
    parser.add_argument("--json", type=Path, help="file for the rows of the scoreboard")
    parser.add_argument("--scale", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.scale:
        run_at_scale()
        return 0
    fewer = max(asked.worlds // 2, 1)
    rows = [*compare_moments(asked.worlds), *compare_win_rates(fewer)]
    rows += [compare_with_oracle(preset, worlds=fewer) for preset in ("scale-up", "hostile-queue", "hostile-heavy")]
    if not asked.small:
        rows += measure_scale()
    if asked.json:
        write_rows(asked.json, "simulator", rows)
    return 0 if all(row.is_met for row in rows) else 1


def compare_moments(worlds: int) -> list[Row]:
    """Print each measure of the sample with its band."""
    found = [measure(simulate(PRESETS["sample"], seed=seed, until=UNTIL)) for seed in range(worlds)]
    print(f"\n| measure over {worlds} worlds | mean | least | most | band of the mean | published |")
    print("| --- | --- | --- | --- | --- | --- |")
    rows = []
    for name, (of, low, high, published) in BANDS.items():
        values = np.array([of(one) for one in found])
        fits = bool(low <= values.mean() <= high)
        spread = f"{values.min():.3g} to {values.max():.3g}"
        seeds = f"0 to {worlds - 1}"
        rows.append(
            Row("35", f"simulator: {name}", f"{low:g} to {high:g}", f"{values.mean():.3g}", spread, seeds, is_met=fits)
        )
        shown = " | ".join(f"{value:.3g}" for value in (values.mean(), values.min(), values.max()))
        print(f"| {name} | {shown} | {low:g} to {high:g}{'' if fits else ' **outside**'} | {published} |")
    return rows


def compare_win_rates(worlds: int) -> list[Row]:
    """Print how far the estimated win rate of two years' cohort lies from what became of it, by growth."""
    print("\n| growth a year | estimate less truth, points | worlds |\n| --- | --- | --- |")
    rows = []
    for growth in (0.0, 0.6, -0.3):
        gaps = np.array([_win_rate_gap(growth, seed) for seed in range(worlds)])
        error = gaps.std() / np.sqrt(worlds)
        print(f"| {growth:+.0%} | {gaps.mean():+.2f} ± {error:.2f} | {worlds} |")
        rows.append(
            Row(
                "3",
                f"win rate: bias of the cohort estimate at {growth:+.0%} growth, points",
                "≤ 0.5 either way",
                f"{gaps.mean():+.2f}",
                f"± {error:.2f}",
                f"0 to {worlds - 1}",
                is_met=bool(abs(gaps.mean()) <= 0.5),
            )
        )
    return rows


def _win_rate_gap(growth: float, seed: int) -> float:
    """Estimate less truth, in points: Aalen-Johansen at 78 weeks with what was known two years before the end."""
    world = simulate(replace(PRESETS["sample"], years=5, growth=growth), seed=seed, until=UNTIL)
    state, weeks = world.backstage.pipeline.state, world.backstage.pipeline.calendar.weeks
    size, now = state.count, weeks - 104
    born, closed, won = state.born[:size], state.closed_in[:size], state.stage[:size] == WON
    chosen = (born > now - 104) & (born <= now)
    born, closed, won = born[chosen], closed[chosen], won[chosen]
    is_known = (closed >= 0) & (closed <= now)
    outcomes = [("won" if is_won else "lost") if known else None for known, is_won in zip(is_known, won, strict=True)]
    told = AalenJohansen().fit(np.where(is_known, closed, now) - born, outcomes).at("won", 78)
    return 100 * (told - float((won & (closed - born <= 78)).mean()))


def compare_with_oracle(preset: str, *, worlds: int) -> Row:
    """Print the oracle's scores on what was open at two days beside those of a model that learned from before."""
    scores = np.array([_scores(preset, seed) for seed in range(worlds)])
    mean, error = scores.mean(axis=0), scores.std(axis=0) / np.sqrt(worlds)
    print(f"\n| {preset}, {worlds} worlds | AUC | log loss | Brier |\n| --- | --- | --- | --- |")
    for name, one, spread in zip(("oracle", "as-of logistic"), mean, error, strict=True):
        print(
            f"| {name} | "
            + " | ".join(f"{value:.3f} ± {two:.3f}" for value, two in zip(one, spread, strict=True))
            + " |"
        )
    share = (mean[1, 0] - 0.5) / (mean[0, 0] - 0.5)
    print(f"\nThe model attains {share:.0%} of the oracle's lift.")
    return Row(
        "35",
        f"{preset}: the oracle beats an as-of logistic by AUC, log loss and Brier",
        "always",
        f"{mean[0, 0]:.3f} over {mean[1, 0]:.3f} by AUC",
        seeds=f"0 to {worlds - 1}",
        is_met=bool(mean[0, 0] > mean[1, 0] and (mean[0, 1:] < mean[1, 1:]).all()),
    )


def _scores(preset: str, seed: int) -> list[list[float]]:
    world = simulate(replace(PRESETS[preset], years=4), seed=seed, until=UNTIL)
    tests = [UNTIL - timedelta(weeks=53), UNTIL - timedelta(weeks=61)]
    lessons = [tests[-1] - YEAR - timedelta(weeks=8 * back) for back in range(9)]
    rows = [_observed(world, day) for day in lessons]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000))
    model.fit(
        np.concatenate([seen for _, seen in rows]),
        np.concatenate([_won(world, day, ids) for day, (ids, _) in zip(lessons, rows, strict=True)]),
    )
    said, known, truth = [], [], []
    for chances in oracle(world, at=tests, until=[day + YEAR for day in tests], paths=200):
        ids, seen = _observed(world, chances.at)
        assert (ids == chances.opportunity).all()
        said.append(model.predict_proba(seen)[:, 1])
        known.append(chances.won.clip(0.002, 0.998))
        truth.append(_won(world, chances.at, ids))
    happened = np.concatenate(truth)
    return [
        [roc_auc_score(happened, one), log_loss(happened, one), brier_score_loss(happened, one)]
        for one in (np.concatenate(known), np.concatenate(said))
    ]


def _won(world: World, day: date, rows: Any) -> Any:
    return world.at_end_of(day + YEAR).values[rows, STAGE] == WON


def _observed(world: World, day: date) -> tuple[Any, Any]:
    """What a sales team sees at the end of a day, of each opportunity open then."""
    end, snapshot, facts = np.datetime64(day, "s") + np.timedelta64(1, "D"), world.at_end_of(day), world.opportunities
    rows = np.flatnonzero(snapshot.exists & (snapshot.values[:, STAGE] < WON))
    values, size = snapshot.values[rows], len(facts.kind)
    changes = np.flatnonzero(world.changes.at < end)
    field, opportunity = world.changes.field[changes], world.changes.opportunity[changes]
    entered = facts.created_at.copy()
    entered[opportunity[field == STAGE]] = world.changes.at[changes][field == STAGE]
    pushes = np.bincount(opportunity[field == CLOSE], minlength=size)
    noted = world.activities.at < end
    recent = noted & (world.activities.at > end - np.timedelta64(30, "D"))
    answered = world.activities.is_answered
    counts = [
        np.bincount(world.activities.opportunity[chosen], minlength=size)[rows]
        for chosen in (noted & answered, recent & answered, recent & ~answered)
    ]
    people = np.ones(size)
    np.maximum.at(people, world.activities.opportunity[noted], world.activities.people[noted])
    last = facts.created_at.copy()
    last[world.activities.opportunity[noted & answered]] = world.activities.at[noted & answered]
    age, stay, quiet = ((end - at[rows]).astype(float) / 604_800 for at in (facts.created_at, entered, last))
    # How much would have come by now at the buyer's own pace.
    missed = quiet * counts[0] / np.maximum(age - quiet, 1)
    columns = [
        _win_rates(world, snapshot)[values[:, OWNER].astype(int)][:, None],
        facts.source[rows][:, None] == np.arange(6),
        (values[:, [CATEGORY]] - values[:, [STAGE]]),
        values[:, [STAGE]] == np.arange(WON),
        facts.segment[rows][:, None] == np.arange(3),
        facts.kind[rows][:, None] == np.arange(3),
        values[:, [CATEGORY]] == np.arange(3),
        np.log(values[:, [AMOUNT]]),
        np.log1p(np.column_stack([age, stay, quiet, pushes[rows], missed, *counts])),
        np.column_stack([np.exp(-missed), np.exp(-missed / 3), np.exp(-quiet / 2)]),
        np.log2(people[rows])[:, None],
        ((values[:, [CLOSE]] - np.datetime64(day).astype(int)) / 30).clip(-6, 12),
    ]
    return rows, np.hstack([np.asarray(column, dtype=float) for column in columns])


def _win_rates(world: World, snapshot: Snapshot) -> Any:
    """Of each user, of what was closed by then; drawn towards 22% as by thirty opportunities."""
    closed = snapshot.exists & (snapshot.values[:, STAGE] >= WON)
    sold, users = snapshot.values[closed, OWNER].astype(int), len(world.users.first)
    wins = np.bincount(sold, weights=snapshot.values[closed, STAGE] == WON, minlength=users)
    return (wins + 6.6) / (np.bincount(sold, minlength=users) + 30)


def measure_scale() -> list[Row]:
    """Print time and memory of the company of 5,000 sellers, in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--scale"], capture_output=True, text=True, check=True)
    print(f"\n{done.stdout.strip()}")
    figures = dict(line.split(": ") for line in done.stdout.splitlines() if ": " in line)
    seconds, memory = float(figures["seconds to simulate"]), float(figures["memory, GB, tables written"])
    told = f"{figures['opportunities']} opportunities"
    return [
        Row("36", "5,000 sellers over four years simulated, s", "≤ 10", f"{seconds}", told, "1", is_met=seconds <= 10),
        Row("36", "the same, all tables written, GB", "≤ 2", f"{memory}", told, "1", is_met=memory <= 2),
    ]


def run_at_scale() -> None:
    """Simulate 5,000 sellers over four years, then write all tables to Parquet part by part."""
    begun = time.perf_counter()
    world = simulate(PRESETS["global"], seed=1, until=UNTIL)
    print(f"seconds to simulate: {time.perf_counter() - begun:.1f}")
    print(f"opportunities: {len(world.opportunities.kind)}\nchanges: {len(world.changes.at)}")
    print(f"memory, GB, simulated: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        counts = write_tables(world, Path(folder))
        print(f"seconds to write tables: {time.perf_counter() - begun:.1f}")
        print(f"activities: {counts['activities']}\nversions: {counts['versions']}")
    print(f"memory, GB, tables written: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
