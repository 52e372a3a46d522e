"""A call as an invitation that calendars read (RFC 5545, RFC 5546): made from the agenda, nothing else of the call.

The uid stays the same for all versions of one call and the sequence rises with each change, so that a calendar replaces
what it had. Times are in UTC, which every calendar turns into its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from trimtab.calls.agenda import Agenda, agenda_of, mail_of
from trimtab.calls.models import Attendee, Call


@dataclass(frozen=True)
class Party:
    """Somebody of an invitation."""

    name: str
    email: str


@dataclass(frozen=True)
class Envelope:
    """What an invitation needs beside the agenda: which one, which version of it, from whom, to whom."""

    uid: str
    sequence: int
    stamp: datetime
    organizer: Party | None
    invited: Sequence[Party] = ()


def invitation_of(call: Call) -> bytes:
    """For those who are invited, by mail: with the addresses of all."""
    attendees = Attendee.objects.filter(call=call).select_related("contact", "user").order_by("pk")
    people = [one.contact or one.user for one in attendees]
    invited = [Party(one.name, one.email) for one in people if one is not None and one.email]
    agenda = agenda_of(call)
    return as_calendar(agenda, _envelope(call, invited), method="CANCEL" if agenda.is_canceled else "REQUEST")


def entry_of(call: Call) -> bytes:
    """For whoever opens the shared page: the same entry, without anybody's address but the host's name."""
    agenda = agenda_of(call)
    return as_calendar(agenda, _envelope(call, ()), method="CANCEL" if agenda.is_canceled else "PUBLISH")


def as_calendar(agenda: Agenda, envelope: Envelope, *, method: str) -> bytes:
    """The bytes of the file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trimtab//Calls//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(agenda, envelope))
    return bytes(calendar.to_ical())


def _event(agenda: Agenda, envelope: Envelope) -> Event:
    event = Event()
    event.add("uid", envelope.uid)
    event.add("sequence", envelope.sequence)
    event.add("dtstamp", envelope.stamp.astimezone(UTC))
    event.add("dtstart", agenda.starts_at.astimezone(UTC))
    event.add("dtend", agenda.ends.astimezone(UTC))
    event.add("summary", agenda.title)
    event.add("description", mail_of(agenda))
    if agenda.place:
        event.add("location", agenda.place)
    event.add("status", "CANCELLED" if agenda.is_canceled else "CONFIRMED")
    if envelope.organizer is not None:
        event.add("organizer", _address(envelope.organizer))
    for party in envelope.invited:
        attendee = _address(party)
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = vText(party.name)
    return address


def _envelope(call: Call, invited: Sequence[Party]) -> Envelope:
    owner = call.owner
    return Envelope(
        uid=f"{call.uid}@trimtab",
        sequence=call.sequence,
        stamp=call.changed_at,
        organizer=Party(owner.name, owner.email) if owner and owner.email else None,
        invited=invited,
    )
