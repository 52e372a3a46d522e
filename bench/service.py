"""Whether somebody who plays the index of service gains by it, and whether its order holds from quarter to quarter.

    python bench/service.py --worlds 20 [--seed 1] [--json FILE]

Each world is a team of eight sellers with true shares of their own. One of them plays: calls again and again, or
enters and qualifies late, so that a part of what would be lost never counts, or moves stages forth and back. Everything
else stays as it was. The same code answers that shows the index on its page.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from rows import Row, write_rows

from trimtab.insight.service import Case, ServiceIndex, index_of

SELLERS = [f"seller {number}" for number in range(8)]
# Middle share, how far sellers truly differ, and cases in a year.
MEASURES = {
    "win_rate": (0.25, 0.06, 120),
    "progress": (0.50, 0.06, 300),
    "answered": (0.35, 0.08, 900),
    "dated": (0.50, 0.08, 110),
}
PLAYED = (0.1, 0.3, 0.5, 0.9)
# The page shows whole points: half of one is the least that shows.
LEAST_GAIN, LEAST_TAU = 0.5, 0.6
Rates = dict[str, dict[str, float]]


def rates_of(generator: np.random.Generator) -> Rates:
    """The true shares of each seller."""
    return {
        seller: {
            name: float(np.clip(generator.normal(middle, spread), 0.02, 0.98))
            for name, (middle, spread, _n) in MEASURES.items()
        }
        for seller in SELLERS
    }


def cases_of(rates: Rates, generator: np.random.Generator, *, years: float = 1.0) -> list[Case]:
    """What a year of such work brings."""
    found = []
    for seller, shares in rates.items():
        for name, share in shares.items():
            n = round(MEASURES[name][2] * years)
            held = float(generator.binomial(n, share))
            found.append(Case(seller, name, "", n, held, held))
    return found


def spammed(cases: Sequence[Case], seller: str, much: float) -> list[Case]:
    """So many more attempts, none of them answered."""
    return [
        replace(case, n=case.n * (1 + 10 * much)) if (case.seller, case.measure) == (seller, "answered") else case
        for case in cases
    ]


def late(cases: Sequence[Case], seller: str, much: float) -> list[Case]:
    """A part of the losses is never entered, and the same part of the wins only when they are sure: no longer seen
    coming."""
    return [
        replace(case, n=case.n - much * (case.n - case.total), total=case.total * (1 - much))
        if (case.seller, case.measure) == (seller, "win_rate")
        else case
        for case in cases
    ]


def hollow(cases: Sequence[Case], seller: str, much: float) -> list[Case]:
    """So many more moves to a later stage, all of them moved back."""
    return [
        replace(case, n=case.n * (1 + 2 * much)) if (case.seller, case.measure) == (seller, "progress") else case
        for case in cases
    ]


def index(cases: Sequence[Case], seller: str) -> float:
    """The index that the page would show."""
    found = index_of(cases, seller)
    assert isinstance(found, ServiceIndex), "each has more cases than are needed"
    return found.index


def gains(worlds: int, seed: int) -> list[float]:
    """By how much each play raised the index of who played it; below zero it fell."""
    found = []
    for world in range(worlds):
        generator = np.random.default_rng([seed, 1, world])
        cases, player = cases_of(rates_of(generator), generator), SELLERS[world % len(SELLERS)]
        honest = index(cases, player)
        found += [
            index(play(cases, player, much), player) - honest for play in (spammed, late, hollow) for much in PLAYED
        ]
    return found


def agreement(worlds: int, seed: int) -> list[float]:
    """Kendall's tau between the orders of two years of a team in which nothing changes."""
    found = []
    for world in range(worlds):
        generator = np.random.default_rng([seed, 2, world])
        rates = rates_of(generator)
        first, second = (
            [index(cases, seller) for seller in SELLERS]
            for cases in (cases_of(rates, generator), cases_of(rates, generator))
        )
        signs = [
            np.sign(first[i] - first[j]) * np.sign(second[i] - second[j])
            for i, j in combinations(range(len(SELLERS)), 2)
        ]
        found.append(float(np.mean(signs)))
    return found


def main() -> None:
    """Measure, print, and write the rows of the scoreboard."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=20)
    asked.add_argument("--seed", type=int, default=20261127)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    rows = rows_of(gains(given.worlds, given.seed), agreement(given.worlds, given.seed), seed=given.seed)
    for row in rows:
        print(f"{row.metric}  {row.target}  {row.measured}  {row.interval}  {row.state}")
    if given.json:
        write_rows(given.json, "service", rows)


def rows_of(gained: Sequence[float], tau: Sequence[float], *, seed: int) -> list[Row]:
    """The rows of the scoreboard."""
    gainers, mean = sum(gain > LEAST_GAIN for gain in gained), float(np.mean(tau))
    error = float(np.std(tau, ddof=1) / np.sqrt(len(tau))) if len(tau) > 1 else float("nan")
    return [
        Row(
            "31",
            "composite index: a seller who games it gains half a point",
            "never",
            f"{gainers} of {len(gained)}",
            f"most {max(gained):+.2f} points",
            str(seed),
            is_met=gainers == 0,
        ),
        Row(
            "31",
            "composite index: Kendall's tau between two years in which nothing changes",
            "≥ .6",
            f"{mean:.2f}",
            f"s.e. {error:.2f}",
            str(seed),
            is_met=mean >= LEAST_TAU,
        ),
    ]


if __name__ == "__main__":
    main()
