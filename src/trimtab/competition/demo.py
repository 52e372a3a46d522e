"""Competitors, criteria and fears of the sample: of the largest open deals, and who was in deals that ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from trimtab.competition import actions
from trimtab.competition.models import Competitor, Contender, DecisionCriterion
from trimtab.evidence.models import Kind
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.relationships.actions import begin_map, judge
from trimtab.relationships.models import Member
from trimtab.relationships.queries import members_of

DEALS, ENDED = 3, 40
CATALOGUE = (
    ("Rivalo", "vendor", "Cheap, and everywhere within a day.", "Leaves after the signature; nobody knows the plant."),
    ("Nova Systems", "vendor", "Their software looks better than ours.", "No service of their own."),
    ("Own engineers", "in_house", "Know the machines by name.", "Six short, and none for nights."),
)
CRITERIA = (
    # name, kind, mandatory, buying step, who cares (places on the map), fit: ours, then each competitor's
    ("Runs by the June shutdown", "formal", True, "sign", (0, 1), 2, (1, 2, 0)),
    ("Price for five years", "formal", False, "choose", (0,), 1, (3, 2, 2)),
    ("Service at night", "formal", False, "evaluate", (1, 2), 3, (1, 0, 0)),
    ("Nobody is blamed if it fails", "informal", False, "choose", (0, 2), 2, (1, 1, 3)),
)
PEOPLE = (
    {"influence": "inner", "coverage": "multiple", "support": "neutral"},
    {"influence": "political", "coverage": "multiple", "support": "supporter"},
    {"influence": "outside", "coverage": "brief", "support": "against"},
)


def fill_competition(seller: User, *, now: datetime) -> int:
    """Fill the room once; how many competitors there are."""
    if Competitor.objects.exists():
        return Competitor.objects.count()
    then = now - timedelta(days=25)
    rivals = [
        actions.add_competitor(
            fields={"name": name, "kind": kind, "strengths": strengths, "weaknesses": weaknesses}, by=seller, now=then
        )
        for name, kind, strengths, weaknesses in CATALOGUE
    ]
    for place, opportunity in enumerate(largest_deals(seller)):
        _contest(opportunity, rivals[: 3 - place], seller, then=then)
    for place, opportunity in enumerate(ended_deals(seller)):
        actions.add_contender(opportunity, rivals[place % 2], by=seller, now=then)
    return len(rivals)


def ended_deals(seller: User) -> list[Opportunity]:
    """Deals of the seller that ended, the latest first."""
    ended = (Stage.Kind.WON, Stage.Kind.LOST)
    found = Opportunity.objects.current().filter(owner=seller, status__in=ended, account__isnull=False)
    return list(found.select_related("account", "owner__team").order_by("-closed_at", "pk")[:ENDED])


def _contest(opportunity: Opportunity, rivals: Sequence[Competitor], seller: User, *, then: datetime) -> None:
    people = _people(opportunity, seller, then=then)
    contenders = [actions.add_contender(opportunity, one, by=seller, now=then) for one in rivals]
    _moves(contenders, people, seller, then=then)
    for name, kind, is_mandatory, step, who, ours, theirs in CRITERIA:
        facts = {"name": name, "kind": kind, "is_mandatory": is_mandatory, "step": step}
        facts["people"] = [people[place] for place in who if place < len(people)]
        made = actions.add_criterion(opportunity, facts=facts, by=seller, now=then)
        _judge(made, contenders, ours, theirs, seller, then=then)
    if people:
        fear = {"person": people[0], "kind": "disruption", "statement": "Two lines stand still if it fails in June.",
                "intensity": 3, "proof": "phases", "proof_note": "Line 2 first, line 1 after a month of figures",
                "owner": seller, "status": "prepared"}  # fmt: skip
        actions.add_fear(opportunity, facts=fear, by=seller, now=then)


def _people(opportunity: Opportunity, seller: User, *, then: datetime) -> list[Member]:
    """The people on the map of the deal, the first three judged where nobody judged them."""
    people = members_of(begin_map(opportunity, by=seller, now=then))
    for member, values in zip(people, PEOPLE, strict=False):
        for attribute, value in values.items():
            if not getattr(member, attribute):
                judge(member, attribute=attribute, value=value, by=seller, now=then)
    return people


def _moves(contenders: Sequence[Contender], people: Sequence[Member], seller: User, *, then: datetime) -> None:
    first = {"is_incumbent": True, "expected": "Offers a fifth less in the last week.", "standing": "favourite",
             "answer": "Have the shutdown date written into the criteria before they quote.",
             "last_move": "Invited the plant manager to their show room", "last_move_on": then.date(),
             "supporters": people[2:3]}  # fmt: skip
    actions.edit_contender(contenders[0], changes=first, by=seller, now=then)


def _judge(
    criterion: DecisionCriterion,
    contenders: Sequence[Contender],
    ours: int,
    theirs: Sequence[int],
    seller: User,
    *,
    then: datetime,
) -> None:
    said = {"kind": Kind.SAID, "note": f"“{criterion.name}”: you convince us.", "happened_on": then.date()}
    evidence = said if ours > 1 else None
    actions.judge_fit(criterion, None, value=ours, evidence=evidence, by=seller, now=then)
    for contender, value in zip(contenders, theirs, strict=False):
        if criterion.kind == DecisionCriterion.Kind.FORMAL or contender is contenders[0]:
            actions.judge_fit(criterion, contender, value=value, by=seller, now=then)
