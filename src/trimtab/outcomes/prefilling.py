"""A first draft of a hand-over from what the rooms of the deal know. Read by a person before anybody gets it.

What goes to the customer later begins with facts that the customer gave or agreed to: formal criteria, the products,
names and posts, confirmed goals, steps marked as shareable. Fears and risks begin in the part that is for us alone.
"""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.competition.models import DecisionCriterion, Fear, Fit
from trimtab.competition.queries import criteria_of, fears_of
from trimtab.discovery.models import Insight, Layer, State
from trimtab.objectives.models import Action
from trimtab.opportunities.models import ContactRole, LineItem, Opportunity
from trimtab.outcomes.models import HandOver
from trimtab.relationships.models import TeamRelation
from trimtab.relationships.queries import map_of_opportunity, members_of
from trimtab.strategy.queries import strategies_of
from trimtab.web import formats

MOST = 40


def draft_of(opportunity: Opportunity) -> Mapping[str, str]:
    """What each text begins with; one thing a line, empty where nothing is known."""
    parts = {
        "promises": _promises(opportunity),
        "scope": _scope(opportunity),
        "people": _people(opportunity),
        "measures": _measures(opportunity),
        "risks": _risks(opportunity),
        "first_days": _first_days(opportunity),
        "billing": _billing(opportunity),
        "owners": _owners(opportunity),
    }
    return {name: "\n".join(parts.get(name, [])[:MOST]) for name in HandOver.TEXTS}


def _promises(opportunity: Opportunity) -> list[str]:
    formal = [one for one in criteria_of(opportunity) if one.kind == DecisionCriterion.Kind.FORMAL]
    return [one.name for one in formal if one.is_mandatory]


def _scope(opportunity: Opportunity) -> list[str]:
    lines = LineItem.objects.filter(opportunity=opportunity).select_related("product").order_by("pk")
    return [f"{line.product} × {formats.number(line.quantity.normalize())}" for line in lines]


def _people(opportunity: Opportunity) -> list[str]:
    shown = map_of_opportunity(opportunity)
    if shown is not None:
        found = [(str(one), one.title) for one in members_of(shown) if one.contact is not None]
    else:
        roles = ContactRole.objects.filter(opportunity=opportunity).select_related("contact").order_by("pk")
        found = [(one.contact.name, one.contact.title) for one in roles]
    return [", ".join(part for part in one if part) for one in found]


def _measures(opportunity: Opportunity) -> list[str]:
    sure = Insight.objects.filter(layer__in=(Layer.GOAL, Layer.INITIATIVE), state__in=(State.CONFIRMED, State.DONE))
    found = sure.filter(Q(opportunity=opportunity) | Q(opportunities=opportunity)).distinct().order_by("pk")
    return [f"{one.title}: {one.outcome}" if one.outcome else one.title for one in found]


def _risks(opportunity: Opportunity) -> list[str]:
    fears = [one for one in fears_of(opportunity) if one.status != Fear.Status.CALMED]
    said = [f"{one.person}: {one}" if one.person else str(one) for one in fears]
    weak = [one.name for one in criteria_of(opportunity) if _is_weak(one)]
    chosen = strategies_of([opportunity.pk]).get(opportunity.pk)
    return [*said, *weak, *((chosen.risks if chosen else "").splitlines())]


def _is_weak(criterion: DecisionCriterion) -> bool:
    ours = criterion.judgements.filter(contender=None).order_by("-pk").first()
    return ours is not None and ours.value in {Fit.NOT, Fit.PARTLY}


def _first_days(opportunity: Opportunity) -> list[str]:
    steps = Action.objects.open().filter(opportunity=opportunity, is_shareable=True).order_by("due_on", "pk")
    return [f"{one.subject}, {formats.day(one.due_on)}" if one.due_on else one.subject for one in steps]


def _billing(opportunity: Opportunity) -> list[str]:
    if opportunity.amount is None:
        return []
    return [formats.money(opportunity.amount, opportunity.currency)]


def _owners(opportunity: Opportunity) -> list[str]:
    """Who sold it, and who of us knows whom of their people."""
    found = [_("%(name)s: sold it") % {"name": opportunity.owner}] if opportunity.owner else []
    roles = ContactRole.objects.filter(opportunity=opportunity).values("contact")
    relations = TeamRelation.objects.filter(contact__in=roles).select_related("user", "contact").order_by("pk")
    return [*found, *(f"{one.user}: {one.contact}" for one in relations if one.user_id != opportunity.owner_id)]
