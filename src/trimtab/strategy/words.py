"""Strategies and what they rest on, in words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trimtab.strategy.models import name_of
from trimtab.strategy.scores import Condition, Flip
from trimtab.strategy.terrain import Known
from trimtab.web import formats

Text = str | Promise
# Strategy → when it is right, when it never is, what one does then.
MEANINGS: Mapping[str, tuple[Text, Text, Text]] = {
    "frontal": (
        gettext_lazy("We are about three times as good in the customer's eyes: solution, price or name."),
        gettext_lazy("We are only slightly better."),
        gettext_lazy("Be quick, prove it, have the criteria written down."),
    ),
    "flanking": (
        gettext_lazy("We are not better by today's criteria, and would be by others."),
        gettext_lazy("We do not reach anybody who can change the criteria."),
        gettext_lazy("Put the problem differently, bring a new measure, go to the executive, and late enough."),
    ),
    "fragment": (
        gettext_lazy("We cannot win the whole, and a part can be bought alone."),
        gettext_lazy("The customer wants one supplier for everything."),
        gettext_lazy("Offer a pilot, a phase, a division."),
    ),
    "defend": (
        gettext_lazy("We have it today and somebody attacks."),
        gettext_lazy("We do not have it."),
        gettext_lazy("Show what a change costs, renew early, add to what they use."),
    ),
    "develop": (
        gettext_lazy("Nothing can be won now, and the future is worth the work."),
        gettext_lazy("The deal is in this quarter's forecast."),
        gettext_lazy("Win people, shape criteria, slow the decision down."),
    ),
    "disengage": (
        gettext_lazy("It is not worth winning, now or later."),
        gettext_lazy("It has future revenue."),
        gettext_lazy("Say so, write down why, choose the day on which to ask again."),
    ),
}
INPUTS: Mapping[str, Text] = {
    "advantage": gettext_lazy("Our lead over the best other"),
    "balance": gettext_lazy("Balance of support"),
    "worth": gettext_lazy("Worth winning"),
    "future": gettext_lazy("Revenue after this deal"),
    "holds": gettext_lazy("We have it today"),
    "access": gettext_lazy("Access to somebody who can change the criteria"),
    "divisible": gettext_lazy("A part can be bought alone"),
}
# Question → what its yes says, and its no.
SAID: Mapping[str, tuple[Text, Text]] = {
    "worthless": (gettext_lazy("it is not worth winning"), gettext_lazy("it is worth winning")),
    "future": (gettext_lazy("revenue follows this deal"), gettext_lazy("no revenue follows this deal")),
    "holds": (gettext_lazy("we have it today"), gettext_lazy("we do not have it today")),
    "superior": (
        gettext_lazy("we are ahead three to one or more"),
        gettext_lazy("we are not ahead by more than three to one"),
    ),
    "clear": (gettext_lazy("we are ahead three to one"), gettext_lazy("we are not ahead three to one")),
    "backed": (
        gettext_lazy("those with influence are not against us"),
        gettext_lazy("those with influence are against us"),
    ),
    "access": (
        gettext_lazy("we reach somebody who can change the criteria"),
        gettext_lazy("we reach nobody who can change the criteria"),
    ),
    "divisible": (gettext_lazy("a part can be bought alone"), gettext_lazy("a part cannot be bought alone")),
}
WORTH: Mapping[str, Text] = {
    "good": gettext_lazy("yes"),
    "weak": gettext_lazy("doubtful"),
    "bad": gettext_lazy("no"),
}


def condition_in_words(condition: Condition) -> str:
    """What one condition says."""
    return str(SAID[condition.question][0 if condition.answer else 1])


def value_in_words(name: str, value: object) -> str:
    """A value of an input; empty where it is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return str(WORTH[value])
    assert isinstance(value, float)
    return signed_share(value)


def signed_share(value: float) -> str:
    """From −1 to +1 as the pages of people write it."""
    text = formats.number(round(abs(value), 2))
    return f"−{text}" if round(value, 2) < 0 else f"+{text}" if round(value, 2) > 0 else text


def flip_in_words(flip: Flip) -> str:
    """What would change the advice, and to what."""
    words = {"value": value_in_words(flip.input, flip.value), "strategies": either(flip.strategies)}
    return _("%(value)s would make it %(strategies)s") % words


def either(strategies: Sequence[str]) -> str:
    """Names of strategies: one, or one of several."""
    return _(" or ").join(name_of(one) for one in strategies)


def basis_of(name: str, known: Known) -> str:
    """Where an input comes from."""
    if name == "advantage" and known.lead_from == "assessment":
        return _("by the assessment, against %(name)s") % {"name": known.rival}
    if name == "advantage" and known.lead_from:
        return _("by the criteria, against %(name)s") % {"name": known.rival}
    if name == "balance" and known.balance is not None:
        return ngettext(
            "%(counted)s of %(of)s person is judged", "%(counted)s of %(of)s people are judged", known.balance.of
        ) % {"counted": known.balance.counted, "of": known.balance.of}
    if name == "access" and known.friends:
        return ", ".join(known.friends)
    if name == "holds" and known.holder:
        return _("%(name)s has it") % {"name": known.holder}
    return ""
