"""A person's open actions as a calendar that other programs read: what the person may see now, and no judgement."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from trimtab.objectives.models import Action, CalendarLink
from trimtab.objectives.queries import visible_actions
from trimtab.people.models import User
from trimtab.sharing.queries import digest_of

MOST = 1_000


def reader_of(token: str, *, now: datetime) -> User | None:
    """Whose calendar the token opens; nobody's where it is unknown, revoked, expired, or its person is locked out."""
    found = CalendarLink.objects.select_related("owner__team").filter(digest=digest_of(token)).first()
    if found is None or found.revoked_at is not None or found.expires_at <= now or not found.owner.is_active:
        return None
    return found.owner


def calendar_of(person: User, *, address_of: Callable[[Action], str]) -> bytes:
    """The person's open actions with a day, each as an event of that day: subject, account, address; no note."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trimtab//Actions//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Actions of %(person)s") % {"person": person})
    mine = visible_actions(person).open().filter(assignee=person, due_on__isnull=False)
    for action in mine.select_related("account").order_by("due_on", "pk")[:MOST]:
        calendar.add_component(_event(action, address_of(action)))
    return bytes(calendar.to_ical())


def _event(action: Action, address: str) -> Event:
    assert action.due_on is not None, "only those with a day are asked for"
    event = Event()
    event.add("uid", f"action-{action.pk}@trimtab")
    event.add("dtstamp", action.changed_at)
    event.add("last-modified", action.changed_at)
    event.add("dtstart", action.due_on)
    event.add("dtend", action.due_on + timedelta(days=1))
    subject = action.subject
    event.add("summary", f"{subject} ({action.account.name})" if action.account else subject)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy one
    return event
