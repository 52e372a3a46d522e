"""Reading people and teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from trimtab.core.ids import id_in
from trimtab.people.models import SavedView, Team, User, ViewPin
from trimtab.people.policy import LEADING_ROLES, can_set_up, sight_of, visible_people

# What a saved view leaves to the frame, and what says only where one stands.
NOT_KEPT = {"scope", "period", "after", "before", "view", "ids"}
FRAME = {"scope", "period"}
MOST_OF_A_QUERY = 2_000
MOST_VIEWS = 200
NO_VIEW = "all"  # in the address: the list as it is without any view


@dataclass(frozen=True)
class ViewsOfList:
    """The views of one list for one person, and which of them the address shows. `query`: what the address asks."""

    list_name: str
    views: Sequence[SavedView]
    current: SavedView | None
    query: str
    frame_query: str

    @property
    def is_changed(self) -> bool:
        """Whether the list asks something else than the view that it came from."""
        return self.current is not None and QueryDict(self.current.query) != QueryDict(self.query)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The whole list and the pinned views, with the one that is shown: name, address, whether it is shown."""
        shown = [view for view in self.views if getattr(view, "is_pinned", False) or view == self.current]
        whole = (_("All"), f"?view={NO_VIEW}&{self.frame_query}", self.current is None)
        return [whole, *((view.name, self.address_of(view), view == self.current) for view in shown)]

    @property
    def more(self) -> list[tuple[str, str]]:
        """The views that are no tabs: name, address."""
        tabs = {address for _name, address, _shown in self.tabs}
        found = [(view.name, self.address_of(view)) for view in self.views]
        return [(name, address) for name, address in found if address not in tabs]

    def address_of(self, view: SavedView) -> str:
        """The address of the view, within the frame."""
        return f"?{view.address}&{self.frame_query}"


def colleagues_of(user: User) -> QuerySet[User]:
    """Whom the user finds under People: everyone for those who set up, else the people whose records are visible."""
    people = User.objects.all() if can_set_up(user) else visible_people(user)
    return people.select_related("team").order_by("team__path", "name", "pk")


