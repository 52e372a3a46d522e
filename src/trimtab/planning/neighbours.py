"""What the rooms below know of an account that a plan shows. One place, so that a plan only adds up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from trimtab.accounts.completeness import Score
from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import contacts_visible_among
from trimtab.discovery import queries as discovery
from trimtab.discovery.models import Card, Insight, Layer
from trimtab.objectives import queries as objectives
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.queries import visible_actions
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity, Product
from trimtab.people.models import User
from trimtab.relationships import queries as relationships
from trimtab.relationships.models import Influence, Member, Support
from trimtab.relationships.queries import OnMap
from trimtab.web import formats
from trimtab.whitespace import queries as whitespace

UNMET_DAYS = 90
MET = (Activity.Kind.MEETING, Activity.Kind.CALL)


@dataclass(frozen=True)
class Deeds:
    """The actions of a plan's accounts: how many are open and overdue, the next ones, and when one was last done."""

    open: int = 0
    overdue: int = 0
    next: tuple[Action, ...] = ()
    last_done_at: datetime | None = None


@dataclass(frozen=True)
class Around:
    """What the rooms below know of some accounts on one day, each computed now by the room that it belongs to."""

    accounts: Sequence[Account]
    today: date

    @cached_property
    def people(self) -> Mapping[int, Sequence[OnMap]]:
        """Account → the people on its map. Read once for all that asks who has a say."""
        return relationships.people_at(self.accounts)

    @property
    def key_players(self) -> Mapping[int, frozenset[int]]:
        """Account → the ids of the contacts who have a say."""
        return {account: relationships.ids_with_a_say(people) for account, people in self.people.items()}

    def scores_of(self, area: str, *, products: Sequence[Product]) -> list[Score]:
        """The score of an area for each account, in the order of the accounts."""
        if area == "people":
            return [relationships.completeness_with(one, self.people.get(one.pk, ())) for one in self.accounts]
        if area == "white_space":
            found = whitespace.completeness_at(self.accounts, products)
        elif area == "insights":
            found = discovery.completeness_at(self.accounts, self.key_players)
        else:
            found = objectives.completeness_at(self.accounts, self.today)
        return [found[one.pk] for one in self.accounts]


def deeds_of(accounts: Iterable[int], *, today: date, user: User | None = None, shown: int = 3) -> Deeds:
    """The actions with these accounts: directly, about their opportunities, or for their objectives.

    Args:
        user: who reads: the next actions are named where that person sees them.
    """
    ids = list(accounts)
    # Sub-selects, since joins under OR would read every action there is.
    of_them = Action.objects.filter(
        Q(account__in=ids)
        | Q(opportunity__in=Opportunity.objects.filter(account__in=ids).values("pk"))
        | Q(objective__in=Objective.objects.filter(account__in=ids).values("pk"))
    )
    is_open = Q(closed_at__isnull=True)
    found = of_them.order_by().aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_on__lt=today)),
        last=Max("done_at"),
    )
    named = of_them.open().filter(pk__in=visible_actions(user).values("pk")) if user else of_them.none()
    following = tuple(named.filter(due_on__isnull=False).order_by("due_on", "pk")[:shown])
    return Deeds(found["open"], found["overdue"], following, found["last"])


def unmet_key_players(around: Around, *, now: datetime, user: User) -> list[Contact]:
    """Who has a say and was not met for 90 days, with nothing planned: of the accounts' maps, those the user sees."""
    people = {pk for there in around.key_players.values() for pk in there}
    met = ActivityParty.objects.filter(
        contact__in=people,
        activity__kind__in=MET,
        activity__archived_at__isnull=True,
        activity__at__gte=now - timedelta(days=UNMET_DAYS),
    )
    wanted = people - set(met.values_list("contact", flat=True))
    return list(contacts_visible_among(user, wanted).order_by("name", "pk"))


def people_in_words(accounts: Iterable[int]) -> str:
    """How many have a say, are mentors, are not for us, on the maps of these accounts. One query."""
    on_maps = Member.objects.current().filter(map__account__in=list(accounts), map__opportunity__isnull=True)
    found = on_maps.order_by().aggregate(
        all=Count("pk"),
        say=Count("pk", filter=Q(influence__in=(Influence.POLITICAL, Influence.INNER))),
        mentors=Count("pk", filter=Q(support=Support.MENTOR)),
        against=Count("pk", filter=Q(support__in=(Support.AGAINST, Support.ENEMY))),
    )
    if not found.pop("all"):
        return _("Nobody is on the map yet.")
    return _("%(say)s have a say, %(mentors)s mentors, %(against)s not for us.") % _whole(found)


def insights_in_words(accounts: Iterable[int]) -> str:
    """How many goals, pressures, initiatives and obstacles stand on the boards of these accounts. One query."""
    shown = Card.objects.filter(account__in=list(accounts), archived_at__isnull=True)
    found = (
        Insight.objects.filter(pk__in=shown.values("insight"))
        .order_by()
        .aggregate(
            goals=Count("pk", filter=Q(layer=Layer.GOAL)),
            pressures=Count("pk", filter=Q(layer=Layer.PRESSURE)),
            initiatives=Count("pk", filter=Q(layer=Layer.INITIATIVE)),
            obstacles=Count("pk", filter=Q(layer=Layer.OBSTACLE)),
        )
    )
    if not any(found.values()):
        return _("Nothing is on the board yet.")
    words = _("Goals: %(goals)s, pressures: %(pressures)s, initiatives: %(initiatives)s, obstacles: %(obstacles)s.")
    return words % _whole(found)


def _whole(found: Mapping[str, int]) -> dict[str, str]:
    return {name: formats.whole(number) for name, number in found.items()}
