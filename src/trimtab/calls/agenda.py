"""What a customer may see of a call: these fields and no others.

Page, mail and invitation are made from an `Agenda`, never from a `Call`: a field that is not copied here cannot leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import gettext as _

from trimtab.calls.models import Attendee, Call
from trimtab.core.models import Organisation
from trimtab.web import formats

LONGEST_MAIL = 1_800  # characters of a mailto address that mail programs take


@dataclass(frozen=True)
class Guest:
    """Somebody who takes part, by name and post."""

    name: str
    title: str


@dataclass(frozen=True)
class Agenda:
    """The customer's side of a call."""

    title: str
    starts_at: datetime
    zone: str
    minutes: int
    channel: str
    place: str
    purpose: str
    points: Sequence[str]
    preparation: Sequence[str]
    ours: Sequence[Guest]
    theirs: Sequence[Guest]
    host: str  # the organisation that invites
    is_canceled: bool

    @property
    def begins(self) -> datetime:
        """By the clocks of its time zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def when(self) -> str:
        """Day, hours and time zone in words; the zone by its place, since abbreviations mean several."""
        day = format_datetime(self.begins, "EEEE d MMMM y, HH:mm", locale=formats.locale())
        end = format_datetime(self.ends, "HH:mm", locale=formats.locale())
        return f"{day}–{end} ({self.zone})"

    @property
    def place_url(self) -> str:
        """The place, where it is an address that a browser may open."""
        return self.place if self.place.startswith(("https://", "http://")) and " " not in self.place else ""


def agenda_of(call: Call) -> Agenda:
    """What the customer of this call may see."""
    attendees = list(Attendee.objects.filter(call=call).select_related("contact", "user").order_by("pk"))
    ours = [call.owner] if call.owner else []
    ours += [one.user for one in attendees if one.user is not None]
    return Agenda(
        title=call.title,
        starts_at=call.starts_at,
        zone=call.zone,
        minutes=call.minutes,
        channel=str(call.get_channel_display()),
        place=call.place.strip(),
        purpose=call.purpose.strip(),
        points=lines_of(call.points),
        preparation=lines_of(call.preparation),
        ours=[Guest(one.name, one.title) for one in ours],
        theirs=[Guest(one.contact.name, one.contact.title) for one in attendees if one.contact is not None],
        host=Organisation.get().name,
        is_canceled=call.is_canceled,
    )


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [one.strip() for one in text.splitlines() if one.strip()]


def mail_of(agenda: Agenda) -> str:
    """The agenda as the text of a mail."""
    parts = [agenda.purpose, agenda.when, agenda.place]
    if agenda.points:
        parts.append("\n".join([_("Agenda"), *(f"{number}. {one}" for number, one in enumerate(agenda.points, 1))]))
    if agenda.preparation:
        parts.append("\n".join([_("Please have ready"), *(f"- {one}" for one in agenda.preparation)]))
    people = [*agenda.ours, *agenda.theirs]
    if people:
        parts.append("\n".join([_("Who takes part"), *(f"- {_in_words(one)}" for one in people)]))
    parts.append(_("What should be added, and does the time suit you?"))
    return "\n\n".join(filter(None, parts))


def mailto_of(agenda: Agenda, addresses: Sequence[str]) -> str:
    """An address that opens a mail program; empty where the mail would be too long for it."""
    to = ",".join(quote(one, safe="@") for one in addresses)
    found = (
        f"mailto:{to}?subject={quote(agenda.title)}&body={quote(mail_of(agenda).replace(chr(10), chr(13) + chr(10)))}"
    )
    return found if len(found) <= LONGEST_MAIL else ""


def _in_words(guest: Guest) -> str:
    return f"{guest.name}, {guest.title}" if guest.title else guest.name
