"""Waterfalls: how a first total became a last one."""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.web import formats

# Pixels down of the highest bar and of what the bars stand on; height of a line of text.
TOP, FLOOR, LINE = 18, 150, 15
# With more bars than these, the labels stand on two levels in turn.
CROWD = 9
Rows = tuple[tuple[str, str], ...]
Edge = tuple[float, float]


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall.

    css: total, up or down; x, width, middle in percent across; y, height, text_y in pixels down; joint: x from, x to,
    y of the line to the bar before; start, length: the same bar lying, in percent; lines: the label, broken in two;
    label_y: pixels down of its first line; url: the rows behind it, or empty.
    """

    label: str
    text: str
    css: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    text_y: float
    start: float
    length: float
    lines: tuple[str, ...]
    label_y: float
    joint: tuple[float, float, float] | None
    url: str


@dataclass(frozen=True)
class Waterfall:
    """A waterfall, 100 wide (percent) and `height` pixels high. cut_at: where its axis begins, empty when at zero."""

    width: int
    height: int
    steps: tuple[Step, ...]
    cut_at: str = ""

    @property
    def leads(self) -> bool:
        """Whether any bar leads to its rows: then the drawing is no mere picture."""
        return any(step.url for step in self.steps)

    @property
    def rows(self) -> Rows:
        """Label and text of each bar."""
        return tuple((step.label, step.text) for step in self.steps)


def waterfall(
    first: tuple[str, float],
    changes: Sequence[tuple[str, float]],
    last: tuple[str, float],
    *,
    urls: Sequence[str] = (),
) -> Waterfall:
    """Bars from the first total over the changes to the last total.

    Args:
        first, last: label and height of the totals.
        changes: label and signed change, in order; first + changes = last.
        urls: the rows behind each bar, both totals included; an empty one leads nowhere.
    """
    edges, level = [(0.0, first[1])], first[1]
    for _label, change in changes:
        edges.append((level, level + change))
        level += change
    edges.append((0.0, last[1]))
    labels = [first[0], *(name for name, _change in changes), last[0]]
    window = _window(edges)
    steps = tuple(
        _step(index, label, url, edges, window)
        for index, (label, url) in enumerate(zip(labels, urls or [""] * len(labels), strict=True))
    )
    lowest_label = max(step.label_y + LINE * len(step.lines) for step in steps)
    return Waterfall(100, int(lowest_label) - 3, steps, formats.compact(window[0]) if window[0] else "")


def _step(index: int, label: str, url: str, edges: Sequence[Edge], window: tuple[float, float]) -> Step:
    start, end = edges[index]
    is_total = index in (0, len(edges) - 1)
    slot = 100 / len(edges)
    x, width = round(slot * (index + 0.14), 2), round(slot * 0.72, 2)
    left, right = _share(min(start, end), window), _share(max(start, end), window)
    upper, lower = _depth(right), _depth(left)
    return Step(
        label=label,
        text=formats.compact(end) if is_total else formats.signed(end - start),
        css="total" if is_total else "up" if end >= start else "down",
        x=x,
        y=upper,
        width=width,
        height=max(round(lower - upper, 1), 1.0),
        middle=round(x + width / 2, 2),
        text_y=upper - 5,
        start=round(min(100 * left, 99), 1),
        length=max(round(100 * (right - left), 1), 1.0),
        lines=_broken(label),
        label_y=FLOOR + 18 + (2 * LINE if len(edges) > CROWD and index % 2 else 0),
        joint=(round(x - slot * 0.28, 2), x, _depth(_share(edges[index - 1][1], window))) if index else None,
        url=url,
    )


def _share(value: float, window: tuple[float, float]) -> float:
    """Where the value lies between the lowest (0) and the highest (1) shown."""
    lowest, highest = window
    return (max(value, lowest) - lowest) / (highest - lowest)


def _depth(share: float) -> float:
    return round(FLOOR - (FLOOR - TOP) * share, 1)


def _window(edges: Sequence[Edge]) -> tuple[float, float]:
    """Lowest and highest value to show. Where the totals dwarf the changes the axis starts above zero, evenly cut."""
    values = [end for _start, end in edges]
    highest, lowest = max(*values, 0.0), min(*values)
    spread = highest - lowest
    floor = 0.0 if lowest <= 0 or spread > 0.4 * highest else lowest - spread
    floor = min(floor, lowest)
    return floor, highest if highest > floor else floor + 1.0


def _broken(label: str) -> tuple[str, ...]:
    """The label in two lines, broken at the space nearest its middle; a short one stays whole."""
    spaces = [place for place, sign in enumerate(label) if sign == " "]
    if len(label) <= 8 or not spaces:
        return (label,)
    middle = min(spaces, key=lambda place: abs(place - len(label) / 2))
    return (label[:middle], label[middle + 1 :])
