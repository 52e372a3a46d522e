"""The charts of a review, as coordinates: the templates draw them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from trimtab.analytics.review.model import Changes, Figure, Headline, Review, Value, Week
from trimtab.web import charts, formats

TRACK = 300  # width of the tracks under the headline, in their own units


@dataclass(frozen=True)
class Track:
    """One line of the picture under the headline: a figure on the common scale of all lines.

    won: length of what is won; beside: length of what the figure adds to it; marks: earlier periods; target: where the
    target stands, on every line. share: of the target.
    """

    figure: Figure
    amount: Value
    share: float | None
    won: float
    beside: float
    marks: tuple[float, ...]
    target: float | None


@dataclass(frozen=True)
class Drawn:
    """All charts of the review."""

    tracks: tuple[Track, ...]
    waterfall: charts.Waterfall | None
    weeks: charts.Line | None


def drawn(review: Review, *, address: Callable[[str], str] | None = None) -> Drawn:
    """The charts of a review.

    Args:
        address: turns `Bar.rows` into the address of these rows; None where there are no links, as in a file.
    """
    return Drawn(
        tracks=_tracks(review.headline),
        waterfall=_waterfall(review.changes, address or _nowhere),
        weeks=_weeks(review.weeks),
    )


def _tracks(said: Headline) -> tuple[Track, ...]:
    won = _number(said.won)
    sums = [(said.won, 0.0), (said.commit, _number(said.commit)), (said.weighted, _number(said.weighted))]
    most = max([won + more for _figure, more in sums] + [_number(said.target)] + [_number(one) for one in said.earlier])
    scale = (TRACK - 4) / most if most > 0 else 0.0
    target = round(_number(said.target) * scale, 1) if said.target.value else None
    lines = [
        Track(
            figure=figure,
            amount=_sum(said.won, figure if more or figure is not said.won else None),
            share=(won + more) / _number(said.target) if said.target.value else None,
            won=round(won * scale, 1),
            beside=round(more * scale, 1),
            marks=(),
            target=target,
        )
        for figure, more in sums
        if figure.value is not None
    ]
    if any(one.value is not None for one in said.earlier):
        marks = tuple(round(_number(one) * scale, 1) for one in said.earlier if one.value is not None)
        lines.append(Track(_earlier(said.earlier), None, None, 0.0, 0.0, marks, target))
    return tuple(lines)


def _sum(won: Figure, more: Figure | None) -> Value:
    if more is None or more is won:
        return won.value
    return Decimal(str(won.value or 0)) + Decimal(str(more.value or 0))


def _earlier(earlier: tuple[Figure, ...]) -> Figure:
    values = [_number(one) for one in earlier if one.value is not None]
    return Figure(
        _("Bookings of the last %(count)s periods") % {"count": len(values)},
        sum(values) / len(values),
        "money",
        "bookings_by_period",
        n=sum(one.n or 0 for one in earlier),
        low=min(values),
        high=max(values),
    )


def _number(figure: Figure) -> float:
    return float(figure.value or 0)


def _nowhere(rows: str) -> str:
    return ""


def _waterfall(changes: Changes, address: Callable[[str], str]) -> charts.Waterfall | None:
    """The waterfall of the bars whose amounts are known; None where it has no first or last one to stand on."""
    known = [bar for bar in changes.bars if bar.amount is not None]
    if sum(bar.is_sum for bar in known) < 2:
        return None
    first, *steps, last = ((bar.label, float(bar.amount or 0)) for bar in known)
    urls = [address(bar.rows) if bar.opportunities else "" for bar in known]
    return charts.waterfall(first, steps, last, urls=urls)


def _weeks(weeks: tuple[Week, ...]) -> charts.Line | None:
    if not any(week.opportunities for week in weeks):
        return None
    at = [0, len(weeks) // 2, len(weeks) - 1]
    amounts = [None if week.amount is None else float(week.amount) for week in weeks]
    if not any(amount is not None for week, amount in zip(weeks, amounts, strict=True) if week.opportunities):
        return None
    return charts.line(amounts, ticks=[(i, formats.day(weeks[i].week_end)) for i in at])
