"""A week of a calendar becomes entries; taken back as a whole. The same calendar twice changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.hours.calendars.proposals import Known, propose
from trimtab.hours.calendars.reading import Appointment, ReadWeek
from trimtab.hours.models import CalendarImport, TimeEntry, week_of
from trimtab.people.models import User

MOVED = ("starts_at", "day", "week", "minutes", "title")


@dataclass(frozen=True)
class Brought:
    """What a calendar changed. left_out: entries that say no hours of work, by the reason."""

    source: CalendarImport | None
    added: int = 0
    moved: int = 0
    cancelled: int = 0
    same: int = 0
    unknown: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


def bring_calendar_in(read: ReadWeek, known: Known, *, by: User, now: datetime) -> Brought:
    """Make entries of one's own of the appointments; what the person changed by hand stays as it is."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # one window after the other
        present = _present(read.appointments, by)
        new = [one for one in read.appointments if _key(one) not in present and not one.is_cancelled]
        source = CalendarImport.objects.create(person=by, week=read.week, at=now) if new else None
        made = [_made(one, known, source, by, now) for one in new]
        TimeEntry.objects.bulk_create(made)
        old = [(present[_key(one)], one) for one in read.appointments if _key(one) in present]
        moved = _move([pair for pair in old if _is_moved(*pair)], now)
        cancelled = _cancel([entry for entry, one in old if one.is_cancelled and entry.removed_at is None], now)
        if made or moved or cancelled:
            counts = {"week": str(read.week), "added": len(made), "moved": moved, "cancelled": cancelled}
            record_event("time_calendar.imported", record="user", record_id=by.pk, by=by, now=now, after=counts)
    same = len(old) - moved - cancelled
    unknown = sum(not one.category for one in made)
    return Brought(source, len(made), moved, cancelled, same, unknown, read.left_out)


def take_calendar_back(source: CalendarImport, *, by: User, now: datetime) -> tuple[int, int]:
    """Take out what it brought. Returns how many entries went, and how many stay since the person changed them."""
    if source.person_id != by.pk:
        raise PermissionDenied(_("Hours are written down by the person whose hours they are."))
    with transaction.atomic():
        source.undone_at = now
        source.save(update_fields=["undone_at"])
        brought = TimeEntry.objects.filter(calendar_import=source)
        gone, _by_model = brought.filter(edited_at=None, tapped_at=None).delete()
        stay = brought.count()
        record_event(
            "time_calendar.taken_back", record="user", record_id=by.pk, by=by, now=now, after={"entries": gone}
        )
    return gone, stay


def _key(one: Appointment | TimeEntry) -> tuple[str, str]:
    return one.uid, one.occurrence


def _present(appointments: Iterable[Appointment], person: User) -> Mapping[tuple[str, str], TimeEntry]:
    uids = {one.uid for one in appointments}
    found = TimeEntry.objects.filter(person=person, origin=TimeEntry.Origin.CALENDAR, uid__in=uids)
    return {_key(one): one for one in found}


def _made(one: Appointment, known: Known, source: CalendarImport | None, person: User, now: datetime) -> TimeEntry:
    proposal = propose(one, known)
    return TimeEntry(
        person=person, week=week_of(one.day), day=one.day, starts_at=one.starts_at, minutes=one.minutes,
        category=proposal.category, by_rule=proposal.rule, asked_by=proposal.asked_by, title=one.title,
        account_id=proposal.place.account_id if proposal.place else None,
        opportunity_id=proposal.place.opportunity_id if proposal.place else None,
        origin=TimeEntry.Origin.CALENDAR, uid=one.uid, occurrence=one.occurrence, calendar_import=source,
        created_at=now, changed_at=now,
    )  # fmt: skip


def _values(one: Appointment) -> Mapping[str, object]:
    return {"starts_at": one.starts_at, "day": one.day, "week": week_of(one.day), "minutes": one.minutes,
            "title": one.title}  # fmt: skip


def _is_moved(entry: TimeEntry, one: Appointment) -> bool:
    """Whether the calendar says something else by now; what was cancelled may take place after all."""
    if entry.edited_at is not None or one.is_cancelled:
        return False
    return entry.removed_at is not None or any(getattr(entry, name) != value for name, value in _values(one).items())


def _move(pairs: Iterable[tuple[TimeEntry, Appointment]], now: datetime) -> int:
    entries = []
    for entry, one in pairs:
        for name, value in _values(one).items():
            setattr(entry, name, value)
        entry.changed_at, entry.removed_at = now, None
        entries.append(entry)
    TimeEntry.objects.bulk_update(entries, [*MOVED, "changed_at", "removed_at"])
    return len(entries)


def _cancel(entries: Iterable[TimeEntry], now: datetime) -> int:
    """They did not take place; kept, so that the same file read again finds them."""
    untouched = TimeEntry.objects.filter(pk__in=[one.pk for one in entries], edited_at=None)
    return untouched.update(removed_at=now, changed_at=now)
