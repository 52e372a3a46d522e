"""What an account is scored by: measures from the records, and questions that sellers answer.

A factor belongs to one axis, has a weight, and either two lines (a measure is high from the one on, medium from the
other on) or the meanings of High, Medium and Low in words. Which factors there are is fixed for measures; questions can
be added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CURRENT, FUTURE = "current", "future"
LEVELS = ("low", "medium", "high")
MOST_OWN = 4


@dataclass(frozen=True)
class Factor:
    """One factor as the organisation set it.

    measure: the figure it reads (see MEASURES); "" for a question. high, medium: from where a measure is so.
    label, meanings: words of the organisation's own; empty: ours.
    """

    key: str
    axis: str
    weight: int
    measure: str = ""
    high: float | None = None
    medium: float | None = None
    label: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether a seller answers it."""
        return not self.measure

    @property
    def name(self) -> str:
        """How it is called on pages."""
        return self.label or str(NAMES.get(self.key, self.key))

    @property
    def group(self) -> str:
        """Under which heading it stands."""
        return GROUPS.get(self.key, "opportunity" if self.axis == FUTURE else CURRENT)

    def meaning(self, level: str) -> str:
        """What an answer to it means."""
        return self.meanings.get(level) or str(MEANINGS.get(self.key, {}).get(level, ""))


@dataclass(frozen=True)
class Measure:
    """A figure of `AccountScore`, with how it is written: money, percent, points, per hour, people."""

    key: str
    label: Promise
    definition: Promise
    unit: str


MEASURES = {
    one.key: one
    for one in (
        Measure(
            "revenue",
            _("Revenue of the last year"),
            _("Amounts won in the last 365 days, converted at the day they were won."),
            "money",
        ),
        Measure(
            "return",
            _("Revenue for an hour of selling"),
            _("Revenue of the last year divided by the hours of activities in that year. Unknown below one hour."),
            "money",
        ),
        Measure(
            "headroom",
            _("What could be realised beyond today"),
            _("What such customers buy in a year, given what this one buys today, less today's revenue."),
            "money",
        ),
        Measure("open", _("Known needs"), _("Amounts of open opportunities with the account."), "money"),
        Measure(
            "growth",
            _("Growth with us"),
            _("Revenue of the last year against the year before. Unknown where there was none."),
            "percent",
        ),
        Measure(
            "contacts",
            _("People met"),
            _("People at the account who took part in an activity in the last half year."),
            "whole",
        ),
        Measure("fit", _("Fit with the ideal customer"), _("Points of the ideal customer profile, of 100."), "points"),
    )
}
NAMES = {one.key: one.label for one in MEASURES.values()} | {
    "margin": _("Profitability"),
    "business": _("How their business does"),
    "market": _("How their market does"),
    "solution": _("How well our solutions suit"),
    "strategic": _("Strategic value to us"),
}
GROUPS = {
    "business": "customer", "market": "customer", "fit": "customer",
    "contacts": "relationships",
}  # fmt: skip
GROUP_NAMES = {
    CURRENT: _("Current revenue"),
    "customer": _("Future revenue: the customer"),
    "opportunity": _("Future revenue: the opportunity"),
    "relationships": _("Future revenue: the relationships"),
}
MEANINGS: Mapping[str, Mapping[str, Promise]] = {
    "margin": {
        "high": _("Earns us more than our usual margin."),
        "medium": _("Earns us about our usual margin."),
        "low": _("Earns us less, or needs much unpaid work."),
    },
    "business": {
        "high": _("Grows faster than its market, and invests."),
        "medium": _("Grows with its market."),
        "low": _("Shrinks, or saves wherever it can."),
    },
    "market": {
        "high": _("The market grows by 5% a year or more."),
        "medium": _("The market is stable."),
        "low": _("The market shrinks."),
    },
    "solution": {
        "high": _("Most of what we sell solves something they have said they want solved."),
        "medium": _("One of our solutions does."),
        "low": _("We do not know of any."),
    },
    "strategic": {
        "high": _("Opens a market, or others buy because they do."),
        "medium": _("Useful as a reference."),
        "low": _("Brings its revenue, nothing else."),
    },
}
SHIPPED: tuple[Factor, ...] = (
    Factor("revenue", CURRENT, 5, "revenue"),
    Factor("margin", CURRENT, 2),
    Factor("return", CURRENT, 2, "return"),
    Factor("business", FUTURE, 1),
    Factor("market", FUTURE, 1),
    Factor("fit", FUTURE, 2, "fit", 70, 50),
    Factor("headroom", FUTURE, 4, "headroom"),
    Factor("open", FUTURE, 2, "open"),
    Factor("growth", FUTURE, 1, "growth", 0.10, -0.10),
    Factor("solution", FUTURE, 2),
    Factor("strategic", FUTURE, 1),
    Factor("contacts", FUTURE, 2, "contacts", 4, 2),
)


def factors_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Factor, ...]:
    """The factors of a kept version."""
    return tuple(Factor(**one) for one in kept)


def as_kept(factors: Sequence[Factor]) -> list[dict[str, Any]]:
    """The factors as a version keeps them."""
    return [asdict(one) for one in factors]


def with_lines(factors: Sequence[Factor], lines: Mapping[str, tuple[float, float]]) -> tuple[Factor, ...]:
    """The factors, those without lines with these ones: measure → high from, medium from."""
    return tuple(
        replace(one, high=lines[one.measure][0], medium=lines[one.measure][1])
        if one.measure in lines and one.high is None
        else one
        for one in factors
    )


def on_axis(factors: Sequence[Factor], axis: str) -> list[Factor]:
    """Those of one axis that count."""
    return [one for one in factors if one.axis == axis and one.weight > 0]
