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
    return _("%(middle)s (%(low)s to %(high)s)") % {
        "middle": _step(one.measure, one.difference),
        "low": _step(one.measure, one.low),
        "high": _step(one.measure, one.high),
    }


def moved(one: Agreed) -> str:
    """How far the lever moved against the team since it was agreed."""
    assert isinstance(one.moved, Moved)
    is_clear = one.moved.low > 0 or one.moved.high < 0
    measure = one.agreement.measure
    steps = {
        "middle": _step(measure, one.moved.change),
        "low": _step(measure, one.moved.low),
        "high": _step(measure, one.moved.high),
    }
    if is_clear:
        return _("Yes: %(middle)s (%(low)s to %(high)s).") % steps
    return _("Not beyond chance: %(middle)s (%(low)s to %(high)s).") % steps


def _step(measure: str, step: float) -> str:
    """Points of a share; per cent of a value or a length."""
    if measure in OF_LOGARITHMS:
        return _("%(step)s %%") % {"step": formats.signed(round(100 * expm1(step)))}
    return _("%(step)s points") % {"step": formats.signed(round(100 * step))}
