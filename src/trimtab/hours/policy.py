"""Whose hours they are. Entries are read by nobody but the person; who leads sees figures of at least three people."""

from django.http import Http404

from trimtab.hours.models import CalendarImport, TimeEntry
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES


def get_entry_for(user: User, pk: int) -> TimeEntry:
    """An entry of one's own.

    Raises:
        Http404: there is none, or it is another person's.
    """
    found = TimeEntry.objects.select_related("account", "opportunity").filter(person=user, pk=pk).first()
    if found is None or found.origin == TimeEntry.Origin.WEEK:
        raise Http404
    return found


def get_import_for(user: User, pk: int) -> CalendarImport:
    """A calendar that one brought in oneself, and did not take back yet.

    Raises:
        Http404: there is none, or it is another person's.
    """
    found = CalendarImport.objects.filter(person=user, pk=pk, undone_at=None).first()
    if found is None:
        raise Http404
    return found


def may_see_teams(user: User) -> bool:
    """Whether the user sees what the hours of teams go to: who leads, and who keeps the system."""
    return user.is_active and (user.role in LEADING_ROLES or user.is_staff_member)


def require_teams(user: User) -> None:
    """For others the page does not exist.

    Raises:
        Http404: the user leads nobody.
    """
    if not may_see_teams(user):
        raise Http404
