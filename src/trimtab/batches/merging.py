"""Making one record of several, and taking it apart again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.batches.comparing import CannotMerge
from trimtab.batches.kinds import KINDS, Kind
from trimtab.batches.moves import move_along, move_back
from trimtab.batches.taking_back import ABSENT, take_back
from trimtab.batches.values import differences, plain_of, snapshot, value_of
from trimtab.batches.wording import Wording
from trimtab.core.audit import Actor, record_event
from trimtab.core.batches import Work
from trimtab.core.models import Batch, BatchItem
from trimtab.people.models import User

Outcome = BatchItem.Outcome


def _merge(batch: Batch, items: Sequence[BatchItem], by: Actor, now: datetime) -> None:
    """All of it in one step, or nothing."""
    kind = KINDS[batch.record]
    assert isinstance(by, User)
    records = _locked(kind, [item.object_id for item in items])
    try:
        _require_unchanged(kind, records, items, by)
        with transaction.atomic():
            moved = _make_one(kind, records, items, records[batch.what["winner"]], by=by, now=now)
    except (PermissionDenied, CannotMerge, LookupError) as refused:
        for item in items:
            item.outcome, item.reason = Outcome.REFUSED, str(refused)[:300]
        return
    for item in moved:
        item.batch = batch
    BatchItem.objects.bulk_create(moved, batch_size=1_000)


def _make_one(
    kind: Kind, records: Mapping[int, Any], items: Sequence[BatchItem], winner: Any, *, by: User, now: datetime
) -> list[BatchItem]:
    """Move everything, set the others aside, give the winner its values; the items of what moved."""
    moved = []
    for item in items:
        item.outcome, item.at = Outcome.CHANGED, now
        if item.object_id != winner.pk:
            moved += move_along(kind.record, of=item.object_id, into=winner.pk, by=by, now=now)
            _merge_away(kind, records[item.object_id], item, winner, by=by, now=now)
    _take_values(kind, winner, next(item for item in items if item.object_id == winner.pk), by=by, now=now)
    kind.model._default_manager.filter(pk=winner.pk).update(changed_at=now)
    after = {"merged": [[item.object_id, item.name] for item in items if item.object_id != winner.pk]}
    _record_merged(kind, winner.pk, after=after, by=by, now=now)
    return moved


def _require_unchanged(kind: Kind, records: Mapping[int, Any], items: Sequence[BatchItem], by: User) -> None:
    for item in items:
        record = records.get(item.object_id)
        if record is None or record.changed_at != item.seen_at:
            raise CannotMerge(
                _("Somebody changed %(name)s after the preview; nothing was merged.") % {"name": item.name}
            )
        kind.refuse(by, record)


def _take_values(kind: Kind, winner: Any, item: BatchItem, *, by: User, now: datetime) -> None:
    changes = {field: value_of(kind.model, field, value) for field, value in item.after.items()}
    before = snapshot(winner, kind.fields)
    edited = kind.edit(winner, changes=changes, by=by, now=now) if changes else winner
    item.before, item.after, absent = differences(before, snapshot(edited, kind.fields))
    if absent:
        item.before[ABSENT] = absent


def _merge_away(kind: Kind, loser: Any, item: BatchItem, winner: Any, *, by: User, now: datetime) -> None:
    item.before = {"merged_into": None, "archived_at": plain_of(loser, "archived_at")}
    item.after = {"merged_into": winner.pk, "archived_at": now.isoformat()}
    loser.merged_into, loser.archived_at, loser.changed_at = winner, now, now
    loser.save(update_fields=["merged_into", "archived_at", "changed_at"])
    after = {"into": winner.pk, "name": str(winner)}
    _record_merged(kind, loser.pk, after=after, by=by, now=now)


def _take_apart(batch: Batch, items: Sequence[BatchItem], by: Actor, now: datetime) -> None:
    kind = KINDS[batch.record]
    assert isinstance(by, User)
    records = _locked(kind, [batch.what["winner"], *batch.what["losers"]])
    try:
        _require_apart(kind, records, batch, by)
    except (PermissionDenied, CannotMerge) as refused:
        for item in items:
            item.outcome, item.reason = Outcome.FAILED, str(refused)[:300]
        return
    moves = [item for item in items if item.record != kind.record]
    returned = move_back(kind.record, moves, now=now)
    for item in items:
        if item in moves:
            item.outcome = Outcome.REVERSED if item.pk in returned else Outcome.KEPT
            item.reason = "" if item.pk in returned else _("It belongs to something else by now.")
        elif item.object_id == batch.what["winner"]:
            _give_values_back(kind, records[item.object_id], item, by=by, now=now)
        else:
            _set_apart(kind, records[item.object_id], item, by=by, now=now)


def _require_apart(kind: Kind, records: Mapping[int, Any], batch: Batch, by: User) -> None:
    winner = records.get(batch.what["winner"])
    if winner is None or winner.merged_into_id is not None:
        raise CannotMerge(_("%(name)s was merged into another record since; undo that first.") % batch.what)
    if len(records) <= len(batch.what["losers"]):
        raise CannotMerge(_("One of the records is gone."))
    for record in records.values():
        kind.refuse(by, record)


def _give_values_back(kind: Kind, winner: Any, item: BatchItem, *, by: User, now: datetime) -> None:
    words = Wording(kind)
    try:
        with transaction.atomic():
            kept = take_back(kind, winner, item, by=by, now=now) if item.after else []
    except (PermissionDenied, LookupError):
        item.outcome, item.reason = Outcome.FAILED, _("What stood there before is gone, or not yours to give.")
        return
    kind.model._default_manager.filter(pk=winner.pk).update(changed_at=now)
    item.outcome = Outcome.KEPT if kept else Outcome.REVERSED
    if kept:
        labels = ", ".join(words.label(name) for name in kept)
        item.reason = (_("Edited since: %(fields)s.") % {"fields": labels})[:300]
    _record_apart(kind, winner.pk, by=by, now=now)


def _set_apart(kind: Kind, loser: Any, item: BatchItem, *, by: User, now: datetime) -> None:
    if loser.merged_into_id != item.after["merged_into"]:
        item.outcome, item.reason = Outcome.KEPT, _("It was merged into something else since.")
        return
    archived_at = item.before["archived_at"]
    loser.merged_into, loser.changed_at = None, now
    loser.archived_at = datetime.fromisoformat(archived_at) if archived_at else None
    loser.save(update_fields=["merged_into", "archived_at", "changed_at"])
    item.outcome = Outcome.REVERSED
    _record_apart(kind, loser.pk, by=by, now=now)


def _record_merged(kind: Kind, pk: int, *, after: Mapping[str, object], by: User, now: datetime) -> None:
    record_event(
        {"account": "account.merged", "contact": "contact.merged", "opportunity": "opportunity.merged"}[kind.record],
        record=kind.record,
        record_id=pk,
        by=by,
        now=now,
        after=after,
    )


def _record_apart(kind: Kind, pk: int, *, by: User, now: datetime) -> None:
    record_event(
        {
            "account": "account.merge_undone",
            "contact": "contact.merge_undone",
            "opportunity": "opportunity.merge_undone",
        }[kind.record],
        record=kind.record,
        record_id=pk,
        by=by,
        now=now,
    )


def _locked(kind: Kind, ids: Sequence[int]) -> dict[int, Any]:
    found = kind.model._default_manager.select_for_update(of=("self",)).select_related(*kind.related).order_by("pk")
    return {record.pk: record for record in found.filter(pk__in=ids)}


MERGING = Work(_merge, _take_apart)
