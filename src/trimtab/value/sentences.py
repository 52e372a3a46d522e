"""What pages say first of the value of a deal."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.value.map_page import ValueMap
from trimtab.value.needing import ShownNeed
from trimtab.value.shareable import SharedCase
from trimtab.web import formats


def reason(shown: ValueMap) -> str:
    """Whether they have a business reason to buy."""
    if not shown.all_goals:
        return _("Nothing is known of their goals yet, so nothing can be worth anything to them.")
    if shown.has_reason:
        text = ngettext(
            "There is a business reason: something important is brought to what they confirmed, and "
            "%(served)d goal is served.",
            "There is a business reason: something important is brought to what they confirmed, and "
            "%(served)d goals are served.",
            shown.served,
        )
        return text % {"served": shown.served}
    return _("There is no business reason yet: nothing important is brought to a goal that they confirmed.")


def worth(case: SharedCase) -> str:
    """What the case comes to: the first sentence of its page, for us and for the customer."""
    if not case.lines:
        return _("The business case has no line yet.")
    facts = {
        "worth": formats.rounded(case.case.present_value, case.currency),
        "years": case.years,
        "months": formats.number(round(case.case.payback, 1)) if case.case.payback is not None else "",
    }
    if case.case.present_value <= 0:
        return (
            ngettext(
                "Over %(years)d year it does not pay: its present value is %(worth)s.",
                "Over %(years)d years it does not pay: its present value is %(worth)s.",
                case.years,
            )
            % facts
        )
    if case.case.payback is None or not case.case.one_off:
        text = ngettext(
            "Over %(years)d year it is worth %(worth)s today.",
            "Over %(years)d years it is worth %(worth)s today.",
            case.years,
        )
        return text % facts
    text = ngettext(
        "Over %(years)d year it is worth %(worth)s today, and has paid for itself after %(months)s months.",
        "Over %(years)d years it is worth %(worth)s today, and has paid for itself after %(months)s months.",
        case.years,
    )
    return text % facts


def confirmed(case: SharedCase) -> str:
    """How much of it is the customer's own."""
    if not case.benefits:
        return _("It names no benefit yet.")
    if not case.confirmed:
        return _("The customer confirmed no line of it, so it is our word alone.")
    text = ngettext(
        "The customer confirmed %(confirmed)d of %(count)d benefit.",
        "The customer confirmed %(confirmed)d of %(count)d benefits.",
        len(case.benefits),
    )
    return text % {"confirmed": case.confirmed, "count": len(case.benefits)}


def urge(need: ShownNeed | None, *, is_pushed: bool) -> str:
    """How much they need to change."""
    if need is None:
        said = _("Nobody wrote down what happens if they do nothing.")
    else:
        level = {
            "compelling": _("They have a compelling need to change (%(share)s)."),
            "weak": _("Their need to change is weak (%(share)s)."),
            "none": _("Nothing compels them to change (%(share)s)."),
        }[need.score.level]
        said = level % {"share": formats.percent(need.score.share)}
    return f"{said} {_('We count on it soon all the same.')}" if is_pushed else said


def spread(case: SharedCase) -> str:
    """How far it may turn out otherwise, and how likely it pays."""
    found = case.spread
    if found is None:
        return _("Cannot tell: no line says at least and at most, so there is nothing to draw from.")
    return _(
        "Eight times of ten its present value lies from %(low)s to %(high)s %(currency)s; "
        "it is above zero in %(chance)s of 100 draws."
    ) % {
        "low": formats.compact(found.low),
        "high": formats.compact(found.high),
        "currency": case.currency,
        "chance": formats.in_hundred(found.chance),
    }
