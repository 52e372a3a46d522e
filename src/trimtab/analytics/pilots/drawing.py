"""A pilot's interval over its weeks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.analytics.causes.wording import points
from trimtab.analytics.pilots.reading import Look
from trimtab.insight.pilots.sequential import Standing
from trimtab.web import formats
from trimtab.web.charts import Tick

TOP, FLOOR, HEIGHT = 12.0, 138.0, 160


@dataclass(frozen=True)
class Band:
    """The difference with its always-valid interval, week by week; x in percent of 100, y in pixels."""

    height: int
    band: str
    path: str
    zero: float
    last_x: float
    last_y: float
    ticks: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    rows: tuple[tuple[str, str], ...]


def band_of(look: Look) -> Band | None:
    """The picture; None before two weeks have a difference."""
    known = [(week, standing) for week, standing in look.weeks if isinstance(standing, Standing)]
    if len(known) < 2:
        return None
    # Early intervals are as wide as the page is high: they are cut, so that what is known later can be read.
    most = max(2.5 * max(abs(standing.difference) for _week, standing in known), known[-1][1].high, -known[-1][1].low)
    first, last = known[0][0], known[-1][0]

    def x(week: int) -> float:
        return round(0.5 + 99 * (week - first) / max(last - first, 1), 2)

    def y(value: float) -> float:
        cut = min(max(value, -most), most)
        return round((TOP + FLOOR) / 2 - (FLOOR - TOP) / 2 * cut / most, 1)

    upper = [f"{x(week)} {y(standing.high)}" for week, standing in known]
    lower = [f"{x(week)} {y(standing.low)}" for week, standing in reversed(known)]
    middle = [f"{x(week)} {y(standing.difference)}" for week, standing in known]
    return Band(
        height=HEIGHT,
        band="M" + " L".join([*upper, *lower]) + " Z",
        path="M" + " L".join(middle),
        zero=y(0),
        last_x=x(last),
        last_y=y(known[-1][1].difference),
        ticks=(Tick(0.5, _week(first), "start"), Tick(99.5, _week(last), "end")),
        scale=(Tick(0.5, points(most), "start", y=TOP), Tick(0.5, points(-most), "start", y=FLOOR - 2)),
        rows=tuple(
            (formats.whole(week), f"{points(one.difference)} ({points(one.low)} … {points(one.high)})")
            for week, one in known
        ),
    )


def _week(number: int) -> str:
    return _("week %(number)d") % {"number": number}
