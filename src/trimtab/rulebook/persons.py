"""Who of the people on the map is meant by a role in a rule."""

from collections.abc import Callable, Sequence

from trimtab.accounts.models import Contact
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Influence, Member, Role, Support
from trimtab.relationships.queries import map_of_opportunity, members_of
from trimtab.relationships.scores import AGAINST_US, COVERAGE, FOR_US
from trimtab.rulebook.rules import Whom


def members_on(opportunity: Opportunity) -> list[Member]:
    """The people on the opportunity's map who are contacts and still there. Two queries."""
    shown = map_of_opportunity(opportunity)
    members = members_of(shown) if shown else []
    return [one for one in members if one.contact and one.contact.left_on is None and one.contact.archived_at is None]


def person_for(whom: str, members: Sequence[Member]) -> Contact | None:
    """The person whom a role means: of several the one with most say; None where nobody fits."""
    is_meant = MEANT.get(whom)
    found = [one for one in members if is_meant(one)] if is_meant else []
    found.sort(key=lambda one: (-INFLUENCE.get(one.influence, 0), one.pk))
    return found[0].contact if found else None


INFLUENCE: dict[str, int] = {Influence.INNER: 3, Influence.POLITICAL: 2, Influence.OUTSIDE: 1}
NEAR = COVERAGE["multiple"]


def _is_far(one: Member) -> bool:
    return COVERAGE.get(one.coverage, 0) < NEAR


MEANT: dict[str, Callable[[Member], bool]] = {
    Whom.DECIDER: lambda one: Role.DECIDER in one.roles,
    Whom.APPROVER: lambda one: Role.APPROVER in one.roles,
    Whom.INNER: lambda one: one.influence == Influence.INNER and _is_far(one),
    Whom.SPONSOR: lambda one: one.influence == Influence.INNER and one.support in FOR_US,
    Whom.MENTOR: lambda one: one.support == Support.MENTOR,
    Whom.FRIEND: lambda one: one.support in FOR_US,
    Whom.OPPONENT: lambda one: one.support in AGAINST_US,
    Whom.STRANGER: lambda one: one.is_key_player and _is_far(one),
}
