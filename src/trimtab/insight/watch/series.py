"""Weekly series from the rows of `weekly_measures`, and what each says about its own past."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.results import NotEnoughData, Row
from trimtab.insight.watch.baseline import (
    Expected,
    Past,
    Weeks,
    fit_baseline,
    market_line,
    part_dispersion,
    part_level,
)
from trimtab.insight.watch.charts import XmR, xmr
from trimtab.insight.watch.dating import Change, date_change
from trimtab.insight.watch.families import Family
from trimtab.insight.watch.limits import Limit, charted, limits_for
from trimtab.insight.watch.registry import MEASURES, Measure
from trimtab.insight.watch.self_starting import self_started

Floats = NDArray[np.float64]
WATCHED_WEEKS = 26  # a change that began longer ago has become the baseline
LEAST_BASELINE = 26  # weeks; with fewer the series starts itself
LEAST_WEEKS = 8
MOST_BASELINE = 130
SPREAD_OF_PARTS = {"share": 0.5, "mean": 0.5, "count": 3.0, "money": 3.0}  # teams differ in size without bound
QUIET = 1.5  # a chart below this is far from any limit: what a healthy series does need not be simulated
USUAL_GAIN = 0.1  # the share of a measure's budget that is spent on changes for the better


@dataclass(frozen=True)
class Series:
    """One measure of one part, week by week. exposure: units; of counts and money 1 a week. n: facts in each week."""

    measure: Measure
    part: str
    part_name: str
    total: Floats
    exposure: Floats
    n: Floats

    @property
    def values(self) -> Floats:
        """What a reader sees: shares, counts, money, and the geometric mean of lengths and amounts."""
        with np.errstate(divide="ignore", invalid="ignore"):
            raw = np.where(self.exposure > 0, self.total / self.exposure, np.nan)
        return shown(self.measure.family, raw)

    def since(self, week: int) -> "Series":
        """The same without what was before that week: after a change that was real, life begins anew."""
        if week <= 0:
            return self
        kept = np.arange(self.n.size) >= week
        return Series(self.measure, self.part, self.part_name, self.total * kept, self.exposure * kept, self.n * kept)

    def without(self, other: "Series") -> "Series":
        """The same of everybody else."""
        exposure = self.exposure if self.measure.family.name in ("count", "money") else self.exposure - other.exposure
        return Series(self.measure, "", "", self.total - other.total, exposure, self.n - other.n)


@dataclass(frozen=True)
class Watched:
    """What a series says this week.

    expected, values: as the reader sees them, of the watched weeks. chance_quarter, chance_week: how often a healthy
    series gets so far, at any time in a quarter and in one week, both directions together. observed, normal: the mean
    since the change, and what it should have been. baseline_weeks 0: the series started itself.
    """

    series: Series
    expected: Floats
    bounds: XmR | None
    direction: str
    is_worse: bool
    statistic: float
    chance_quarter: float
    chance_week: float
    change: Change | None
    observed: float
    normal: float
    baseline_weeks: int


def shown(family: Family, value: Floats) -> Floats:
    """A mean per unit as a reader sees it: of logarithms the value itself."""
    return np.asarray(np.exp(value) if family.name == "mean" else value, dtype=float)


def series_of(rows: Iterable[Row], *, weeks: int) -> dict[tuple[str, str], Series]:
    """Every series of an answer of `weekly_measures`, by (part, measure); weeks without a fact are filled in."""
    found: dict[tuple[str, str], Floats] = defaultdict(lambda: np.zeros((3, weeks)))
    names: dict[str, str] = {}
    for row in rows:
        week, measure = int(str(row["week"])), str(row["measure"])
        if measure in MEASURES and 0 <= week < weeks:
            cells = found[str(row["part"]), measure]
            cells[:, week] += [float(str(row[name])) for name in ("total", "exposure", "n")]
            names[str(row["part"])] = str(row["part_name"] or "")
    return {key: _series(key, cells, names[key[0]]) for key, cells in found.items()}


def _series(key: tuple[str, str], cells: Floats, name: str) -> Series:
    total, exposure, n = cells
    measure = MEASURES[key[1]]
    if measure.family.name in ("count", "money"):
        exposure = np.ones_like(total)
    return Series(measure, key[0], name, total, exposure, n)


def whole_of(parts: Mapping[tuple[str, str], Series], measure: str) -> Series:
    """A measure of all parts together."""
    mine = [one for (_part, name), one in parts.items() if name == measure]
    exposure = np.sum([one.exposure for one in mine], axis=0)
    if mine[0].measure.family.name in ("count", "money"):
        exposure = np.ones_like(exposure)
    return Series(
        mine[0].measure, "all", "", np.sum([one.total for one in mine], axis=0), exposure,
        np.sum([one.n for one in mine], axis=0),
    )  # fmt: skip


def watch(
    series: Series, *, week_of_quarter: Weeks, generator: np.random.Generator, whole: Series | None = None
) -> Watched | NotEnoughData:
    """What the last weeks of a series say.

    Args:
        week_of_quarter: of each week, 0 to 12.
        whole: of a part, the same measure of everybody: what moves them all is no change of the part.
    """
    first = int(np.argmax(series.n > 0)) if series.n.any() else series.n.size
    start = max(first, series.n.size - WATCHED_WEEKS - MOST_BASELINE)
    baseline = slice(start, series.n.size - WATCHED_WEEKS)
    length = series.n.size - WATCHED_WEEKS - start
    facts = int(series.n[start:].sum())
    if series.n.size - first < LEAST_WEEKS or facts < series.measure.least:
        return NotEnoughData(n=facts, needs=series.measure.least, of="facts")
    if length < LEAST_BASELINE or series.n[baseline].sum() < series.measure.least:
        return _self_started(series, first, generator)
    recent = slice(series.n.size - WATCHED_WEEKS, None)
    if whole is None:
        expected, dispersion = _alone(series, baseline, week_of_quarter)
    else:
        expected, dispersion = _among(series, whole, baseline, week_of_quarter)
    family, exposure = series.measure.family, series.exposure[recent]
    path = charted(family, series.total[recent], exposure, expected, dispersion=dispersion)
    limits = None
    if path[:, -1].max() >= QUIET:
        limits = limits_for(family, exposure, expected, dispersion=dispersion, generator=generator)
    scores, information = _scores(series, recent, expected, dispersion)
    return _judged(series, path[:, -1], limits, expected.link, date_change(scores, information), length)


def _alone(series: Series, baseline: slice, week_of_quarter: Weeks) -> tuple[Expected, float]:
    length = baseline.stop - baseline.start
    past = Past(series.total[baseline], series.exposure[baseline], week_of_quarter[baseline], np.zeros(length))
    fitted = fit_baseline(series.measure.family, past)
    return fitted.expected(np.arange(WATCHED_WEEKS), week_of_quarter[-WATCHED_WEEKS:]), fitted.dispersion


def _among(series: Series, whole: Series, baseline: slice, week_of_quarter: Weeks) -> tuple[Expected, float]:
    """Expectation of a part: the line of the whole, moved by what the others did, at the part's own level."""
    family, everything = series.measure.family, slice(baseline.start, None)
    length = series.n.size - baseline.start
    past = Past(
        whole.total[baseline],
        whole.exposure[baseline],
        week_of_quarter[baseline],
        np.zeros(baseline.stop - baseline.start),
    )
    fitted = fit_baseline(family, past)
    times = np.arange(length) - past.total.size
    line = fitted.expected(times, week_of_quarter[everything]).link
    others = whole.without(series)
    far = Past(others.total[everything], others.exposure[everything], week_of_quarter[everything], line)
    before = slice(0, past.total.size)
    level, _error = part_level(family, _within(far, before), others=3.0)
    moved, doubt = market_line(
        family, Past(far.total, far.exposure, far.week_of_quarter, line + level), dispersion=fitted.dispersion
    )
    own = Past(series.total[baseline], series.exposure[baseline], week_of_quarter[baseline], (line + moved)[before])
    mine, error = part_level(family, own, others=SPREAD_OF_PARTS[family.name], dispersion=fitted.dispersion)
    dispersion = part_dispersion(family, own, mine)
    link = (line + moved + mine)[before.stop :]
    return Expected(
        link, float(np.hypot(error * np.sqrt(dispersion / max(fitted.dispersion, 1e-12)), doubt))
    ), dispersion


