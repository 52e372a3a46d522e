"""Who sees a pilot and who runs it.

Leaders and operations begin pilots. Whoever sees one of its sellers sees the pilot; a seller sees the own arm only.
Whoever sees all of its people and leads, or does operations, may change it. Drafts are seen by these alone.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.analytics.pilots.models import Pilot, PilotUnit
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES, can_set_up, sees_everyone, visible_people

SHOWING = ("helps", "harms")  # conclusions by which a lever is graded A
MOST_SHOWN = 200


def can_begin_pilots(user: User) -> bool:
    """Leaders of teams, operations, administrators."""
    return user.is_active and (can_set_up(user) or user.role in LEADING_ROLES)


def visible_pilots(user: User) -> QuerySet[Pilot]:
    """The pilots that this person sees; drafts only where the person begins pilots."""
    pilots = Pilot.objects.all()
    if not sees_everyone(user):
        theirs = visible_people(user).values("pk")
        units = PilotUnit.objects.filter(Q(seller__in=theirs) | Q(account__owner__in=theirs)).values("pilot")
        pilots = pilots.filter(Q(pk__in=units) | Q(made_by=user))
    return pilots if can_begin_pilots(user) else pilots.begun()


def shown_by_pilots(user: User) -> dict[str, Pilot]:
    """Lever → the newest ended pilot that the person sees and that showed help or harm."""
    told = visible_pilots(user).filter(state=Pilot.State.ENDED, conclusion__in=SHOWING, result__isnull=False)
    return {pilot.lever: pilot for pilot in told.exclude(lever="").order_by("ended_at")[:MOST_SHOWN]}


def get_pilot_for(user: User, pk: int, *, edit: bool = False) -> Pilot:
    """The pilot.

    Raises:
        Http404: there is none, or the user is a stranger to it.
        PermissionDenied: with `edit`, the user may see it, not change it.
    """
    pilot = visible_pilots(user).select_related("made_by").filter(pk=pk).first()
    if pilot is None:
        raise Http404
    if edit:
        require_pilot_edit(user, pilot)
    return pilot


def can_edit_pilot(user: User, pilot: Pilot) -> bool:
    """Whether the person runs it: leads all of its people, or does operations."""
    if not can_begin_pilots(user):
        return False
    if can_set_up(user):
        return True
    seen = visible_people(user).values("pk")
    return not pilot.units.exclude(Q(seller__in=seen) | Q(account__owner__in=seen)).exists()


def may_see_results(user: User, pilot: Pilot) -> bool:
    """What a running pilot shows is for those who run it: whoever is in it would go by it."""
    return pilot.state == Pilot.State.ENDED or can_edit_pilot(user, pilot)


def require_pilot_edit(user: User, pilot: Pilot) -> None:
    """Refuse those who do not run it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit_pilot(user, pilot):
        raise PermissionDenied(_("Pilots are run by those who lead all of their people, and by operations."))
