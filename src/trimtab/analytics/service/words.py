"""Differences in words: points of a share, per cent of a value or a length."""

from collections.abc import Mapping
from math import exp, expm1

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.service.comparison import Agreed
from trimtab.analytics.watch.words import value_text
from trimtab.insight.service import Difference, Moved
from trimtab.web import formats

CHANNELS: Mapping[str, str | Promise] = {"call": later("calls"), "meeting": later("meetings"), "email": later("mails")}
OF_LOGARITHMS = ("win_value", "won_cycle")


def value(measure: str, mean: float) -> str:
    """A mean as a reader sees it; of logarithms the value itself."""
    return value_text(measure, exp(mean) if measure in OF_LOGARITHMS else mean)


def difference(one: Difference) -> str:
    """The difference with its bounds for 8 of 10 cases."""
    return _steps(one.measure, one.difference, one.low, one.high)


def moved(one: Agreed) -> str:
    """How far the lever moved against the team since it was agreed."""
    assert isinstance(one.moved, Moved)
    steps = _steps(one.agreement.measure, one.moved.change, one.moved.low, one.moved.high)
    if one.moved.low > 0 or one.moved.high < 0:
        return _("Yes: %(steps)s.") % {"steps": steps}
    return _("Not beyond chance: %(steps)s.") % {"steps": steps}


def _steps(measure: str, middle: float, low: float, high: float) -> str:
    """Points of a share; per cent of a value or a length."""
    if measure in OF_LOGARITHMS:
        middle, low, high = expm1(middle), expm1(low), expm1(high)
    steps = {
        "middle": formats.signed(round(100 * middle)),
        "low": formats.signed(round(100 * low)),
        "high": formats.signed(round(100 * high)),
    }
    if measure in OF_LOGARITHMS:
        return _("%(middle)s (%(low)s to %(high)s) per cent") % steps
    return _("%(middle)s (%(low)s to %(high)s) points") % steps
