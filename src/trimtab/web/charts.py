"""Charts as numbers for small SVG templates: no drawing library, colours follow the theme.

Each function returns a frozen object; the templates in templates/components draw it. Across, positions are percentages,
so that a chart fills its column while its texts keep their size; down, they are pixels. Each chart carries `rows`, the
table that it came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.web import formats
from trimtab.web.waterfalls import Rows as Rows
from trimtab.web.waterfalls import Step as Step
from trimtab.web.waterfalls import Waterfall as Waterfall
from trimtab.web.waterfalls import waterfall as waterfall

# An average sign of the small size takes this many pixels.
SIGN_WIDTH = 6.6
# The width for which labels that would touch are put on two lanes.
USUAL_WIDTH = 640
# Label, figure, and the ends of its interval; None is unknown.
Estimate = tuple[str, float | None, float | None, float | None]
Point = tuple[float, float]


@dataclass(frozen=True)
class Tick:
    """A label under a line or strip; x in percent, y in pixels."""

    x: float
    text: str
    anchor: str
    css: str = ""
    y: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line with its area, its last point and what stands under it. Unknown values are gaps; dots stand alone."""

    width: int
    height: int
    base: float
    label_y: float
    value_y: float
    path: str
    area: str
    last_x: float
    last_y: float
    last_text: str
    ticks: tuple[Tick, ...]
    rows: Rows = ()
    dots: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Bar:
    """A bar of 0 to 100 with the ends of its interval, or None."""

    length: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Measure:
    """One row of a chart of bars: label, figure and interval in words, and its bar (None: unknown)."""

    label: str
    text: str
    interval: str
    bar: Bar | None


@dataclass(frozen=True)
class Strip:
    """Five quantiles on a line: whiskers from the lowest to the highest, a box between the quarters, the median.

    Positions in percent; marks: the median and what stands beside the distribution (a target, a commit).
    """

    height: int
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float
    marks: tuple[Tick, ...]
    rows: Rows

    @property
    def box(self) -> float:
        """Width of the box."""
        return round(self.three_quarters - self.quarter, 2)


@dataclass(frozen=True)
class Multiple:
    """One of several small lines that share a scale."""

    title: str
    line: Line


def line(
    values: Sequence[float | None],
    *,
    ticks: Sequence[tuple[int, str]] = (),
    labels: Sequence[str] = (),
    height: int = 120,
    ceiling: float | None = None,
) -> Line:
    """A line through the values, evenly spaced; its axis is zero.

    Args:
        values: an unknown one is a gap, never a zero.
        ticks: index and text of the labels under the line.
        labels: one for each value, for the table; without them there is none.
        ceiling: the value at the top, where several lines share a scale.
    """
    known = [value for value in values if value is not None]
    floor, top = height - 22.0, 18.0
    lowest, highest = min([0.0, *known]), max([1e-9, ceiling or 0.0, *known])
    base = round(floor - (floor - top) * -lowest / (highest - lowest), 1)
    points = _points(values, left=0.5, right=99.5, low=floor, high=top, least=lowest, most=highest)
    last_x, last_y = next((point for point in reversed(points) if point), (0.5, base))
    return Line(
        width=100,
        height=height,
        base=base,
        label_y=height - 6.0,
        # Above whatever the line does under the label.
        value_y=max(min((y for x, y in filter(None, points) if x > 85), default=last_y) - 7, 11),
        path=_path(points),
        area=_area(points, base),
        last_x=last_x,
        last_y=last_y,
        last_text=formats.compact(known[-1] if known else None),
        ticks=tuple(_tick(index, text, len(values)) for index, text in ticks),
        rows=tuple(zip(labels, map(formats.compact, values), strict=True)) if labels else (),
        dots=_dots(points),
    )


def sparkline(values: Sequence[float | None]) -> Line:
    """A line of 96 × 22 between its own lowest and highest value; unknown values are gaps."""
    known = [value for value in values if value is not None] or [0.0]
    least, most = min(known), max(known)
    points = _points(values, left=3, right=93, low=19, high=3, least=least, most=most if most > least else least + 1)
    last_x, last_y = next((point for point in reversed(points) if point), (3.0, 19.0))
    return Line(96, 22, 19, 22, 0, _path(points), "", last_x, last_y, "", (), (), _dots(points))


def bar(value: float, *, most: float, low: float | None = None, high: float | None = None) -> Bar:
    """A bar as a share of `most`, with its interval."""

    def scaled(one: float) -> float:
        return round(min(max(100 * one / most, 0), 100), 1) if most else 0.0

    return Bar(scaled(value), None if low is None else scaled(low), None if high is None else scaled(high))


