"""What other rooms know of a deal that an assessment is read beside: its people, the story of its goals."""

from dataclasses import dataclass

from django.db.models import Q

from trimtab.assessments.plan_status import PeopleFacts
from trimtab.discovery.queries import Goal, goals_of, story_holds
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member
from trimtab.relationships.queries import KEY, as_people
from trimtab.relationships.scores import support_balance


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
        key = {one.contact_id for one in self.members if one.influence in KEY and one.contact_id is not None}
        return story_holds(self.goals, key)


def surroundings_of(opportunity: Opportunity) -> Surroundings:
    """Three queries, whatever is there."""
    return Surroundings(_members(opportunity), goals_of(opportunity))


def _members(opportunity: Opportunity) -> list[Member]:
    maps = Q(map__opportunity=opportunity) | Q(map__account=opportunity.account_id, map__account__isnull=False)
    rows = list(Member.objects.current().filter(maps).select_related("contact", "map").order_by("pk"))
    return [one for one in rows if one.map.opportunity_id == opportunity.pk] or rows
