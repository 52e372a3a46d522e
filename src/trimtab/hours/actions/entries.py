"""Single entries: typed, changed, classified by one tap, taken out and put back."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.versions import require_version
from trimtab.hours.models import Category, TimeEntry, week_of
from trimtab.people.models import User

FIELDS = ("day", "minutes", "category", "asked_by", "title", "account", "opportunity")


def add_entry(*, fields: Mapping[str, object], by: User, now: datetime) -> TimeEntry:
    """Hours of one's own, typed. fields: some of `FIELDS`; day and minutes among them."""
    _require_known(fields)
    with transaction.atomic():
        made = TimeEntry(person=by, origin=TimeEntry.Origin.TYPED, created_at=now, changed_at=now, edited_at=now)
        _set(made, fields)
        made.save()
        _record("time_entry.added", made, by=by, now=now)
    return made


def edit_entry(
    entry: TimeEntry, *, changes: Mapping[str, object], by: User, now: datetime, seen: str | None = None
) -> None:
    """Change one's own entry; what a calendar said of it before stays out from then on.

    Raises:
        ChangedMeanwhile: it was changed since the person saw the version `seen`.
    """
    _require_known(changes)
    with transaction.atomic():
        _require_own(by, entry)
        locked = TimeEntry.objects.select_for_update().get(pk=entry.pk)
        require_version(locked, FIELDS, seen=seen)
        _set(entry, changes)
        entry.by_rule, entry.edited_at, entry.changed_at = "", now, now
        entry.save(update_fields=[*changes, "week", "by_rule", "edited_at", "changed_at"])
        _record("time_entry.edited", entry, by=by, now=now, after={"fields": sorted(changes)})


def say_category(entry: TimeEntry, *, category: str, by: User, now: datetime) -> int:
    """Say with one tap what it was; whatever has the same title in that week and is not known either was the same.

    Returns how many entries that concerned.
    """
    if category not in Category.values:
        raise ValueError(f"`category` must be one of {', '.join(Category.values)}. Got {category!r}.")
    with transaction.atomic():
        _require_own(by, entry)
        alike = TimeEntry.objects.filter(person=by, week=entry.week, category="", removed_at=None, title=entry.title)
        ids = {entry.pk, *(alike.values_list("pk", flat=True) if entry.title and not entry.category else ())}
        TimeEntry.objects.filter(pk__in=ids).update(
            category_before=F("category"), category=category, by_rule="", tapped_at=now, changed_at=now
        )
        _record("time_entry.classified", entry, by=by, now=now, after={"entries": len(ids)})
    return len(ids)


def take_category_back(entry: TimeEntry, *, by: User, now: datetime) -> int:
    """Undo the last tap, for all that it was said of. Returns how many they are."""
    with transaction.atomic():
        _require_own(by, entry)
        present = TimeEntry.objects.get(pk=entry.pk)
        if present.tapped_at is None:
            return 0
        together = TimeEntry.objects.filter(person=by, week=entry.week, tapped_at=present.tapped_at)
        number = together.update(category=F("category_before"), category_before="", tapped_at=None, changed_at=now)
        _record("time_entry.unclassified", entry, by=by, now=now, after={"entries": number})
    return number


def remove_entry(entry: TimeEntry, *, by: User, now: datetime) -> None:
    """Take it out of the week: it does not count, and no calendar brings it back."""
    _set_removed(entry, "time_entry.removed", at=now, by=by, now=now)


def restore_entry(entry: TimeEntry, *, by: User, now: datetime) -> None:
    """Put it back."""
    _set_removed(entry, "time_entry.restored", at=None, by=by, now=now)


def _set_removed(entry: TimeEntry, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        _require_own(by, entry)
        present = TimeEntry.objects.select_for_update().get(pk=entry.pk)
        if (present.removed_at is None) == (at is None):
            return
        present.removed_at, present.changed_at, present.edited_at = at, now, now
        present.save(update_fields=["removed_at", "changed_at", "edited_at"])
        _record(verb, present, by=by, now=now)


def _set(entry: TimeEntry, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(entry, name, value)
    entry.week = week_of(entry.day)


def _require_known(fields: Mapping[str, object]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"Fields must be among {', '.join(FIELDS)}. Got {', '.join(sorted(unknown))}.")


def _require_own(user: User, entry: TimeEntry) -> None:
    """Refuse everybody but the person whose hours they are.

    Raises:
        PermissionDenied: they are another person's.
    """
    if entry.person_id != user.pk:
        raise PermissionDenied(_("Hours are written down by the person whose hours they are."))


def _record(verb: str, entry: TimeEntry, *, by: User, now: datetime, after: Mapping[str, object] | None = None) -> None:
    record_event(verb, record="time_entry", record_id=entry.pk, by=by, now=now, after=after)
