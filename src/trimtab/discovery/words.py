"""What the rules of a board say, and what to do about each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class RuleWords:
    """What is wrong, and what to do."""

    wrong: Text
    do: Text


RULES = {
    "why_now": RuleWords(
        _("Nothing confirmed makes it urgent."),
        _("Ask what happens if they do nothing, and confirm one pressure with the customer."),
    ),
    "no_key_player": RuleWords(
        _("Goals that nobody owns who has a say."),
        _("Find out who answers for the goal, and name that person as its owner."),
    ),
    "loose_solution": RuleWords(
        _("Solutions that answer nothing."),
        _("Link each to the initiative or obstacle that it is for, or take it off: else the story is about us."),
    ),
    "no_solution": RuleWords(
        _("Initiatives of high priority without a solution of ours."),
        _("Add what we could bring and link it; look for it in the white space."),
    ),
    "no_action": RuleWords(
        _("Obstacles that nobody works on."),
        _("Plan an action with an owner and a date."),
    ),
    "owner_share": RuleWords(
        _("Less than a third of goals and initiatives are owned by people who have a say."),
        _("Name owners who decide, or meet those who do."),
    ),
    "one_source": RuleWords(
        _("Everything was told by one person."),
        _("Ask somebody else in another department whether it is so."),
    ),
    "stale": RuleWords(
        _("Confirmed more than 180 days ago."),
        _("Ask again, and confirm it with what you hear."),
    ),
}
HINTS: dict[str, Text] = {
    "goal": _("Write down what the customer wants to reach."),
    "pressure": _("Write down what makes it urgent for them."),
    "initiative": _("Write down what they do to get there."),
    "obstacle": _("Write down what stops them."),
    "confirmed": _("Confirm with the customer what is only believed."),
    "owners": _("Name owners of goals and initiatives who have a say in the decision."),
}
FACTS: dict[str, Text] = {
    "pressure_type": _("kind of pressure"),
    "priority": _("priority"),
    "outcome": _("outcome"),
    "product": _("product of the catalogue"),
}


def hint_for(part: str) -> Text:
    """How to gain the points of a part of completeness."""
    return HINTS[part]
