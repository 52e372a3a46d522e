"""What each figure moves, as bars around the present value."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.value.cases import cents
from trimtab.value.shareable import SharedCase
from trimtab.web import charts, formats

WIDTH = 100.0
MOST = 12  # bars; the others move less


@dataclass(frozen=True)
class TornadoBar:
    """One figure: the present value with it 20% lower and 20% higher; where its bar lies, in percent."""

    label: str
    lower: str
    higher: str
    x: float
    width: float


@dataclass(frozen=True)
class Tornado:
    """Bars, the widest first, and where the present value lies between them."""

    bars: Sequence[TornadoBar]
    middle: float


def tornado_of(shown: SharedCase) -> Tornado:
    """The bars of a case."""
    labels: dict[int | None, str] = {one.key: one.label for one in shown.lines}
    labels[None] = _("Discount rate")
    bars = shown.case.tornado()[:MOST]
    ends = [float(end) for bar in bars for end in (bar.lower, bar.higher)]
    least, most = min(ends), max(ends)
    spread = (most - least) or 1.0

    def x(value: float) -> float:
        return round(WIDTH * (value - least) / spread, 2)

    drawn = [
        TornadoBar(
            labels[bar.key],
            formats.money(cents(bar.lower), shown.currency),
            formats.money(cents(bar.higher), shown.currency),
            x(float(min(bar.lower, bar.higher))),
            max(round(WIDTH * float(bar.swing) / spread, 2), 0.4),
        )
        for bar in bars
    ]
    return Tornado(drawn, x(float(shown.case.present_value)))


def strip_of(shown: SharedCase) -> charts.Strip | None:
    """The distribution of the present value, with zero beside it; None where nothing has a range."""
    spread = shown.spread
    if spread is None:
        return None
    quantiles = (
        (_("one in ten below"), spread.low),
        (_("a quarter below"), spread.quarter),
        (_("in the middle"), spread.median),
        (_("a quarter above"), spread.three_quarters),
        (_("one in ten above"), spread.high),
    )
    return charts.strip(quantiles, marks=[(_("nothing gained"), 0.0, "target")])
