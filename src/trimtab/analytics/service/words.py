"""Differences in words: points of a share, per cent of a value or a length."""

from collections.abc import Mapping
from math import exp, expm1

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.service.comparison import Agreed
from trimtab.analytics.watch.words import value_text
from trimtab.insight.results import NotEnoughData
from trimtab.insight.service import Difference, Moved, ServiceIndex
from trimtab.web import formats

CHANNELS: Mapping[str, str | Promise] = {"call": later("calls"), "meeting": later("meetings"), "email": later("mails")}
# Parts of the index: as a name, and what is counted.
PARTS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "win_rate": (later("Wins seen coming"), later("Of what ended, won after having been qualified for two weeks.")),
    "progress": (
        later("Progress that held"),
        later("Of stages left, left for a later one or a win, and not lost or moved back within four weeks."),
    ),
    "answered": (later("Answers"), later("Of calls, meetings and mails, answered or talked about.")),
    "dated": (later("Dates that held"), later("Of what ended, within two weeks of the date named four weeks before.")),
}
OF_LOGARITHMS = ("win_value", "won_cycle")


def value(measure: str, mean: float) -> str:
    """A mean as a reader sees it; of logarithms the value itself."""
    if measure in PARTS:
        return formats.percent(mean)
    return value_text(measure, exp(mean) if measure in OF_LOGARITHMS else mean)


def index_sentence(found: ServiceIndex) -> str:
    """What the index says, with its bounds; that it says nothing where the cases do not tell."""
    said = {
        "index": formats.whole(round(found.index)),
        "best": formats.whole(found.best),
        "worst": formats.whole(found.worst),
        "peers": formats.whole(found.peers),
    }
    if found.is_anywhere:
        sentence = _(
            "The index is %(index)s, where 100 is like the others. Any place among the %(peers)s sellers is possible: "
            "these cases do not tell."
        )
    elif found.best == found.worst:
        sentence = _(
            "The index is %(index)s, where 100 is like the others: place %(best)s of %(peers)s in 8 of 10 redraws."
        )
    else:
        sentence = _(
            "The index is %(index)s, where 100 is like the others: between place %(best)s and %(worst)s of %(peers)s "
            "in 8 of 10 redraws."
        )
    return sentence % said


def no_index(few: NotEnoughData) -> str:
    """Why there is no index."""
    said = {"n": formats.whole(few.n), "needs": formats.whole(few.needs)}
    sentence = _("It cannot be told: there are %(n)s sellers to compare with, %(needs)s are needed.")
    if few.of == "parts":
        sentence = _(
            "It cannot be told: %(n)s parts have twenty cases of this seller and of two others, %(needs)s are needed."
        )
    return sentence % said


def part_line(one: Difference) -> str:
    """A part of the index in a line."""
    return _("%(part)s: %(own)s of %(n)s, the others with the same work %(team)s; difference %(difference)s.") % {
        "part": PARTS[one.measure][0],
        "own": value(one.measure, one.own),
        "n": formats.whole(one.n),
        "team": value(one.measure, one.team),
        "difference": difference(one),
    }


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