def shares(rows: Sequence[Estimate]) -> tuple[Measure, ...]:
    """Bars of shares (0 to 1), each with its interval."""
    return tuple(
        Measure(
            label,
            formats.percent(share),
            formats.percent_interval(low, high),
            None if share is None else bar(share, most=1.0, low=low, high=high),
        )
        for label, share, low, high in rows
    )


def amounts(rows: Sequence[Estimate]) -> tuple[Measure, ...]:
    """Bars of amounts from zero, each with its interval; the highest fills the column."""
    most = max((value for _label, *values in rows for value in values if value is not None), default=0.0)
    return tuple(
        Measure(
            label,
            formats.compact(amount),
            formats.interval(low, high),
            None if amount is None else bar(amount, most=most, low=low, high=high),
        )
        for label, amount, low, high in rows
    )


def strip(quantiles: Sequence[tuple[str, float]], *, marks: Sequence[tuple[str, float, str]] = ()) -> Strip:
    """A distribution as five quantiles, with marks beside it.

    Args:
        quantiles: name and value of exactly five, ascending: low, quarter, median, three quarters, high.
        marks: label, value and class (target, or empty) of what to compare, in any order.
    """
    if len(quantiles) != 5:
        raise ValueError(f"A strip shows exactly five quantiles. Got {len(quantiles)}.")
    values = [value for _name, value in quantiles] + [value for _name, value, _css in marks]
    least = min(values)
    spread = (max(values) - least) or 1.0

    def x(value: float) -> float:
        return round(4 + 92 * (value - least) / spread, 2)

    drawn = [(*quantiles[2], "likely"), *marks]
    placed = _in_lanes([(x(value), f"{name} {formats.compact(value)}", css) for name, value, css in drawn])
    named = [*quantiles, *((name, value) for name, value, _css in marks)]
    rows = tuple((name, formats.compact(value)) for name, value in named)
    low, quarter, median, three_quarters, high = (x(value) for _name, value in quantiles)
    height = int(max(mark.y for mark in placed)) + 6
    return Strip(height, low, quarter, median, three_quarters, high, placed, rows)


def multiples(
    series: Sequence[tuple[str, Sequence[float | None]]], *, ticks: Sequence[tuple[int, str]] = ()
) -> tuple[Multiple, ...]:
    """Small lines on one scale, to compare at a glance. series: title and values."""
    ceiling = max((value for _title, values in series for value in values if value is not None), default=0.0)
    return tuple(Multiple(title, line(values, ticks=ticks, height=84, ceiling=ceiling)) for title, values in series)


def _points(
    values: Sequence[float | None], *, left: float, right: float, low: float, high: float, least: float, most: float
) -> list[Point | None]:
    """Each value as x (from left to right) and y (from low, for least, to high, for most)."""
    across = (right - left) / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else (round(left + across * index, 2), round(low - (low - high) * (value - least) / (most - least), 1))
        for index, value in enumerate(values)
    ]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """The known points, cut where one is unknown."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(points: Sequence[Point | None]) -> str:
    return " ".join("M" + " L".join(f"{x} {y}" for x, y in run) for run in _runs(points))


def _dots(points: Sequence[Point | None]) -> tuple[Point, ...]:
    return tuple(run[0] for run in _runs(points) if len(run) == 1)


def _area(points: Sequence[Point | None], base: float) -> str:
    return " ".join(
        "M" + " L".join(f"{x} {y}" for x, y in run) + f" L{run[-1][0]} {base} L{run[0][0]} {base} Z"
        for run in _runs(points)
    )


def _tick(index: int, text: str, count: int) -> Tick:
    x = round(0.5 + 99 / max(count - 1, 1) * index, 2)
    return Tick(x, text, "start" if index == 0 else "end" if index == count - 1 else "middle")


def _in_lanes(texts: Sequence[tuple[float, str, str]]) -> tuple[Tick, ...]:
    """Labels under their positions, on as many lanes as keep them apart at the usual width."""
    lanes: list[float] = []
    placed = []
    for x, text, css in sorted(texts):
        half = 50 * len(text) * SIGN_WIDTH / USUAL_WIDTH
        anchor = "start" if x < half else "end" if x > 100 - half else "middle"
        start = {"start": x, "middle": x - half, "end": x - 2 * half}[anchor]
        lane = next((number for number, end in enumerate(lanes) if end < start), len(lanes))
        lanes[lane : lane + 1] = [start + 2 * half + 1.5]
        placed.append(Tick(x, text, anchor, css, 48.0 + 16 * lane))
    return tuple(placed)
