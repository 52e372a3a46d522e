"""What rules may look at: the answers, the sections, and two findings about competitors."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.assessments.queries import Standing, standings_of
from trimtab.assessments.scorecard import ANSWERS, NO, YES
from trimtab.assessments.shipped import CRITERIA, FOUR_QUESTIONS, SECTIONS, SHIPPED
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Text, Value

PLACE = "opportunity-assessment"
COLOURS: Mapping[str, Text] = {"good": _("Good"), "weak": _("Weak"), "bad": _("Bad")}
_CARD = SHIPPED[FOUR_QUESTIONS]
_SINGLE: tuple[Signal, ...] = (
    Signal("assessments_unknown", _("Answers that are unknown"), "number", place=PLACE),
    Signal("assessments_rival_aligned", _("The powerful are for a competitor"), place=PLACE),
    Signal("assessments_price_only", _("Price is all that speaks for us"), place=PLACE),
)
SIGNALS: tuple[Signal, ...] = (
    *(Signal(f"assessments_{one.key}", one.text, "choice", ANSWERS, PLACE) for one in _CARD.questions()),
    *(Signal(f"assessments_{one.key}", one.name, "choice", COLOURS, PLACE) for one in _CARD.sections),
    *_SINGLE,
)
# What speaks for us besides the price. Where none of these is Yes and two at least are No, price is all there is.
ADVANTAGES = ("fit", "relationship", "unique_value", "inside_support", "credibility")
AGAINST_ENOUGH = 2


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Mapping[str, Value]]:
    """What is known of each, in a fixed number of queries."""
    found = standings_of([one.pk for one in opportunities], today=today)
    return {pk: _values(standing) for pk, standing in found.items()}


def _values(standing: Standing) -> dict[str, Value]:
    values: dict[str, Value] = {f"assessments_{key}": _answer(standing, key) for key in CRITERIA}
    values |= {f"assessments_{key}": standing.colour(key) or None for key in SECTIONS}
    has_answers = bool(standing.answers)
    values["assessments_unknown"] = standing.unknown if has_answers else None
    values["assessments_rival_aligned"] = _rival_aligned(standing)
    values["assessments_price_only"] = _price_only(standing) if has_answers else None
    return values


def _answer(standing: Standing, key: str) -> str | None:
    value = standing.answers.get(key)
    return value if value in ANSWERS else None


def _rival_aligned(standing: Standing) -> bool | None:
    """Whether the powerful are for one of the others; None where that was asked of none."""
    asked = [theirs["alignment"] for theirs in standing.rival_answers.values() if theirs.get("alignment")]
    return YES in asked if asked else None


def _price_only(standing: Standing) -> bool:
    answers = [standing.answers.get(key) for key in ADVANTAGES]
    return YES not in answers and answers.count(NO) >= AGAINST_ENOUGH