def _within(past: Past, weeks: slice) -> Past:
    return Past(past.total[weeks], past.exposure[weeks], past.week_of_quarter[weeks], past.offset[weeks])


def _scores(series: Series, recent: slice, expected: Expected, dispersion: float) -> tuple[Floats, Floats]:
    """Standard scores of the watched weeks, and the information of each about the link."""
    family, exposure = series.measure.family, series.exposure[recent]
    mean = family.mean(expected.link)
    spread = np.sqrt(np.maximum(exposure * family.variance(mean) * dispersion, 1e-12))
    scores = np.where(exposure > 0, (series.total[recent] - exposure * mean) / spread, 0.0)
    return np.clip(scores, -4, 4), family.information(exposure, expected.link, dispersion=dispersion)


def _self_started(series: Series, first: int, generator: np.random.Generator) -> Watched:
    started = self_started(series.measure.family, series.total[first:], series.exposure[first:], generator=generator)
    change = date_change(started.scores, np.ones_like(started.scores))
    return _judged(series, started.path[:, -1], started.limits, started.link, change, 0)


def _judged(
    series: Series,
    statistic: Floats,
    limits: tuple[Limit, Limit] | None,
    link: Floats,
    change: Change | None,
    baseline_weeks: int,
) -> Watched:
    """Both directions as one test: the worse one gets nine tenths of the series' share."""
    worse = 0 if series.measure.worse == "fall" else 1
    shares = {worse: 1 - USUAL_GAIN, 1 - worse: USUAL_GAIN}
    quarter, week = [1.0, 1.0], [1.0, 1.0]
    if limits is not None:
        tails = [(limit.in_quarter, limit.in_week) for limit in limits]
        quarter = [min(1.0, tails[side][0].chance(float(statistic[side])) / shares[side]) for side in (0, 1)]
        week = [min(1.0, tails[side][1].chance(float(statistic[side])) / shares[side]) for side in (0, 1)]
    side = int(np.argmin(quarter)) if limits is not None else int(np.argmax(statistic))
    weeks = link.size
    since = slice(series.n.size - weeks + (change.week if change else 0), None)
    family = series.measure.family
    expected = family.mean(link)
    exposure = series.exposure[since]
    seen = max(float(exposure.sum()), 1e-12)
    normal = float((expected[since.start - (series.n.size - weeks) :] * exposure).sum()) / seen
    return Watched(
        series=series,
        expected=shown(family, expected),
        bounds=xmr(series.values[: -weeks or None] if baseline_weeks else series.values),
        direction="fall" if side == 0 else "rise",
        is_worse=side == worse,
        statistic=float(statistic[side]),
        chance_quarter=quarter[side],
        chance_week=week[side],
        change=change,
        observed=float(shown(family, np.array(series.total[since].sum() / seen))),
        normal=float(shown(family, np.array(normal))),
        baseline_weeks=baseline_weeks,
    )
