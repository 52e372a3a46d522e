"""Changes of the kinds of objective, by those who set the organisation up."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.objectives.kinds import SHIPPED, Kind, all_kinds
from trimtab.objectives.models import ObjectiveKind
from trimtab.objectives.policy import require_set_up
from trimtab.people.models import User


def create_kind(*, name: str, counts_as: str, by: User, now: datetime) -> ObjectiveKind:
    """A kind of the organisation's own, after the others.

    Raises:
        ValidationError: there is one of that name.
    """
    with transaction.atomic():
        require_set_up(by)
        kinds = all_kinds()
        _require_free(name, kinds, key="")
        key = _free_key(name, {one.key for one in kinds})
        last = max((one.position for one in kinds), default=0)
        made = ObjectiveKind.objects.create(key=key, name=name, counts_as=counts_as, position=last + 1, changed_at=now)
        after = {"name": name, "counts_as": counts_as}
        record_event("objective_kind.added", record="objective_kind", record_id=made.pk, by=by, now=now, after=after)
    return made


def change_kind(kind: Kind, *, name: str, counts_as: str, by: User, now: datetime) -> None:
    """Call a kind otherwise, or let it count otherwise; objectives of it follow at once."""
    with transaction.atomic():
        require_set_up(by)
        _require_free(name, all_kinds(), key=kind.key)
        kept = _kept(kind, now=now)
        before = {"name": kind.name, "counts_as": kind.counts_as}
        is_as_shipped = kind.key in SHIPPED and name == str(SHIPPED[kind.key][0])
        kept.name, kept.counts_as, kept.changed_at = "" if is_as_shipped else name, counts_as, now
        kept.save()
        record_event(
            "objective_kind.edited",
            record="objective_kind",
            record_id=kept.pk,
            by=by,
            now=now,
            before=before,
            after={"name": name, "counts_as": counts_as},
        )


def archive_kind(kind: Kind, *, by: User, now: datetime) -> None:
    """New objectives cannot have it any more; those there keep it."""
    _set_archived(kind, at=now, verb="objective_kind.archived", by=by, now=now)


def restore_kind(kind: Kind, *, by: User, now: datetime) -> None:
    """It can be chosen again."""
    _set_archived(kind, at=None, verb="objective_kind.restored", by=by, now=now)


def _set_archived(kind: Kind, *, at: datetime | None, verb: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_set_up(by)
        kept = _kept(kind, now=now)
        if (kept.archived_at is None) == (at is None):
            return
        if at is not None and sum(not one.is_archived for one in all_kinds()) == 1:
            raise ValidationError(_("One kind must stay. Add another one first."))
        kept.archived_at, kept.changed_at = at, now
        kept.save(update_fields=["archived_at", "changed_at"])
        record_event(verb, record="objective_kind", record_id=kept.pk, by=by, now=now, after={"key": kind.key})


def _kept(kind: Kind, *, now: datetime) -> ObjectiveKind:
    """The row of the kind; a shipped one gets it when it is first changed."""
    shown = {"name": "" if kind.is_shipped else kind.name, "counts_as": kind.counts_as, "position": kind.position}
    found, _made = ObjectiveKind.objects.get_or_create(key=kind.key, defaults=shown | {"changed_at": now})
    return found


def _require_free(name: str, kinds: list[Kind], *, key: str) -> None:
    if any(one.name.casefold() == name.casefold() and one.key != key for one in kinds):
        raise ValidationError(_("There is a kind of that name already: %(name)s.") % {"name": name})


def _free_key(name: str, taken: set[str]) -> str:
    stem = slugify(name)[:36] or "kind"
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)
