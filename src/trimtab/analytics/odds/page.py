"""How good the chances are: what they said of later opportunities beside what came, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from trimtab.analytics.models import OddsLesson
from trimtab.analytics.odds.panel import state_in_words
from trimtab.analytics.odds.reading import ModelCard, model_card
from trimtab.analytics.odds.wording import FEATURES
from trimtab.web import formats

LESSONS = 12
WAYS = ("trimtab", "stages", "hazard", "direct", "boosted", "base")
MEASURES = ("auc", "log_loss", "brier", "ece")


@dataclass(frozen=True)
class Group:
    """Opportunities that were told much the same, in percent, and how many were won, with its interval."""

    n: int
    deals: int
    told: float
    share: float
    low: float
    high: float

    @property
    def upside(self) -> tuple[float, float, float]:
        """Heights from above, as a drawing counts: of the share and of its interval's ends."""
        return 100 - self.share, 100 - self.low, 100 - self.high


@dataclass(frozen=True)
class Cell:
    """A measure with its interval, empty where there is none."""

    label: str
    text: str
    interval: str


@dataclass(frozen=True)
class Way:
    """One way of telling chances and how it did."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Part:
    """The same for some opportunities only."""

    label: str
    n: int
    won: str
    ours: str
    stages: str
    is_better: bool
    gap: str


@dataclass(frozen=True)
class Pair:
    """Two things that may matter together: by what factor the odds change beyond what each does alone."""

    label: str
    factor: str
    interval: str
    deals: int
    is_found: bool


@dataclass(frozen=True)
class Lesson:
    """One lesson that was kept."""

    lesson: OddsLesson
    decided: int
    loss: str
    stages: str
    gap: str


@dataclass(frozen=True)
class OddsPage:
    """The page; without a `card` nothing was learned yet."""

    card: ModelCard | None
    lead: str
    groups: tuple[Group, ...]
    ways: tuple[Way, ...]
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    left_out: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    lessons: tuple[Lesson, ...]


def odds_page(folder: Path) -> OddsPage:
    """What is known of the current lesson and of those before it."""
    card = model_card(folder)
    lessons = tuple(_lesson(one) for one in OddsLesson.objects.order_by("-at", "-pk")[:LESSONS])
    if card is None:
        lead = _("No chances have been learned yet. They are learned every night from opportunities that ended.")
        return OddsPage(None, lead, (), (), (), (), (), (), lessons)
    record = card.facts.get("record", {})
    groups = tuple(_group(one) for one in record.get("groups", ()))
    return OddsPage(
        card=card,
        lead=_lead(card),
        groups=groups,
        ways=_ways(card, record.get("limits", {})),
        parts=_parts(record),
        pairs=_pairs(card),
        left_out=tuple(str(FEATURES.get(name, (name, ""))[0]) for name in card.left_out),
        members=_members(card),
        lessons=lessons,
    )


def _lead(card: ModelCard) -> str:
    words = state_in_words(card)
    told, stages = card.measures.get("trimtab", {}), card.measures.get("stages", {})
    if words or not told:
        return words
    return _(
        "Tried on later opportunities than were learned from, the chances were off by %(gap)s on average; their log "
        "loss is %(loss)s, that of the rates of stages %(stages)s."
    ) % {"gap": points(told["ece"]), "loss": decimals(told["log_loss"]), "stages": decimals(stages["log_loss"])}


def points(share: float) -> str:
    """A difference of shares: 2.1 points of 100."""
    return _("%(n)s points of 100") % {"n": f"{100 * share:.1f}"}


def decimals(value: float | None) -> str:
    """Three decimals."""
    return "" if value is None else f"{value:.3f}"


def _group(one: Mapping[str, Any]) -> Group:  # Any: what JSON holds
    shares = (round(100 * one[name], 1) for name in ("told", "share", "low", "high"))
    return Group(one["n"], one["deals"], *shares)


def _ways(card: ModelCard, limits: Mapping[str, Mapping[str, list[float]]]) -> tuple[Way, ...]:
    names = {
        "trimtab": _("The ways together"),
        "stages": _("Rates of stages"),
        "base": _("The company's rate"),
        "hazard": _("Weekly hazard"),
        "direct": _("Regression to the day"),
        "boosted": _("Boosted trees"),
    }
    return tuple(
        Way(names[way], tuple(_cell(name, card.measures[way], limits.get(way, {})) for name in MEASURES))
        for way in WAYS
        if way in card.measures
    )


def _cell(name: str, measures: Mapping[str, float], limits: Mapping[str, list[float]]) -> Cell:
    labels = {
        "auc": _("Order (AUC)"),
        "log_loss": _("Log loss"),
        "brier": _("Brier"),
        "ece": _("Calibration error"),
    }
    ends = limits.get(name)
    return Cell(
        labels[name], decimals(measures.get(name)), "" if ends is None else f"{decimals(ends[0])} – {decimals(ends[1])}"
    )


def _parts(record: Mapping[str, Any]) -> tuple[Part, ...]:  # Any: what JSON holds
    ages = [(_age(one), one) for one in record.get("by_age", ())]
    segments = [(one["segment"] or _("no segment"), one) for one in record.get("by_segment", ())]
    return tuple(
        Part(
            label,
            one["n"],
            formats.percent(one["won"]),
            decimals(one["log_loss"]),
            decimals(one["stages"]),
            one["log_loss"] < one["stages"],
            points(one["ece"]),
        )
        for label, one in [*ages, *segments]
    )


def _age(one: Mapping[str, Any]) -> str:  # Any: what JSON holds
    if one["until"] is None:
        return _("Open for %(days)s days and more") % {"days": formats.whole(round(one["from"]))}
    return _("Open for %(low)s to %(high)s days") % {
        "low": formats.whole(round(one["from"])),
        "high": formats.whole(round(one["until"]) - 1),
    }


def _pairs(card: ModelCard) -> tuple[Pair, ...]:
    names = {
        "pushed_while_quiet": _("The close date was pushed, and nothing has changed for two weeks"),
        "period_end_when_late": _("The last two weeks of a quarter, in a late stage"),
        "one_contact_when_late": _("At most one contact, in a late stage"),
    }
    return tuple(
        Pair(
            names[one["name"]],
            _("%(n)s times") % {"n": _factor(one["log_odds"])},
            f"{_factor(one['low'])} – {_factor(one['high'])}",
            one["deals"],
            one["is_found"],
        )
        for one in card.facts.get("together", ())
        if one["name"] in names
    )


def _factor(log_odds: float) -> str:
    return formats.number(round(exp(log_odds), 2))


def _members(card: ModelCard) -> tuple[tuple[str, str], ...]:
    names = {
        "stages": _("Rates of stages and segments"),
        "hazard": _("Weekly hazard"),
        "direct": _("Regression to the day"),
        "boosted": _("Boosted trees"),
    }
    weights = card.facts.get("weights", ())
    return tuple((names.get(name, name), decimals(weight)) for name, weight in zip(card.members, weights, strict=False))


def _lesson(one: OddsLesson) -> Lesson:
    measures = one.card.get("measures", {})
    ours, stages = measures.get("trimtab", {}), measures.get("stages", {})
    gap = points(ours["ece"]) if "ece" in ours else ""
    return Lesson(
        one, one.card.get("decided", 0), decimals(ours.get("log_loss")), decimals(stages.get("log_loss")), gap
    )
