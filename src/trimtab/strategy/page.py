"""The strategy of a deal as its page shows it: what is chosen, what the facts speak for, and what would change that."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.strategy.actions import RECORD
from trimtab.strategy.models import StrategyChoice, name_of
from trimtab.strategy.queries import choices_of
from trimtab.strategy.scores import INPUTS, Advice, Way, advise
from trimtab.strategy.terrain import Known, terrain_of
from trimtab.strategy.words import INPUTS as INPUT_NAMES
from trimtab.strategy.words import MEANINGS, basis_of, condition_in_words, either, flip_in_words, value_in_words
from trimtab.web import formats

# Input → the address where it is answered; those that only people know are answered on the page itself.
PLACES = {"advantage": "opportunity-competition", "balance": "opportunity-map", "access": "opportunity-map",
          "worth": "opportunity-assessment", "future": "opportunity-assessment"}  # fmt: skip


@dataclass(frozen=True)
class InputLine:
    """One input: what is known, from where, what would change the advice, whether its lack matters."""

    name: str
    label: str
    value: str
    basis: str
    flip: str
    is_missing: bool
    url: str


@dataclass(frozen=True)
class WayLine:
    """What a strategy would take, where it cannot be told: what is known, and what must turn out so."""

    strategy: str
    known: Sequence[str]
    needed: Sequence[str]


@dataclass(frozen=True)
class StrategyPage:
    """All that the page shows. choices: every one, the one that stands first; evidence: behind each."""

    known: Known
    advice: Advice
    inputs: Sequence[InputLine]
    reasons: Sequence[str]
    ways: Sequence[WayLine]
    choices: Sequence[StrategyChoice]
    evidence: Sequence[Evidence]
    meaning: Sequence[str]

    @property
    def chosen(self) -> StrategyChoice | None:
        """The one that stands."""
        return self.choices[0] if self.choices else None


def page_of(opportunity: Opportunity) -> StrategyPage:
    """The page of one deal, in a fixed number of queries."""
    known, choices = terrain_of(opportunity), choices_of(opportunity)
    advice = advise(known.terrain)
    evidence = [one for pieces in evidence_of(RECORD, [one.pk for one in choices]).values() for one in pieces]
    shown = choices[0].type if choices else advice.strategy
    return StrategyPage(
        known,
        advice,
        [_input(name, known, advice, opportunity) for name in INPUTS],
        [condition_in_words(one) for one in advice.ways[0].conditions] if advice.strategy else [],
        _ways_of(advice),
        choices,
        evidence,
        [str(text) for text in MEANINGS[shown]] if shown else [],
    )


def headline_of(page: StrategyPage, opportunity: Opportunity) -> str:
    """The first line: what is chosen, and whether the facts agree."""
    chosen, advised = page.chosen, page.advice.strategy
    if chosen is None:
        return (
            " ".join([_("No strategy is chosen."), _advised(page.advice)])
            if opportunity.is_open
            else _("No strategy was chosen.")
        )
    words = {"name": chosen.name, "goal": chosen.goal.rstrip(". "), "by": chosen.chosen_by or formats.unknown()}
    said = _("%(name)s: %(goal)s.") % words
    if not opportunity.is_open:
        return said
    if advised == chosen.type:
        return f"{said} {_('The facts speak for it.')}"
    return f"{said} {_advised(page.advice)}"


def _advised(advice: Advice) -> str:
    if advice.strategy is not None:
        return _("The facts speak for %(strategy)s.") % {"strategy": name_of(advice.strategy)}
    if len(advice.strategies) > 2:  # two are said in one breath
        return _("What the facts speak for cannot be told: too much is not known.")
    asked = str(INPUT_NAMES[advice.missing[0]])
    words = {"strategies": either(advice.strategies), "asked": asked}
    return _("The facts speak for %(strategies)s; what decides it is not known: %(asked)s.") % words


def _input(name: str, known: Known, advice: Advice, opportunity: Opportunity) -> InputLine:
    flip = next((one for one in advice.flips if one.input == name), None)
    value = getattr(known.terrain, name)
    return InputLine(
        name,
        str(INPUT_NAMES[name]),
        value_in_words(name, value),
        basis_of(name, known),
        flip_in_words(flip) if flip else "",
        name in advice.missing,
        reverse(PLACES[name], args=[opportunity.pk]) if name in PLACES else "",
    )


def _ways_of(advice: Advice) -> list[WayLine]:
    """Of each possible strategy its shortest way, where several are possible."""
    if advice.strategy is not None:
        return []
    shortest: dict[str, Way] = {}
    for way in advice.ways:
        kept = shortest.get(way.strategy)
        if kept is None or len(way.assumed) < len(kept.assumed):
            shortest[way.strategy] = way
    return [
        WayLine(
            name_of(strategy),
            [condition_in_words(one) for one in way.conditions if not one.assumed],
            [condition_in_words(one) for one in way.assumed],
        )
        for strategy, way in shortest.items()
    ]
