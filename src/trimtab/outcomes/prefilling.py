"""A first draft of a hand-over from what the rooms of the deal know. Read by a person before anybody gets it.

What goes to the customer later begins with facts that the customer gave or agreed to: formal criteria, what we promised
in calls, the products, names and posts, confirmed goals and figures, the steps of the mutual plan and those marked as
shareable. Fears, risks and who confirmed what begin in the parts that are for us alone.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.calls.models import Commitment
from trimtab.calls.queries import open_promises_of
from trimtab.competition.models import DecisionCriterion, Fear, Fit
from trimtab.competition.queries import fears_of, field_of
from trimtab.competition.scores import US
from trimtab.discovery.models import Insight, Layer, State
from trimtab.mutual.models import MutualPlan, PlanPerson, Side, Step
from trimtab.mutual.queries import people_of, plan_of, steps_of
from trimtab.objectives.models import Action
from trimtab.opportunities.models import ContactRole, LineItem, Opportunity
from trimtab.outcomes.models import HandOver
from trimtab.relationships.models import TeamRelation
from trimtab.relationships.queries import map_of_opportunity, members_of
from trimtab.strategy.queries import strategies_of
from trimtab.value.models import CaseLine
from trimtab.value.queries import Confirmed, confirmed_lines_of
from trimtab.web import formats

MOST = 40


def draft_of(opportunity: Opportunity, *, today: date) -> Mapping[str, str]:
    """What each text begins with; one thing a line, empty where nothing is known. A fixed number of queries."""
    field, plan = field_of(opportunity), plan_of(opportunity.pk)
    confirmed = confirmed_lines_of(opportunity, today=today)
    people = people_of(plan) if plan else []
    parts = {
        "promises": [*_demanded(field.criteria), *_promised(opportunity)],
        "scope": _scope(opportunity),
        "people": [*_people(opportunity), *_named(people, Side.THEIRS)],
        "measures": [*_goals(opportunity), *_figures(confirmed), *(plan.measure_lines if plan else [])],
        "risks": [*_fears(opportunity), *_weak(field.criteria, field.fits_of(US)), *_dared(opportunity)],
        "first_days": [*_agreed(plan), *_planned(opportunity)],
        "billing": _billing(opportunity),
        "owners": [*_owners(opportunity), *_named(people, Side.OURS)],
        "note": _words(confirmed),
    }
    return {name: "\n".join(list(dict.fromkeys(parts.get(name, [])))[:MOST]) for name in HandOver.TEXTS}


def unread_in(hand_over: HandOver, draft: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """By text, the lines that the pages of the deal know by now and that the hand-over does not hold."""
    held = {line.strip() for name in HandOver.TEXTS for line in getattr(hand_over, name).splitlines()}
    found = [(name, [line for line in draft[name].splitlines() if line not in held]) for name in HandOver.TEXTS]
    return [(name, lines) for name, lines in found if lines]


def _demanded(criteria: Iterable[DecisionCriterion]) -> list[str]:
    formal = [one for one in criteria if one.kind == DecisionCriterion.Kind.FORMAL]
    return [one.name for one in formal if one.is_mandatory]


def _promised(opportunity: Opportunity) -> list[str]:
    return [_until(one.text, one.due_on) for one in open_promises_of(opportunity)]


def _scope(opportunity: Opportunity) -> list[str]:
    lines = LineItem.objects.filter(opportunity=opportunity).select_related("product").order_by("pk")
    return [f"{line.product} × {formats.number(line.quantity.normalize())}" for line in lines]


def _people(opportunity: Opportunity) -> list[str]:
    shown = map_of_opportunity(opportunity)
    if shown is not None:
        return [_person(str(one), one.title) for one in members_of(shown) if one.contact is not None]
    roles = ContactRole.objects.filter(opportunity=opportunity).select_related("contact").order_by("pk")
    return [_person(one.contact.name, one.contact.title) for one in roles]


def _named(people: Iterable[PlanPerson], side: str) -> list[str]:
    return [_person(one.name, one.title) for one in people if one.side == side]


def _person(name: str, title: str) -> str:
    return ", ".join(part for part in (name, title) if part)


def _goals(opportunity: Opportunity) -> list[str]:
    sure = Insight.objects.filter(layer__in=(Layer.GOAL, Layer.INITIATIVE), state__in=(State.CONFIRMED, State.DONE))
    found = sure.filter(Q(opportunity=opportunity) | Q(opportunities=opportunity)).distinct().order_by("pk")
    return [f"{one.title}: {one.outcome}" if one.outcome else one.title for one in found]


def _figures(confirmed: Iterable[Confirmed]) -> list[str]:
    return [_figure(one.line) for one in confirmed if one.line.is_benefit]


def _words(confirmed: Iterable[Confirmed]) -> list[str]:
    """Whose word stands behind each figure: ours to know, the customer's version never says it."""
    return [
        _("%(figure)s; confirmed by %(name)s on %(day)s")
        % {
            "figure": _figure(one.line),
            "name": one.word.told_by or _("somebody of the customer"),
            "day": formats.day(one.word.happened_on),
        }
        for one in confirmed
    ]


def _figure(line: CaseLine) -> str:
    said = {"what": line.label, "amount": formats.money(line.amount, line.case.currency)}
    if line.kind == CaseLine.Kind.ONE_OFF:
        return _("%(what)s: %(amount)s once") % said
    return _("%(what)s: %(amount)s a year") % said


def _fears(opportunity: Opportunity) -> list[str]:
    fears = [one for one in fears_of(opportunity) if one.status != Fear.Status.CALMED]
    return [f"{one.person}: {one}" if one.person else str(one) for one in fears]


def _weak(criteria: Iterable[DecisionCriterion], ours: Mapping[Hashable, int]) -> list[str]:
    return [one.name for one in criteria if ours.get(one.pk) in {Fit.NOT, Fit.PARTLY}]


def _dared(opportunity: Opportunity) -> list[str]:
    chosen = strategies_of([opportunity.pk]).get(opportunity.pk)
    return chosen.risks.splitlines() if chosen else []


def _agreed(plan: MutualPlan | None) -> list[str]:
    """What is still to be done of the plan that they share with us, with who does it on either side."""
    return [_step(one) for one in steps_of([plan])[plan.pk] if not one.is_done] if plan else []


def _step(step: Step) -> str:
    owners = " / ".join(one.name for one in (step.ours, step.theirs) if one)
    said = _until(step.title, step.due_on)
    return f"{said}: {owners}" if owners else said


def _planned(opportunity: Opportunity) -> list[str]:
    """Our own steps that they may see, without what stands among the promises already."""
    steps = Action.objects.open().filter(opportunity=opportunity, is_shareable=True)
    found = steps.exclude(commitment__side=Commitment.Side.OURS).order_by("due_on", "pk")
    return [_until(one.subject, one.due_on) for one in found]


def _until(what: str, day: date | None) -> str:
    return f"{what}, {formats.day(day)}" if day else what


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
