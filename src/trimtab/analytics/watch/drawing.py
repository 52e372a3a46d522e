"""The chart of an alarm: weeks, what was expected, the natural limits, and the week in which the change began."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from trimtab.analytics.watch.models import Setback
from trimtab.analytics.watch.words import value_text
from trimtab.web import formats

HEIGHT, TOP, FOOT = 180, 14.0, 24.0
LEFT, RIGHT = 0.5, 99.5


@dataclass(frozen=True)
class Control:
    """Coordinates: x in percent, y in pixels. rows: the table (week, value, expected, facts)."""

    height: int
    label_y: float
    path: str
    expected: str
    low_y: float | None
    high_y: float | None
    began_x: float
    dots: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str, str], ...]
    rows: tuple[tuple[str, str, str, str], ...]


def drawn(setback: Setback) -> Control | None:
    """The chart of an alarm; None where it kept no week."""
    kept = setback.chart
    values = kept.get("values") or []
    if not any(value is not None for value in values):
        return None
    expected, limits = kept["expected"], kept["limits"]
    low, high = (max(limits[0], 0.0), limits[2]) if limits else (None, None)
    known = [one for one in [*values, *expected, low, high] if one is not None]
    least, most = min([0.0, *known]), max([1e-9, *known])
    first = date.fromisoformat(kept["first_on"])
    days = [first + timedelta(weeks=week) for week in range(len(values))]
    began = (setback.began_on - first).days / 7
    return Control(
        height=HEIGHT,
        label_y=HEIGHT - 6.0,
        path=_path(values, least, most),
        expected=_path(expected, least, most),
        low_y=None if low is None else _y(low, least, most),
        high_y=None if high is None else _y(high, least, most),
        began_x=round(_x(max(began, 0.0), len(values)), 2),
        dots=tuple(
            (round(_x(week, len(values)), 2), _y(value, least, most))
            for week, value in enumerate(values)
            if value is not None
        ),
        ticks=_ticks(days, began),
        rows=tuple(_row(setback.measure, *one) for one in zip(days, values, expected, kept["units"], strict=True)),
    )


def _ticks(days: list[date], began: float) -> tuple[tuple[float, str, str], ...]:
    """The first week, the one of the change and the last; those that would touch are left out."""
    last, ticks = len(days) - 1, [(LEFT, formats.day(days[0]), "start")]
    change = min(max(round(began), 0), last)
    if 0.2 * last < change < 0.75 * last:
        text = _("began about %(day)s") % {"day": formats.day(days[change])}
        ticks.append((round(_x(change, len(days)), 2), text, "middle"))
    return (*ticks, (RIGHT, formats.day(days[last]), "end"))


def _row(measure: str, day: date, value: float | None, normal: float | None, units: int) -> tuple[str, str, str, str]:
    return (
        formats.day(day),
        _("unknown") if value is None else value_text(measure, value),
        "" if normal is None else value_text(measure, normal),
        formats.whole(units),
    )


def _x(week: float, weeks: int) -> float:
    return LEFT + (RIGHT - LEFT) * week / max(weeks - 1, 1)


def _y(value: float, least: float, most: float) -> float:
    floor = HEIGHT - FOOT
    return round(floor - (floor - TOP) * (value - least) / (most - least), 1)


def _path(values: list[float | None], least: float, most: float) -> str:
    """A line through the known values, broken where one is unknown."""
    written, is_drawing = [], False
    for week, value in enumerate(values):
        if value is not None:
            point = f"{round(_x(week, len(values)), 2)} {_y(value, least, most)}"
            written.append(f"L{point}" if is_drawing else f"M{point}")
        is_drawing = value is not None
    return " ".join(written)
