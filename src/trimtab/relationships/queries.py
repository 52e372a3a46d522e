"""Reading maps of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trimtab.accounts.completeness import Hint, Score
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.relationships.models import Attitude, Influence, Line, Member, PeopleMap
from trimtab.relationships.scores import Person, Tie

EXPECTED_PEOPLE = 5
EXPECTED_KEY_PLAYERS = 2
KEY = (Influence.POLITICAL, Influence.INNER)


@dataclass(frozen=True)
class ShareablePerson:
    """What may be told to a customer of one of their people: nothing that we judged."""

    name: str
    title: str


@dataclass(frozen=True)
class OnMap(Person):
    """A person on an account's map. `contact`: the id, where it is a contact who is not archived."""

    contact: int | None = None


def map_of(account: Account) -> PeopleMap | None:
    """The account's map; None where nobody began one. After a merge, the first."""
    return PeopleMap.objects.filter(account=account).order_by("pk").first()


def map_of_opportunity(opportunity: Opportunity) -> PeopleMap | None:
    """The opportunity's map; None where nobody began one."""
    return PeopleMap.objects.filter(opportunity=opportunity).order_by("pk").first()


def sister_maps(shown: PeopleMap, user: User) -> QuerySet[PeopleMap]:
    """Other maps of the same account that the user may see: the account's own, and those of its opportunities.

    The caller has checked that the user sees `shown`. Its account is seen by whoever sees an opportunity there.
    """
    account = shown.customer
    if account is None:
        return PeopleMap.objects.none()
    seen = visible_opportunities(user).filter(account=account)
    maps = PeopleMap.objects.filter(Q(account=account) | Q(opportunity__in=seen)).exclude(pk=shown.pk)
    return maps.select_related("account", "opportunity").order_by("pk")


def members_of(shown: PeopleMap) -> list[Member]:
    """The people on the map, in the order they came."""
    return list(shown.members.current().select_related("contact").order_by("pk"))


def lines_among(members: Iterable[Member]) -> list[Line]:
    """The lines between people who are on the map; those of people taken off wait until they are back."""
    maps = {one.pk: one.map_id for one in members}
    lines = Line.objects.filter(map__in=set(maps.values()), removed_at__isnull=True)
    return [one for one in lines.order_by("pk") if one.start_id in maps and one.end_id in maps]


def as_people(members: Iterable[Member]) -> list[Person]:
    """What the formulas need."""
    return [Person(one.pk, one.influence, one.support, one.coverage) for one in members]


def as_ties(lines: Iterable[Line]) -> list[Tie]:
    """What the formulas need."""
    return [Tie(line.start_id, line.end_id, line.kind) for line in lines]


def people_at(accounts: Iterable[Account]) -> Mapping[int, list[OnMap]]:
    """Account → the people on its map, in the order they came. One query for any number of accounts."""
    found: dict[int, list[OnMap]] = defaultdict(list)
    facts = ("map__account", "pk", "influence", "support", "coverage", "contact", "contact__archived_at")
    for account, key, influence, support, coverage, contact, gone in _on_maps(accounts).values_list(*facts):
        assert account is not None, "it was found by it"
        found[account].append(OnMap(key, influence, support, coverage, contact=None if gone else contact))
    return found


def ids_with_a_say(people: Iterable[OnMap]) -> frozenset[int]:
    """The ids of the contacts among them who have influence or belong to the inner circle."""
    return frozenset(one.contact for one in people if one.is_key_player and one.contact is not None)


def key_players(account: Account) -> list[Contact]:
    """The contacts who have influence or belong to the inner circle by the account's map, the inner circle first.

    Personas and names without a contact are left out: there is nobody yet to turn to.
    """
    key = _on_maps([account]).filter(influence__in=KEY, contact__archived_at__isnull=True).select_related("contact")
    ordered = sorted(key, key=lambda one: (one.influence != Influence.INNER, str(one)))
    return [one.contact for one in ordered if one.contact is not None]


def _on_maps(accounts: Iterable[Account]) -> QuerySet[Member]:
    """Who stands on the maps of these accounts; of an account with two, after a merge, on the first."""
    maps = PeopleMap.objects.filter(account__in=[one.pk for one in accounts])
    shown = maps.order_by().values("account").annotate(first=Min("pk")).values("first")
    return Member.objects.current().filter(map__in=shown).order_by("pk")


def attitude_of(contact: Contact) -> str:
    """How the person takes change, by the latest judgement; empty where nobody judged it."""
    latest = Attitude.objects.filter(contact=contact).order_by("-at", "-pk").first()
    return latest.adaptability if latest else ""


def shareable_people(account: Account) -> list[ShareablePerson]:
    """Names and posts of the people on the account's map, for what a customer may see."""
    shown = map_of(account)
    members = members_of(shown) if shown else []
    return [ShareablePerson(str(one), one.title) for one in members if one.contact is not None]


def completeness_of(account: Account) -> Score:
    """How complete the account's map is; see `completeness_with`."""
    return completeness_with(account, people_at([account]).get(account.pk, ()))


def completeness_with(account: Account, people: Sequence[Person]) -> Score:
    """How complete a map with these people is, by the five rules, each with what it brings.

    25 at least five people; 25 at least two key players; 20 support and coverage judged of every key player; 15 a key
    player who is for us; 15 somebody who is not.
    """
    url = reverse("account-map", args=[account.pk])
    rules = [(points, holds, text) for points, holds, text in _rules(people)]
    points = sum(points for points, holds, _text in rules if holds)
    missing = sorted((rule for rule in rules if not rule[1]), key=lambda rule: -rule[0])
    return Score(float(points), [Hint(text, float(points), url) for points, _holds, text in missing])


def _rules(people: Sequence[Person]) -> Iterable[tuple[int, bool, str]]:
    key = [one for one in people if one.is_key_player]
    judged = [one for one in key if one.support and one.coverage]
    yield (25, len(people) >= EXPECTED_PEOPLE, _("Put at least five people on the map."))
    yield (25, len(key) >= EXPECTED_KEY_PLAYERS, _("Name at least two people who have a say in the decision."))
    yield (
        20,
        bool(key) and len(judged) == len(key),
        _("Judge support and contact of everybody who has a say in the decision."),
    )
    yield (15, any(one.is_for_us for one in key), _("Win one of those who have a say in the decision."))
    yield (15, any(one.is_against_us for one in people), _("Find out who prefers another way, or none."))
