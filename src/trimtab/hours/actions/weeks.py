"""The hours of a week, category by category, beside what the calendar says."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.hours.models import Category, TimeEntry, week_of
from trimtab.people.models import User


@dataclass(frozen=True)
class Allotted:
    """So many minutes of the week, and who asked for them."""

    minutes: int
    asked_by: str = ""


class WeekChanged(Exception):
    """The hours of the week were changed since the person saw them; nothing was written."""


def allot_week(week: date, hours: Mapping[str, Allotted], *, by: User, now: datetime, seen: str | None = None) -> int:
    """Say what one's own week went to. Categories that are not among `hours` stay as they are; no minutes take one out.

    Args:
        seen: `version_of_week` when the person saw it; None: whatever is there is overwritten.

    Returns how many categories changed.

    Raises:
        WeekChanged: it was changed since.
    """
    if unknown := set(hours) - set(Category.values):
        raise ValueError(f"`hours` must be of {', '.join(Category.values)}. Got {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # one window after the other
        present = {one.category: one for one in _of_week(by, week)}
        if seen is not None and seen != _version(present.values()):
            raise WeekChanged
        changed = [_write(by, week, category, present.get(category), one, now) for category, one in hours.items()]
        if any(changed):
            record_event(
                "time_week.allotted", record="user", record_id=by.pk, by=by, now=now, after={"week": str(week)}
            )
    return sum(changed)


def version_of_week(person: User, week: date) -> str:
    """A short text that changes with the hours of the week."""
    return _version(_of_week(person, week))


def _of_week(person: User, week: date) -> Iterable[TimeEntry]:
    return TimeEntry.objects.filter(person=person, week=week_of(week), origin=TimeEntry.Origin.WEEK)


def _version(entries: Iterable[TimeEntry]) -> str:
    values = sorted((one.category, one.minutes, one.asked_by) for one in entries)
    return hashlib.sha256(repr(values).encode()).hexdigest()[:24]


def _write(person: User, week: date, category: str, present: TimeEntry | None, hours: Allotted, now: datetime) -> bool:
    """Whether anything was to be written."""
    if present is None:
        if hours.minutes:
            TimeEntry.objects.create(
                person=person, week=week_of(week), day=week_of(week), category=category, minutes=hours.minutes,
                asked_by=hours.asked_by, origin=TimeEntry.Origin.WEEK, created_at=now, changed_at=now,
            )  # fmt: skip
        return hours.minutes > 0
    if not hours.minutes:
        present.delete()
        return True
    if (present.minutes, present.asked_by) == (hours.minutes, hours.asked_by):
        return False
    present.minutes, present.asked_by, present.changed_at = hours.minutes, hours.asked_by, now
    present.save(update_fields=["minutes", "asked_by", "changed_at"])
    return True
