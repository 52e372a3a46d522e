"""The questions that ship, in our own words. Their keys stay; their texts follow the reader's language."""

from collections.abc import Mapping
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.planning.models.research import About, PlanType


class Question(TypedDict):
    """One question of a template. text: empty for a shipped one, whose words are `TEXTS[key]`."""

    key: str
    about: str
    text: str
    required: bool


TEXTS: Mapping[str, Promise] = {
    "business_model": _("How does the customer earn money?"),
    "financial_health": _("How does the customer do financially, and when does the fiscal year end?"),
    "strategy": _("What does the customer's strategy say, in one sentence?"),
    "priorities": _("Which three things matter most to the customer this year?"),
    "pressures": _("What presses on the customer: market, rules, competition, technology, people?"),
    "organisation": _("How is the customer organised, and what changed lately?"),
    "buying": _("How does the customer buy, and which rules of purchasing apply?"),
    "installed": _("What does the customer use today, and when do contracts end?"),
    "incumbents": _("Who supplies the customer today, and with what?"),
    "displace": _("Why would the customer replace that supplier?"),
    "their_moves": _("What will the competitors do next at this customer?"),
    "their_friends": _("Who at the customer stands close to a competitor?"),
    "history": _("What did we win and lose here, and how content is the customer?"),
    "strengths": _("What do we do better here, as the customer sees it?"),
    "exposures": _("Where can we be attacked here?"),
    "risks": _("Which revenue here is at risk, and why?"),
    "value": _("What did the customer gain from us, in figures?"),
    "partners": _("Which partners help us here, and how?"),
    "sponsor": _("Who of our management stands behind this plan?"),
}
_ABOUT = {
    **dict.fromkeys(("incumbents", "displace", "their_moves", "their_friends"), About.COMPETITOR),
    **dict.fromkeys(("history", "strengths", "exposures", "risks", "value", "partners", "sponsor"), About.US),
}
# By type: what must be known, then what helps.
_ASKED: Mapping[str, tuple[str, str]] = {
    PlanType.ACQUISITION: (
        "business_model priorities pressures buying incumbents displace strengths sponsor",
        "financial_health strategy organisation installed their_moves their_friends exposures partners",
    ),
    PlanType.EXPANSION: (
        "strategy priorities pressures organisation installed incumbents history sponsor",
        "business_model financial_health buying their_moves their_friends strengths exposures partners",
    ),
    PlanType.SUCCESS: (
        "priorities organisation installed their_moves history risks value sponsor",
        "financial_health pressures buying incumbents their_friends exposures partners",
    ),
}
TILES = ("details", "people", "insights", "white_space", "objectives")


def shipped_questions(plan_type: str) -> list[Question]:
    """What a plan of that type asks as shipped: required ones first."""
    required, helpful = _ASKED[plan_type]
    return [_question(key, True) for key in required.split()] + [_question(key, False) for key in helpful.split()]


def words_of(question: Question) -> str:
    """The question as the reader reads it."""
    return question["text"] or str(TEXTS.get(question["key"], question["key"]))


def _question(key: str, required: bool) -> Question:
    return {"key": key, "about": str(_ABOUT.get(key, About.CUSTOMER)), "text": "", "required": required}
