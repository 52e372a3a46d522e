"""What other rooms know of a deal that an assessment is read beside: its people, the story of its goals."""

from dataclasses import dataclass

from django.db.models import Q

from trimtab.assessments.plan_status import PeopleFacts
from trimtab.discovery.models import Card
from trimtab.discovery.quality import Piece, verdict_on
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member
from trimtab.relationships.queries import as_people
from trimtab.relationships.scores import support_balance

SURE = ("confirmed", "done")


@dataclass(frozen=True)
class Goal:
    """One insight of the story: which row it is in, whether the customer confirmed it."""

    layer: str
    title: str
    is_sure: bool
    owners: frozenset[int]


@dataclass(frozen=True)
class Surroundings:
    """The people on the deal's map, and the goals on its board; those of the account where the deal has none."""

    members: list[Member]
    goals: list[Goal]

    @property
    def people(self) -> PeopleFacts | None:
        """What the map says; None: nobody is on it."""
        if not self.members:
            return None
        people = as_people(self.members)
        supportive = sum(one.is_key_player and one.is_for_us for one in people)
        return PeopleFacts(supportive, support_balance(people).value)

    @property
    def story_holds(self) -> bool | None:
        """Whether the story of their goals holds; None: there is none yet."""
        if not self.goals:
            return None
        key = {one.contact_id for one in self.members if one.influence in {"political", "inner"}}
        pieces = [
            Piece(number, one.layer, "confirmed" if one.is_sure else "unconfirmed", owners=one.owners)
            for number, one in enumerate(self.goals)
        ]
        return verdict_on(pieces, {pk for pk in key if pk is not None}).is_ok


def surroundings_of(opportunity: Opportunity) -> Surroundings:
    """Three queries, whatever is there."""
    return Surroundings(_members(opportunity), _goals(opportunity))


def _members(opportunity: Opportunity) -> list[Member]:
    maps = Q(map__opportunity=opportunity) | Q(map__account=opportunity.account_id, map__account__isnull=False)
    rows = list(Member.objects.current().filter(maps).select_related("contact", "map").order_by("pk"))
    of_deal = [one for one in rows if one.map.opportunity_id == opportunity.pk]
    return of_deal or rows


def _goals(opportunity: Opportunity) -> list[Goal]:
    boards = Q(opportunity=opportunity) | Q(account=opportunity.account_id, account__isnull=False, division=None)
    cards = Card.objects.filter(boards, archived_at=None).select_related("insight").prefetch_related("insight__owners")
    rows = list(cards.order_by("pk"))
    shown = [one for one in rows if one.opportunity_id == opportunity.pk] or rows
    return [
        Goal(
            one.insight.layer,
            one.insight.title,
            one.insight.state in SURE,
            frozenset(owner.pk for owner in one.insight.owners.all()),
        )
        for one in shown
    ]
