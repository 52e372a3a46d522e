"""How soon setbacks are found, and how often a healthy company is alarmed: planted shifts against nothing planted.

    python bench/setbacks.py --worlds 20 [--json FILE] [--part NAME]

Each world is a company of series with known truth: shares, counts, money and means of many sizes, with a season of the
quarter and a slow common market. All of them go through the code that a site runs every week.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from trimtab.insight.watch import MEASURES, Candidate, Measure, Series, Watched, decide, watch
from trimtab.insight.watch.charts import ewma, run_length
from trimtab.insight.watch.deciding import MOST_OF_ONE
from trimtab.insight.watch.series import WATCHED_WEEKS

Floats = NDArray[np.float64]
PAST = 104  # weeks of baseline
FOLLOWED = 26  # weeks in which alarms are counted: two quarters
BUDGET = 1.0
START = PAST + WATCHED_WEEKS
WIN_RATE, WORSE_RATE = 0.22, 0.16
REVIEW_WEEKS = 13


@dataclass(frozen=True)
class Planted:
    """A series with its truth. onset: the first shifted week, or None."""

    leader: str
    series: Series
    onset: int | None


def planted(
    measure: Measure, size: float, *, leader: str, onset: int | None, generator: np.random.Generator
) -> Planted:
    """One simulated series; a shift is the design shift of its family, for the worse."""
    weeks, family = START + FOLLOWED + REVIEW_WEEKS, measure.family
    season = 0.1 * generator.standard_normal(13)
    base = {
        "share": family.link(np.array(WIN_RATE)),
        "count": np.log(size),
        "money": np.log(size * 20_000),
        "mean": 9.0,
    }
    link = float(base[family.name]) + (season - season.mean())[np.arange(weeks) % 13]
    if onset is not None:
        link = link + np.where(np.arange(weeks) >= onset, (-1 if measure.worse == "fall" else 1) * family.shift, 0.0)
    units = generator.poisson(size, weeks).astype(float)
    exposure = np.ones(weeks) if family.name in ("count", "money") else units
    dispersion = {"share": 1.0, "count": 1.2, "money": 400.0, "mean": 0.6}[family.name]
    total = family.draw(exposure, link, dispersion=dispersion, generator=generator)
    return Planted(leader, Series(measure, leader, "", total, exposure, np.maximum(units, total > 0)), onset)


def seen(one: Planted, now: int, generator: np.random.Generator) -> Watched | None:
    """What the series says when week `now` has just ended."""
    whole = one.series
    cut = slice(0, now + 1)
    series = Series(whole.measure, whole.part, "", whole.total[cut], whole.exposure[cut], whole.n[cut])
    found = watch(series, week_of_quarter=np.arange(now + 1) % 13, generator=generator)
    return found if isinstance(found, Watched) else None


def followed(
    company: Sequence[Planted], *, budget: float, generator: np.random.Generator, level: str = "company"
) -> dict[int, int]:
    """Place of each alarmed series → the week of its first alarm, as the weekly job would raise them."""
    raised: dict[int, int] = {}
    for now in range(START, START + FOLLOWED):
        candidates = {
            place: Candidate(one.leader, level, watched, one.series.measure.weight)
            for place, one in enumerate(company)
            if place not in raised and (watched := seen(one, now, generator)) is not None
        }
        found = {id(one) for one in decide(list(candidates.values()), budget=budget)}
        raised.update({place: now for place, one in candidates.items() if id(one) in found})
    return raised


def company_of(
    leaders: int, *, shifts: int, generator: np.random.Generator, measures: Sequence[Measure] | None = None
) -> list[Planted]:
    """Every leader watches the same measures; `shifts` series of the company turn worse in the first weeks."""
    chosen = list(measures or MEASURES.values())
    places = set(generator.choice(leaders * len(chosen), size=shifts, replace=False).tolist())
    return [
        planted(
            measure,
            float(generator.choice([8, 15, 25, 60])),
            leader=f"leader {leader}",
            onset=START + int(generator.integers(0, 5)) if leader * len(chosen) + place in places else None,
            generator=generator,
        )
        for leader in range(leaders)
        for place, measure in enumerate(chosen)
    ]


def null_worlds(worlds: int, seed: int) -> dict[str, float]:
    """False alarms a leader and quarter where nothing ever changed, with the standard error."""
    rates = []
    for world in range(worlds):
        generator = np.random.default_rng([seed, 1, world])
        raised = followed(company_of(2, shifts=0, generator=generator), budget=BUDGET, generator=generator)
        rates.append(len(raised) / 2 / (FOLLOWED / 13))
    return {"budget": BUDGET, "false_alarms": float(np.mean(rates)), "error": _error(rates)}


def discoveries(worlds: int, seed: int) -> dict[str, float]:
    """300 series, 15 shifts, two quarters: the share of false alarms among all, and of the shifts that were found."""
    false_share, found = [], []
    chosen = sorted(MEASURES.values(), key=lambda one: -one.weight)[:25]
    for world in range(worlds):
        generator = np.random.default_rng([seed, 2, world])
        company = company_of(12, shifts=15, generator=generator, measures=chosen)
        raised = followed(company, budget=BUDGET, generator=generator, level="team")
        true = sum(company[place].onset is not None for place in raised)
        false_share.append((len(raised) - true) / max(len(raised), 1))
        found.append(true / 15)
    return {"false_share": float(np.mean(false_share)), "error": _error(false_share), "found": float(np.mean(found))}


def delays(worlds: int, seed: int, *, closed: int) -> dict[str, object]:
    """Weeks from the onset of 22 → 16 % to the alarm; the same leader watches every other measure, all healthy.

    Worlds in which the alarm came before the onset are left out. Colouring gets as many false alarms as the watch has.
    """
    false_share = _false_share(worlds, seed, closed=closed)
    limit = _colouring_limit(closed, seed, false_share)
    found, by_review, by_colour = [], [], []
    for world in range(worlds * 5):
        generator = np.random.default_rng([seed, 3, closed, world])
        onset = START + int(generator.integers(0, REVIEW_WEEKS))
        one = planted(MEASURES["win_rate"], closed, leader="leader", onset=onset, generator=generator)
        raised = _raised(one, generator, until=START + FOLLOWED + REVIEW_WEEKS)
        if raised >= onset:
            found.append(raised - onset + 1)
            by_review.append(_review_delay(one))
        if not (-_weekly_scores(one)[START:onset] >= limit).any():
            by_colour.append(_colour_delay(one, limit))
    return {
        "closed_a_week": closed,
        "weeks": float(np.median(found)),
        "tenth": float(np.quantile(found, 0.1)),
        "nine_tenths": float(np.quantile(found, 0.9)),
        "quarterly_review": float(np.median(by_review)),
        "colouring": float(np.median(by_colour)),
        "false_in_a_quarter": false_share,
    }


def _false_share(worlds: int, seed: int, *, closed: int) -> float:
    """How often the alarm comes within a quarter although nothing changed."""
    raised = 0
    for world in range(worlds * 10):
        generator = np.random.default_rng([seed, 6, closed, world])
        one = planted(MEASURES["win_rate"], closed, leader="leader", onset=None, generator=generator)
        raised += _raised(one, generator, until=START + REVIEW_WEEKS) < START + REVIEW_WEEKS
    return raised / (worlds * 10)


def _raised(one: Planted, generator: np.random.Generator, *, until: int) -> int:
    """The week of the alarm, `until` where there is none. The other measures are present and silent: they take their
    part of the budget and of the comparison."""
    others = [measure for measure in MEASURES.values() if measure.name != "win_rate"]
    for now in range(START, until):
        watched = seen(one, now, generator)
        if watched is None or watched.chance_quarter > MOST_OF_ONE:
            continue
        mine = Candidate("leader", "company", watched, one.series.measure.weight)
        silent = [Candidate("leader", "company", _silent(watched), measure.weight) for measure in others]
        if any(raised is mine for raised in decide([mine, *silent], budget=BUDGET)):
            return now
    return until


def _silent(watched: Watched) -> Watched:
    return Watched(**{**watched.__dict__, "chance_quarter": 1.0, "chance_week": 1.0})


def _review_delay(one: Planted) -> int:
    """A review of the last quarter against the year before, at quarter ends, at two standard errors."""
    total, units = one.series.total, one.series.exposure
    assert one.onset is not None
    for now in range(START - 1, total.size, REVIEW_WEEKS):
        last, before = slice(now - 12, now + 1), slice(now - 64, now - 12)
        rate, base = total[last].sum() / units[last].sum(), total[before].sum() / units[before].sum()
        spread = np.sqrt(base * (1 - base) * (1 / units[last].sum() + 1 / units[before].sum()))
        if now >= one.onset and rate < base - 2 * spread:
            return now - one.onset + 1
    return total.size - one.onset


def _weekly_scores(one: Planted) -> Floats:
    total, units = one.series.total, np.maximum(one.series.exposure, 1.0)
    base = total[:PAST].sum() / units[:PAST].sum()
    return np.asarray((total / units - base) / np.sqrt(base * (1 - base) / units))


def _colouring_limit(closed: int, seed: int, false_share: float) -> float:
    """How many standard errors a week must be off to be coloured, so that this share of healthy quarters is."""
    generator = np.random.default_rng([seed, 4, closed])
    healthy = [planted(MEASURES["win_rate"], closed, leader="", onset=None, generator=generator) for _ in range(1000)]
    most = [float(-_weekly_scores(one)[START : START + REVIEW_WEEKS].min()) for one in healthy]
    return float(np.quantile(most, 1 - false_share))


def _colour_delay(one: Planted, limit: float) -> int:
    assert one.onset is not None
    over = np.flatnonzero(-_weekly_scores(one)[one.onset :] >= limit)
    return int(over[0]) + 1 if over.size else one.series.total.size - one.onset


def run_lengths(worlds: int, seed: int) -> dict[str, float]:
    """Known values: Shewhart 3 sigma 370.4 (in control), EWMA .2 / 2.86 about 370 once it has settled."""
    generator = np.random.default_rng([seed, 5])
    draws = generator.standard_normal((40_000, max(worlds * 10, 50)))
    shewhart = np.mean([_mean_run(np.abs(column), 3.0) for column in draws.T])
    settled = np.mean([_mean_run(np.abs(path), 2.86) for path in ewma(draws).T])
    return {"shewhart": float(shewhart), "known": 370.4, "ewma": float(settled)}


def _mean_run(path: Floats, limit: float) -> float:
    return float(run_length(path, limit) or path.size)


def _error(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")


PARTS: dict[str, Callable[[int, int], object]] = {
    "null": null_worlds,
    "discoveries": discoveries,
    "delay 25": lambda worlds, seed: delays(worlds, seed, closed=25),
    "delay 60": lambda worlds, seed: delays(worlds, seed, closed=60),
    "run lengths": run_lengths,
}


def main() -> None:
    """Measure the parts asked for, and print them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=20)
    asked.add_argument("--seed", type=int, default=20261126)
    asked.add_argument("--part", choices=list(PARTS), action="append")
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    measured = {}
    for name in given.part or PARTS:
        started = perf_counter()
        measured[name] = PARTS[name](given.worlds, given.seed)
        print(f"{name}: {json.dumps(measured[name])}  ({perf_counter() - started:.0f} s)", flush=True)
    if given.json:
        given.json.write_text(json.dumps({"worlds": given.worlds, "seed": given.seed, **measured}, indent=1) + "\n")


if __name__ == "__main__":
    main()
