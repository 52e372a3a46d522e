"""Charts as numbers for small SVG templates: no drawing library, colours follow the theme.

Each function returns a frozen object with coordinates; the templates in templates/components draw it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.web import formats

Number = float


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall. css: total, up or down; joint: x from, x to, y of the line to the bar before."""

    label: str
    text: str
    css: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    text_y: float
    joint: tuple[float, float, float] | None


@dataclass(frozen=True)
class Waterfall:
    """A waterfall on a canvas of width × height."""

    width: int
    height: int
    label_y: float
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Tick:
    """A label under a line."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """A line with its area, its last point and what stands under it."""

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


@dataclass(frozen=True)
class Bar:
    """A bar of 0 to 100 with the ends of its interval, or None."""

    length: float
    low: float | None
    high: float | None


def waterfall(first: tuple[str, float], changes: Sequence[tuple[str, float]], last: tuple[str, float]) -> Waterfall:
    """Bars from the first total over the changes to the last total.

    Args:
        first, last: label and height of the totals.
        changes: label and signed change, in order; first + changes = last.
    """
    width, top, floor = 760, 18, 150
    edges, level = [(0.0, first[1])], first[1]
    for _label, change in changes:
        edges.append((level, level + change))
        level += change
    edges.append((0.0, last[1]))
    lowest, highest = _window(edges)
    slot = width / len(edges)

    def y(value: float) -> float:
        return round(floor - (floor - top) * (value - lowest) / (highest - lowest), 1)

    steps = []
    for index, ((start, end), label) in enumerate(
        zip(edges, [first[0], *(name for name, _ in changes), last[0]], strict=True)
    ):
        is_total = index in (0, len(edges) - 1)
        x, bar = round(slot * index + slot * 0.14, 1), round(slot * 0.72, 1)
        upper, lower = y(max(start, end)), y(max(min(start, end), lowest))
        joint = (round(x - slot * 0.28, 1), x, y(edges[index - 1][1])) if index else None
        steps.append(
            Step(
                label=label,
                text=formats.compact(end) if is_total else formats.signed(end - start),
                css="total" if is_total else "up" if end >= start else "down",
                x=x,
                y=upper,
                width=bar,
                height=max(round(lower - upper, 1), 1.0),
                middle=round(x + bar / 2, 1),
                text_y=upper - 5,
                joint=joint,
            )
        )
    return Waterfall(width, floor + 24, floor + 17, tuple(steps))


def _window(edges: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Lowest and highest value to show. Where the totals dwarf the changes the axis starts above zero, evenly cut."""
    values = [end for _start, end in edges]
    highest, lowest = max(*values, 0.0), min(*values)
    spread = highest - lowest
    floor = 0.0 if lowest <= 0 or spread > 0.4 * highest else lowest - spread
    floor = min(floor, lowest)
    return floor, highest if highest > floor else floor + 1.0


def line(
    values: Sequence[float], *, ticks: Sequence[tuple[int, str]] = (), width: int = 760, height: int = 120
) -> Line:
    """A line through the values, from zero up, evenly spaced.

    Args:
        values: at least one.
        ticks: index and text of the labels under the line.
    """
    base, top = height - 22.0, 18.0
    ceiling = max(max(values), 1e-9)
    across = (width - 8) / max(len(values) - 1, 1)
    points = [(round(4 + across * i, 1), round(base - (base - top) * v / ceiling, 1)) for i, v in enumerate(values)]
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    last_x, last_y = points[-1]
    marks = tuple(
        Tick(points[i][0], text, "start" if i == 0 else "end" if i == len(values) - 1 else "middle")
        for i, text in ticks
    )
    return Line(
        width=width,
        height=height,
        base=base,
        label_y=height - 6.0,
        value_y=max(last_y - 6, 11),
        path=path,
        area=f"{path} L{last_x} {base} L{points[0][0]} {base} Z",
        last_x=last_x,
        last_y=last_y,
        last_text=formats.compact(values[-1]),
        ticks=marks,
    )


def sparkline(values: Sequence[float]) -> Line:
    """A line of 96 × 22 between its own lowest and highest value."""
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    across = 90 / max(len(values) - 1, 1)
    points = [(round(3 + across * i, 1), round(19 - 16 * (v - low) / spread, 1)) for i, v in enumerate(values)]
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    return Line(96, 22, 19, 22, 0, path, "", points[-1][0], points[-1][1], "", ())


def bar(value: float, *, most: float, low: float | None = None, high: float | None = None) -> Bar:
    """A bar as a share of `most`, with its interval."""

    def scaled(one: float) -> float:
        return round(min(max(100 * one / most, 0), 100), 1) if most else 0.0

    return Bar(scaled(value), None if low is None else scaled(low), None if high is None else scaled(high))