def people_named(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Those whose name, e-mail address or team contains the text."""
    if not text:
        return people
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(team__name__icontains=text))


def tree_of_teams() -> list[tuple[Team, int]]:
    """All teams, each after the one that it stands below, with its depth; with `leaders` and `people_count`."""
    leading = User.objects.filter(role__in=LEADING_ROLES).order_by("name", "pk")
    teams = Team.objects.annotate(people_count=Count("members")).order_by("path")
    found = teams.prefetch_related(Prefetch("members", leading, to_attr="leaders"))
    return [(team, team.path.count("/") - 2) for team in found]


def people_proposed(user: User, text: str, *, limit: int) -> list[str]:
    """What a field that names a person may be filled with: visible people whose name begins with the text."""
    longest = User._meta.get_field("name").max_length
    if not text or len(text) > (longest or 0):
        return []
    found = list(visible_people(user).filter(name__istartswith=text).order_by("name", "pk")[:limit])
    names = [one.name for one in found]
    return [f"{one.name} #{one.pk}" if names.count(one.name) > 1 else one.name for one in found]


def label_of(person: User) -> str:
    """The text that means this person in a field: the name, with the number where another one has it too."""
    has_double = User.objects.filter(name__iexact=person.name).exclude(pk=person.pk).exists()
    return f"{person.name} #{person.pk}" if has_double or not person.name else person.name


def with_owner_named(parameters: QueryDict, user: User) -> QueryDict:
    """The parameters of a list, with the owner's name where an address names a visible one by number."""
    number = id_in(parameters.get("owner", ""))
    if number is None:
        return parameters
    person = visible_people(user).filter(pk=number).first()
    named = parameters.copy()
    named["owner"] = label_of(person) if person else str(number)
    return named


def person_meant(user: User, text: str) -> User | None:
    """The person that a typed text means, among those whose records the user sees; none for no text.

    Args:
        text: a name in upper or lower case, a name with the person's number ("Ana #12"), an e-mail address, a number.

    Raises:
        ValidationError: nobody visible is meant, or several people are.
    """
    if not text:
        return None
    found = list(_named_exactly(visible_people(user), text)[:6])
    if not found:
        raise ValidationError(_("Nobody whose records you see has that name. Choose somebody from the proposals."))
    if len(found) > 1:
        labels = ", ".join(f"{one.name} #{one.pk}" for one in found)
        raise ValidationError(_("Several people have that name. Write one of: %(labels)s.") % {"labels": labels})
    return found[0]


def _named_exactly(people: QuerySet[User], text: str) -> QuerySet[User]:
    name, hash_sign, number = text.rpartition("#")
    pk = id_in(number)
    if pk is not None and (hash_sign or not name):
        numbered = people.filter(pk=pk)
        return numbered.filter(name__iexact=name.strip()) if hash_sign else numbered
    if "@" in text:
        return people.filter(email__iexact=text)
    return people.filter(name__iexact=text).order_by("pk")


def visible_views(user: User) -> QuerySet[SavedView]:
    """The user's saved views and the shared ones."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True, owner__is_active=True))


def views_with_pins(user: User, list_name: str) -> QuerySet[SavedView]:
    """The views of a list that the user sees, by name, with `is_pinned` and `is_default` for the user."""
    pins = ViewPin.objects.filter(view=OuterRef("pk"), user=user)
    found = visible_views(user).filter(list=list_name).select_related("owner")
    return found.annotate(is_pinned=Exists(pins), is_default=Exists(pins.filter(is_default=True))).order_by(
        "name", "pk"
    )


def views_of_list(user: User, list_name: str, parameters: QueryDict, *, frame_query: str) -> ViewsOfList:
    """The views of a list, and the one that the address names. One query."""
    views = list(views_with_pins(user, list_name)[:MOST_VIEWS])
    named = parameters.get("view", "")
    current = next((view for view in views if str(view.pk) == named), None)
    return ViewsOfList(list_name, views, current, kept_query(parameters.urlencode()), frame_query)


def default_view_of(user: User, list_name: str, parameters: QueryDict) -> SavedView | None:
    """The view that the list opens with: where the address asks nothing but the frame, and the user chose one."""
    if not FRAME.issuperset(parameters):
        return None
    return visible_views(user).filter(list=list_name, pins__user=user, pins__is_default=True).first()


def kept_query(text: str) -> str:
    """The part of an address that a view keeps: filters, order and columns."""
    asked = QueryDict(text)
    kept = {name: ",".join(asked.getlist(name)) if name == "columns" else asked[name] for name in asked}
    return urlencode({name: value for name, value in kept.items() if value and name not in NOT_KEPT}, safe=",:")


@dataclass(frozen=True)
class SightChange:
    """Somebody who would see the records of more people, or of fewer."""

    person: User
    is_more: bool


@dataclass(frozen=True)
class TeamMove:
    """What moving a team does: how many people come along, and who sees them afterwards that did not, or the other way.

    people: those in the team and below it.
    """

    people: int
    changes: tuple[SightChange, ...]


def sight_after_move(team: Team, parent: Team | None) -> TeamMove:
    """Who would see more or less if the team stood below `parent`. Two queries, whatever the size of the organisation.

    Only whoever sees own team and the teams below can gain or lose: along the old and the new way up.
    """
    old, new = _above(team.parent), _above(parent)
    people = User.objects.filter(team__path__startswith=team.path).count()
    concerned = User.objects.filter(team__in=old ^ new, is_active=True).select_related("team").order_by("name", "pk")
    seeing = [one for one in concerned if people and sight_of(one) == User.Sees.TEAMS_BELOW]
    return TeamMove(people, tuple(SightChange(one, one.team_id in new) for one in seeing))


def _above(team: Team | None) -> set[int]:
    """The team and all that it stands below."""
    return set() if team is None else {int(part) for part in team.path.split("/") if part}
