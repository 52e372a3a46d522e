"""The catalogue of competitors: added, edited, spellings joined and set apart, archived, restored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.models import Competitor
from trimtab.competition.policy import require_catalogue_order
from trimtab.core.audit import record_event
from trimtab.core.ids import id_in
from trimtab.core.locking import locked
from trimtab.people.models import User

FIELDS = ("name", "kind", "strengths", "weaknesses")


class NameTaken(ValueError):
    """The catalogue has that name already; the message says so. `competitor`: the one that has it."""

    def __init__(self, competitor: Competitor) -> None:
        super().__init__(_("%(name)s is in the catalogue already.") % {"name": competitor})
        self.competitor = competitor


class CompetitorChanged(Exception):
    """Somebody changed the competitor since it was read; nothing was written. `competitor` is as it is now."""

    def __init__(self, competitor: Competitor) -> None:
        super().__init__(_("The competitor was changed in the meantime."))
        self.competitor = competitor


def add_competitor(*, fields: Mapping[str, Any], by: User, now: datetime) -> Competitor:
    """A new one in the catalogue.

    Args:
        fields: name, kind, strengths, weaknesses.

    Raises:
        NameTaken: there is one of that name. ValueError: a deal makes doing nothing by itself.
    """
    name = str(fields["name"]).strip()
    if not name or fields.get("kind") == Competitor.Kind.NOTHING:
        raise ValueError(_("A competitor has a name; doing nothing is always among them by itself."))
    with transaction.atomic():
        _require_free(name)
        values = {field: fields[field] for field in FIELDS if field in fields} | {"name": name}
        made = Competitor.objects.create(created_by=by, created_at=now, changed_at=now, **values)
        after = {"name": name, "kind": made.kind}
        record_event("competitor.added", record="competitor", record_id=made.pk, by=by, now=now, after=after)
    return made


def edit_competitor(
    competitor: Competitor, *, changes: Mapping[str, Any], by: User, now: datetime, seen_at: datetime | None = None
) -> Competitor:
    """Change what is known of a competitor; returns it as it is now.

    Raises:
        CompetitorChanged: somebody changed it after `seen_at`. NameTaken: another one has that name.
    """
    with transaction.atomic():
        current = locked(Competitor.objects.all(), competitor.pk)
        if seen_at is not None and current.changed_at != seen_at:
            raise CompetitorChanged(current)
        # What is nothing stays nothing, and nothing else becomes it: each deal relies on the one.
        kept = {"kind"} if current.is_nothing or changes.get("kind") == Competitor.Kind.NOTHING else set()
        after = {
            field: changes[field]
            for field in FIELDS
            if field in changes and field not in kept and getattr(current, field) != changes[field]
        }
        if not after:
            return current
        if "name" in after:
            _require_free(str(after["name"]), but=current)
        before = {field: getattr(current, field) for field in after}
        for field, value in after.items():
            setattr(current, field, value)
        current.changed_at = now
        current.save(update_fields=[*after, "changed_at"])
        names: dict[str, Any] = {"record": "competitor", "record_id": current.pk, "by": by, "now": now}
        record_event("competitor.edited", **names, before=before, after=after)
    return current


def join_spelling(competitor: Competitor, *, into: Competitor, by: User, now: datetime) -> None:
    """Say that one is another spelling of the other. Deals keep what they name; `part_spelling` takes it back.

    Raises:
        PermissionDenied: `by` may not. ValueError: they are one, or doing nothing is among them.
    """
    with transaction.atomic():
        require_catalogue_order(by)
        current = locked(Competitor.objects.all(), competitor.pk)
        target = locked(Competitor.objects.all(), into.same_as_id or into.pk)
        if current.pk == target.pk or current.is_nothing or target.is_nothing:
            raise ValueError(_("Choose another competitor: one is no spelling of itself, nor of doing nothing."))
        if current.same_as_id == target.pk:
            return
        moved = list(Competitor.objects.filter(same_as=current).values_list("pk", flat=True))  # one step, no chain
        Competitor.objects.filter(pk__in=[current.pk, *moved]).update(same_as=target, changed_at=now)
        after = {"same_as": target.pk, "with": moved}
        record_event("competitor.joined", record="competitor", record_id=current.pk, by=by, now=now, after=after)


def part_spelling(competitor: Competitor, *, by: User, now: datetime) -> None:
    """It is a competitor of its own again."""
    with transaction.atomic():
        require_catalogue_order(by)
        current = locked(Competitor.objects.all(), competitor.pk)
        if current.same_as_id is None:
            return
        Competitor.objects.filter(pk=current.pk).update(same_as=None, changed_at=now)
        before = {"same_as": current.same_as_id}
        record_event("competitor.parted", record="competitor", record_id=current.pk, by=by, now=now, before=before)


def take_name(name: str, *, into: str, by: User, now: datetime) -> Competitor:
    """A name that the data holds comes into the catalogue, as one of its own or as another spelling.

    Args:
        into: id of the competitor that it spells; empty: it is one of its own.

    Raises:
        PermissionDenied: `by` may not. ValueError: see `add_competitor`, `join_spelling`.
    """
    with transaction.atomic():
        require_catalogue_order(by)
        number = id_in(into)
        target = Competitor.objects.filter(pk=number).first() if number is not None else None
        if into and target is None:
            raise ValueError(_("No competitor has that name."))
        made = add_competitor(fields={"name": name}, by=by, now=now)
        if target is not None:
            join_spelling(made, into=target, by=by, now=now)
    return made


def archive_competitor(competitor: Competitor, *, by: User, now: datetime) -> None:
    """It is proposed no more; deals that name it keep it. Doing nothing is never archived."""
    _set_archived(competitor, by=by, now=now, verb="competitor.archived", archived_at=now)


def restore_competitor(competitor: Competitor, *, by: User, now: datetime) -> None:
    """It is proposed again."""
    _set_archived(competitor, by=by, now=now, verb="competitor.restored", archived_at=None)


def _set_archived(competitor: Competitor, *, by: User, now: datetime, verb: str, archived_at: datetime | None) -> None:
    with transaction.atomic():
        require_catalogue_order(by)
        current = locked(Competitor.objects.all(), competitor.pk)
        if current.is_nothing or (current.archived_at is None) == (archived_at is None):
            return
        Competitor.objects.filter(pk=current.pk).update(archived_at=archived_at, changed_at=now)
        record_event(verb, record="competitor", record_id=current.pk, by=by, now=now)


def _require_free(name: str, *, but: Competitor | None = None) -> None:
    others = Competitor.objects.filter(name__iexact=name.strip())
    taken = (others.exclude(pk=but.pk) if but else others).first()
    if taken is not None:
        raise NameTaken(taken)
