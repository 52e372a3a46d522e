"""Words of the page of targets."""

from django import template
from django.utils.translation import gettext as _

from trimtab.analytics.targets import Plan
from trimtab.insight.targets.fairness import Slope
from trimtab.people.frame import Frame
from trimtab.web import charts, formats
from trimtab.web.formats import compact, money

register = template.Library()


def _side_words() -> dict[str, tuple[str, str]]:
    return {
        "market": (_("Market"), _("What customers of these kinds buy from us in such a period.")),
        "capacity": (_("People"), _("What those who are there can win, with ramp-up and leaving.")),
        "demand": (_("Demand"), _("What is created and how much of it is won, as in the last cohort.")),
    }


@register.filter
def sides(plan: Plan) -> list[dict[str, object]]:
    """Each side with its words and range; the one that binds is marked."""
    words, found = _side_words(), plan.reconciliation
    most = max(side.high for side in found.sides.values())
    return [
        {
            "label": words[name][0],
            "meaning": words[name][1],
            "range": side,
            "binds": name == found.binding,
            "bar": charts.bar(side.median, most=most, low=side.low, high=side.high),
        }
        for name, side in found.sides.items()
    ]


@register.filter
def in_hundred(chance: float | None) -> str:
    """A chance as people say it: 38 in 100; never a certainty."""
    if chance is None:
        return ""
    return _("%(n)s in 100") % {"n": formats.in_hundred(chance)}


@register.filter
def slope_label(slope: Slope) -> str:
    """What the chance is compared with."""
    return {"potential": _("the size of the ground"), "tenure": _("the time in the company")}[slope.of]


@register.simple_tag
def lead_of_plan(plan: Plan, frame: Frame) -> str:
    """The first sentence: the chance of the total, and the range that the ground supports."""
    found, side = plan.reconciliation, plan.reconciliation.sides[plan.reconciliation.binding]
    return _(
        "%(total)s in %(period)s would be reached in %(chance)s cases. What binds is %(side)s: %(median)s, between "
        "%(low)s and %(high)s in 8 of 10 cases."
    ) % {
        "total": money(plan.total, frame.organisation.currency),
        "period": frame.period.key,
        "chance": in_hundred(found.chance),
        "side": _side_words()[found.binding][0],
        "median": compact(side.median),
        "low": compact(side.low),
        "high": compact(side.high),
    }


@register.simple_tag
def gap_of_plan(plan: Plan, frame: Frame) -> str:
    """What would close the gap between the total and the side that binds."""
    gap, known = plan.reconciliation.gap, plan.ground
    one = float(known.productivity.value_a_week.mean()) * known.weeks
    people = gap / one if one > 0 else 0.0
    return _(
        "The total lies %(gap)s above the middle case of the side that binds. That is the period of %(people)s ramped "
        "people."
    ) % {"gap": money(gap, frame.organisation.currency), "people": round(people, 1)}
