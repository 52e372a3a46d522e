"""Forecasts of simulated quarters against what came: error, ranges, coherence, beside commit, baselines and oracle.

    python bench/forecast.py --worlds 6 --quarters 8 [--hostile] [--json FILE] [--seed 1]

Each world is a company of 60 sellers over five years with shocks that all share; each quarter is forecast at weeks 0, 4, 8
and 11 from what was known then, everything refitted. Printed: the error at week 4 against the oracle's (which knows the
true chances) and the commit's, how often the 80 % range held for company and teams, and how far groups miss their sum.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.forecast import Book, Forecaster, NoHistory, Span, Window, read_book
from trimtab.insight.forecast.book import WEEK
from trimtab.insight.forecast.measures import bias, crps, share, wape
from trimtab.insight.forecast.parts import booked
from trimtab.insight.simulate import Parameters, World, simulate

WEEKS = (0, 4, 8, 11)
HEADLINE = 4
LAST_DAY = date(2026, 6, 28)
LAST_QUARTER = (2026, 1)
YEARS = 5
USUAL = Parameters(years=YEARS)
PATHS = 2_000


@dataclass(frozen=True)
class Case:
    """One forecast of one group, and what came. methods: name → said."""

    world: str
    week: int
    level: str
    low: float
    middle: float
    high: float
    mean: float
    actual: float
    score: float
    methods: dict[str, float]


def quarters(last: tuple[int, int], count: int) -> list[Span]:
    """The calendar quarters up to one, oldest first."""
    year, number = last
    return [_quarter(*divmod(year * 4 + number - 1 - back, 4)) for back in reversed(range(count))]


def _quarter(year: int, index: int) -> Span:
    start = datetime(year, 3 * index + 1, 1, tzinfo=UTC)
    end = datetime(year + index // 3, 3 * index % 9 + 4 if index < 3 else 1, 1, tzinfo=UTC)
    return Span(int(start.timestamp()), int(end.timestamp()))


def book_of(world: World) -> Book:
    """The records of a world as a forecast reads them."""
    engine = DuckDBEngine.from_columns(world.tables())
    book = read_book(engine.arrays)
    engine.close()
    return book


def forecasts(book: Book, *, name: str, count: int, seed: int) -> Iterator[Case]:
    """The cases of one world."""
    spans = quarters(LAST_QUARTER, YEARS * 4)
    forecaster = Forecaster(book, spans, seed=seed)
    for span in spans[-count:]:
        for week in WEEKS:
            window = Window(span.start + week * WEEK, span)
            try:
                result = forecaster.forecast(window, paths=PATHS)
            except NoHistory:
                continue
            wins = book.wins.within(span.start, span.end, known_at=span.end)
            team = book.people.team[book.wins.owner[wins]]
            for node in result.nodes.values():
                kind, _colon, number = node.key.partition(":")
                if kind == "company":
                    actual = booked(book, span, known_at=span.end)
                elif kind == "team" and not any(
                    n.parent == node.key and n.key.startswith("team") for n in result.nodes.values()
                ):
                    row = int(np.flatnonzero(book.people.team_ids == int(number))[0])
                    actual = int(book.wins.cents[wins][team == row].sum())
                else:
                    continue
                yield Case(
                    world=name,
                    week=week,
                    level=kind,
                    low=node.quantiles[1],
                    middle=node.quantiles[9],
                    high=node.quantiles[17],
                    mean=node.total / result.paths,
                    actual=actual,
                    score=crps(result.totals, actual) if kind == "company" else 0.0,
                    methods=dict(result.learned.baselines) if kind == "company" else {},
                )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--worlds", type=int, default=4)
    options.add_argument("--quarters", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    cases = []
    for n in range(asked.worlds):
        t = time.monotonic()
        book = book_of(simulate(USUAL, seed=asked.seed + n, until=LAST_DAY))
        cases += forecasts(book, name=f"usual-{n}", count=asked.quarters, seed=n)
        print(n, round(time.monotonic() - t, 1), file=sys.stderr)
    for level in ("company", "team"):
        for week in WEEKS:
            mine = [c for c in cases if c.level == level and c.week == week]
            arr = lambda f: np.array([f(c) for c in mine])
            a = arr(lambda c: c.actual)
            cov = share(int(((a >= arr(lambda c: c.low)) & (a <= arr(lambda c: c.high))).sum()), len(a))
            print(
                level,
                week,
                "wape %.3f mean %.3f bias %.3f"
                % (wape(arr(lambda c: c.middle), a), wape(arr(lambda c: c.mean), a), bias(arr(lambda c: c.mean), a)),
                "cov %.2f [%.2f %.2f] n=%d" % (cov.value, cov.low, cov.high, cov.n),
                "crps %.3f" % (arr(lambda c: c.score).mean() / a.mean()),
                {k: round(wape(arr(lambda c: c.methods[k]), a), 3) for k in mine[0].methods},
            )


if __name__ == "__main__":
    main()
