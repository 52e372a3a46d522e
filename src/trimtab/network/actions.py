"""What a person notes in the own network. The audit says that something was noted, never about whom or what."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.network.models import Acquaintance, Dealing
from trimtab.network.policy import require_own
from trimtab.network.queries import acquaintance_named
from trimtab.people.models import User

FIELDS = ("name", "place", "known_from", "wish", "contact", "follow_up_on", "is_shared")


def meet(name: str, *, by: User, now: datetime) -> Acquaintance:
    """The acquaintance of that name; a new one where there is none yet."""
    found = acquaintance_named(by, name)
    if found is not None:
        return found
    with transaction.atomic():
        made = Acquaintance.objects.create(user=by, name=name, created_at=now, changed_at=now)
        _record("acquaintance.added", made, by=by, now=now)
    return made


def edit_acquaintance(acquaintance: Acquaintance, *, changes: Mapping[str, object], by: User, now: datetime) -> None:
    """Change what is known of somebody.

    Raises:
        PermissionDenied: it is another person's network.
    """
    if unknown := set(changes) - set(FIELDS):
        raise ValueError(f"`changes` must be among {', '.join(FIELDS)}. Got {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        require_own(by, acquaintance)
        changed = {field: value for field, value in changes.items() if getattr(acquaintance, field) != value}
        if changed:
            _write(acquaintance, {**changed, "changed_at": now})
            _record("acquaintance.edited", acquaintance, by=by, now=now, after={"fields": sorted(changed)})


def archive_acquaintance(acquaintance: Acquaintance, *, by: User, now: datetime) -> None:
    """Take somebody out of the lists, with the promises. Nothing is deleted."""
    _set_archived(acquaintance, "acquaintance.archived", at=now, by=by, now=now)


def restore_acquaintance(acquaintance: Acquaintance, *, by: User, now: datetime) -> None:
    """Bring somebody back."""
    _set_archived(acquaintance, "acquaintance.restored", at=None, by=by, now=now)


def note_dealing(
    acquaintance: Acquaintance,
    *,
    kind: str,
    text: str,
    by: User,
    now: datetime,
    today: date,
    due_on: date | None = None,
    introduced_to: Acquaintance | None = None,
) -> Dealing:
    """Note what went to or fro today.

    Raises:
        PermissionDenied: it is another person's network.
    """
    with transaction.atomic():
        require_own(by, acquaintance)
        if introduced_to is not None:
            require_own(by, introduced_to)
        dealing = Dealing.objects.create(
            acquaintance=acquaintance, kind=kind, text=text, happened_on=today, due_on=due_on, created_at=now,
            introduced_to=introduced_to,
        )  # fmt: skip
        _record("dealing.noted", acquaintance, by=by, now=now, after={"kind": kind})
    return dealing


def keep_promise(promise: Dealing, *, by: User, now: datetime, today: date) -> None:
    """It was kept: from now on it counts as help given."""
    _end(promise, "promise.kept", is_kept=True, by=by, now=now, today=today)


def release_promise(promise: Dealing, *, by: User, now: datetime, today: date) -> None:
    """The other side needs it no longer, or both agreed to leave it."""
    _end(promise, "promise.released", is_kept=False, by=by, now=now, today=today)


def remove_dealing(dealing: Dealing, *, by: User, now: datetime) -> None:
    """Take out what was noted by mistake."""
    with transaction.atomic():
        require_own(by, dealing.acquaintance)
        dealing.delete()
        _record("dealing.removed", dealing.acquaintance, by=by, now=now, after={"kind": dealing.kind})


def _end(promise: Dealing, verb: str, *, is_kept: bool, by: User, now: datetime, today: date) -> None:
    with transaction.atomic():
        require_own(by, promise.acquaintance)
        still = Dealing.objects.filter(pk=promise.pk, ended_on=None)
        if still.update(ended_on=today, is_kept=is_kept, happened_on=today):
            _record(verb, promise.acquaintance, by=by, now=now)


def _set_archived(acquaintance: Acquaintance, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_own(by, acquaintance)
        if (acquaintance.archived_at is None) != (at is None):
            _write(acquaintance, {"archived_at": at, "changed_at": now})
            _record(verb, acquaintance, by=by, now=now)


def _write(acquaintance: Acquaintance, changes: Mapping[str, object]) -> None:
    for field, value in changes.items():
        setattr(acquaintance, field, value)
    acquaintance.save(update_fields=list(changes))


def _record(
    verb: str, acquaintance: Acquaintance, *, by: User, now: datetime, after: Mapping[str, object] | None = None
) -> None:
    record_event(verb, record="acquaintance", record_id=acquaintance.pk, by=by, now=now, after=after)
