"""The record of forecasts: every earlier period at every week, refitted to what was known, against what came."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.baselines import LAST_FOUR
from trimtab.insight.forecast.book import WEEK, Book, Flags, Floats
from trimtab.insight.forecast.floor import floor_of, skill
from trimtab.insight.forecast.forecasting import Forecaster, NoHistory
from trimtab.insight.forecast.measures import Share, bias, covered, crps, diebold_mariano, pinball, wape
from trimtab.insight.forecast.parts import booked
from trimtab.insight.forecast.paths import team_of
from trimtab.insight.forecast.summing import Result
from trimtab.insight.forecast.tree import COMPANY
from trimtab.insight.forecast.windows import Span, Window

PATHS = 2_000
LEVELS = (0.1, 0.5, 0.9)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scored:
    """One forecast of one group beside what came. said: plain method → cents, of the company only."""

    group: str
    label: str
    span: Span
    week: int
    low: float
    middle: float
    high: float
    mean: float
    came: float
    crps: float
    floor: float | None
    target: float | None
    chance: float | None
    said: Mapping[str, float]


@dataclass(frozen=True)
class Row:
    """How forecasts did at one week of their periods, over n periods (times groups).

    errors, biases: method → share of what came; `forecast` is what was told. pinball: by LEVELS. crps: over the mean.
    p: Diebold-Mariano against the best plain method, `against`; None where too few periods tell. brier: of reaching
    the target.
    """

    week: int
    n: int
    errors: Mapping[str, float]
    biases: Mapping[str, float]
    pinball: tuple[float, ...]
    crps: float | None
    coverage: Share | None
    floor: float | None
    skill: float | None
    against: str
    p: float | None
    brier: float | None


def score(
    forecaster: Forecaster, spans: Sequence[Span], weeks: Sequence[int], *, progress: Progress | None = None
) -> Iterator[Scored]:
    """Every forecast of ended spans at these weeks of them, the company and the teams at the ends of its tree."""
    done, total = 0, len(spans) * len(weeks)
    for span in spans:
        for week in weeks:
            window = Window(span.start + week * WEEK, span)
            if window.origin < span.end:
                yield from _scored(forecaster, window, week)
            done += 1
            if progress:
                progress(done, total)


def rows_of(scored: Sequence[Scored]) -> tuple[Row, ...]:
    """One row for each week of these forecasts of one kind of group."""
    weeks = sorted({one.week for one in scored})
    return tuple(_row(week, [one for one in scored if one.week == week]) for week in weeks)


def _scored(forecaster: Forecaster, window: Window, week: int) -> Iterator[Scored]:
    try:
        result = forecaster.forecast(window, paths=PATHS)
    except NoHistory:
        return
    if not result.parts.past:
        return
    book, span = forecaster.book, window.span
    yield _one(result, COMPANY, booked(book, span, known_at=span.end), week)
    wins = book.wins.within(span.start, span.end, known_at=span.end)
    team = team_of(book, book.wins.owner[wins])
    for row in _last_teams(book):
        key = f"team:{book.people.team_ids[row]}"
        if key in result.nodes:
            yield _one(result, key, float(np.maximum(book.wins.cents[wins[team == row]], 0).sum()), week)


def _last_teams(book: Book) -> Iterator[int]:
    """Rows of the teams without a team below them."""
    above = set(book.people.parent.tolist())
    return (row for row in range(len(book.people.team_ids)) if row not in above)


def _one(result: Result, key: str, came: float, week: int) -> Scored:
    node, is_whole = result.nodes[key], key == COMPANY
    floor = floor_of(node.wins, result.variation)
    mean = node.total / result.paths
    return Scored(
        group=key,
        label=node.label,
        span=result.parts.window.span,
        week=week,
        low=node.quantiles[1],
        middle=node.quantiles[9],
        high=node.quantiles[17],
        mean=mean,
        came=came,
        crps=crps(result.totals, came) if is_whole else 0.0,
        floor=None if floor is None or mean <= 0 else floor * (mean - node.closed) / mean,
        target=node.target,
        chance=node.chance,
        said=dict(result.learned.baselines) if is_whole else {},
    )


def _row(week: int, scored: Sequence[Scored]) -> Row:
    came = _column(scored, "came")
    middle = _column(scored, "middle")
    methods = {"forecast": middle, **_methods(scored)}
    errors = {name: found for name, said in methods.items() if (found := _wape(said, came)) is not None}
    biases = {
        name: found
        for name, said in methods.items()
        if (found := bias(said[_told(said)], came[_told(said)])) is not None
    }
    floors = [one.floor for one in scored if one.floor is not None]
    floor = float(np.mean(floors)) if floors else None
    plain = {name: error for name, error in errors.items() if name != "forecast"}
    best = min(plain, key=lambda name: plain[name], default="")
    losses = [
        pinball(_column(scored, name), came, level=level)
        for name, level in zip(("low", "middle", "high"), LEVELS, strict=True)
    ]
    return Row(
        week=week,
        n=len(scored),
        errors=errors,
        biases=biases,
        pinball=tuple(loss for loss in losses if loss is not None),
        crps=float(_column(scored, "crps").mean() / came.mean()) if came.mean() > 0 else None,
        coverage=covered(_column(scored, "low"), _column(scored, "high"), came),
        floor=floor,
        skill=skill(errors["forecast"], plain[LAST_FOUR], floor) if floor and LAST_FOUR in plain else None,
        against=best,
        p=_distinct(middle, methods[best], came) if best else None,
        brier=_brier(scored),
    )


def _methods(scored: Sequence[Scored]) -> dict[str, Floats]:
    names = sorted({name for one in scored for name in one.said})
    return {name: np.array([one.said.get(name, np.nan) for one in scored]) for name in names}


def _column(scored: Sequence[Scored], name: str) -> Floats:
    return np.array([getattr(one, name) for one in scored], dtype=np.float64)


def _told(said: Floats) -> Flags:
    told: Flags = ~np.isnan(said)
    return told


def _wape(said: Floats, came: Floats) -> float | None:
    told = _told(said)
    return wape(said[told], came[told]) if told.any() else None


def _distinct(one: Floats, other: Floats, came: Floats) -> float | None:
    told = _told(other)
    return diebold_mariano(np.abs(one - came)[told], np.abs(other - came)[told], lags=1)


def _brier(scored: Sequence[Scored]) -> float | None:
    asked = [((one.chance or 0.0) - (one.came >= (one.target or 0.0))) ** 2 for one in scored if one.target]
    return float(np.mean(asked)) if asked else None
