"""Editing, archiving and restoring many records of one kind: the preview, and the work step by step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.batches.kinds import KINDS, OPPORTUNITY, Kind
from trimtab.batches.memberships import give_up_membership, is_member
from trimtab.batches.taking_back import ABSENT, take_back
from trimtab.batches.values import Plain, differences, plain_of, snapshot, value_of
from trimtab.batches.wording import Wording
from trimtab.core.audit import Actor
from trimtab.core.batches import Work, draft_batch
from trimtab.core.models import Batch, BatchItem
from trimtab.people.frame import frame_for
from trimtab.people.models import User

MOST = 10_000  # records of one batch
DAYS = "close_on_days"  # in `what`: move the close date by so many days
Outcome, Verb = BatchItem.Outcome, Batch.Verb


@dataclass(frozen=True)
class Asked:
    """What is to be done with whichever records: the verb, new values by field, days to move their date `day` by."""

    verb: str
    changes: Mapping[str, Plain] = field(default_factory=dict)
    days: int = 0
    day: str = "close_on"

    def as_json(self) -> dict[str, object]:
        return {"changes": dict(self.changes), **({DAYS: self.days} if self.days else {})}

    def values_for(self, record: Any) -> dict[str, Plain]:
        """The new values of one record; of an archived one without a date nothing moves."""
        present = getattr(record, self.day) if self.days else None
        moved = present + timedelta(days=self.days) if present else None
        return dict(self.changes) | ({self.day: moved.isoformat()} if moved else {})


def asked_in(batch: Batch) -> Asked:
    """What a batch was asked to do."""
    return Asked(batch.verb, batch.what.get("changes", {}), batch.what.get(DAYS, 0), KINDS[batch.record].day)


class NothingToChange(ValueError):
    """None of the chosen records would change; the message says why."""


@dataclass(frozen=True)
class Selection:
    """The chosen records that the person sees, and whether more match than a batch takes."""

    ids: Sequence[int]
    is_cut: bool


def selected(kind: Kind, user: User, *, ids: Iterable[int], matching: str | None, now: datetime) -> Selection:
    """Records chosen by id, or all that the query of the list asks for. Those out of sight are not there.

    Raises:
        Http404: the query names a scope or period that does not exist for this person.
    """
    if matching is not None:
        parameters = QueryDict(matching.removeprefix("?"))
        found = kind.matching(parameters, frame_for(user, parameters, now=now), now)
    else:
        found = kind.visible(user).filter(pk__in=list(ids)[: MOST + 1])
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    return Selection(keys[:MOST], len(keys) > MOST)


def draft(kind: Kind, asked: Asked, *, ids: Sequence[int], back: str, by: User, now: datetime) -> Batch:
    """A preview of the change, record by record; nothing is changed yet.

    Raises:
        PermissionDenied: `by` may change none of the records.
        NothingToChange: all of them have these values already, or there are none.
    """
    records = kind.visible(by).filter(pk__in=ids).select_related(*kind.related).order_by("pk")
    items = list(_previewed(kind, asked, records.iterator(chunk_size=1_000), by))
    outcomes = {item.outcome for item in items}
    if outcomes == {Outcome.REFUSED}:
        raise PermissionDenied(items[0].reason)
    if Outcome.WAITING not in outcomes:
        raise NothingToChange(_("None of the chosen records would change."))
    return draft_batch(
        asked.verb, record=kind.record, what=asked.as_json() | {"back": back}, items=items, by=by, now=now
    )


def _previewed(kind: Kind, asked: Asked, records: Iterable[Any], by: User) -> Iterator[BatchItem]:
    refusal = kind.refusals(by)
    for record in records:
        item = BatchItem(record=kind.record, object_id=record.pk, name=str(record)[:300], seen_at=record.changed_at)
        item.reason = refusal(record) or _unsuitable(asked.verb, record) or kind.unsuitable(record)
        item.before, item.after = _foreseen(asked, record)
        if item.reason:
            item.outcome = Outcome.REFUSED
        elif item.before == item.after:
            item.outcome = Outcome.SAME
        yield item


def _unsuitable(verb: str, record: Any) -> str:
    if getattr(record, "merged_into_id", None) is not None:
        return _("It was merged into another record; undo that first.")
    is_archived = getattr(record, "archived_at", None) is not None
    return _("It is archived; restore it first.") if verb == Verb.EDIT and is_archived else ""


def _foreseen(asked: Asked, record: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values before and after, as they would be now; fields that would not change are left out."""
    if asked.verb != Verb.EDIT:
        is_archived = record.archived_at is not None
        return {"is_archived": is_archived}, {"is_archived": asked.verb == Verb.ARCHIVE}
    values = asked.values_for(record)
    changed = {name: value for name, value in values.items() if (plain_of(record, name) or None) != (value or None)}
    return {name: plain_of(record, name) for name in changed}, changed


def _change(batch: Batch, items: Sequence[BatchItem], by: Actor, now: datetime) -> None:
    kind, asked = KINDS[batch.record], asked_in(batch)
    assert isinstance(by, User)
    locked = _locked(kind, items)
    objects = {name: value_of(kind.model, name, value) for name, value in asked.changes.items()}
    for item in items:
        record = locked.get(item.object_id)
        item.outcome, item.reason = Outcome.REFUSED, ""
        if record is None:
            item.reason = _("It is gone.")
        elif record.changed_at != item.seen_at:
            item.reason = _("Somebody changed it after the preview.")
        else:
            _try(item, kind, record, asked, objects, by=by, now=now)


def _try(
    item: BatchItem, kind: Kind, record: Any, asked: Asked, objects: Mapping[str, Any], *, by: User, now: datetime
) -> None:
    try:
        with transaction.atomic():
            if asked.verb == Verb.EDIT:
                _edit(item, kind, record, asked, objects, by=by, now=now)
            else:
                _archive_or_restore(item, kind, record, is_archiving=asked.verb == Verb.ARCHIVE, by=by, now=now)
    except (PermissionDenied, ValidationError) as refused:
        item.outcome, item.reason = Outcome.REFUSED, _said(refused)


def _said(refused: PermissionDenied | ValidationError) -> str:
    words = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
    return " ".join(words)[:300]


def _edit(
    item: BatchItem, kind: Kind, record: Any, asked: Asked, objects: Mapping[str, Any], *, by: User, now: datetime
) -> None:
    changes = dict(objects)
    if asked.days and (moved := asked.values_for(record).get(asked.day)):
        changes[asked.day] = date.fromisoformat(str(moved))
    before = snapshot(record, kind.fields)
    account: Account | None = record.account if kind is OPPORTUNITY else record if kind.record == "account" else None
    owner: User | None = changes.get("owner")
    joins = owner if owner is not None and not is_member(account, owner) else None
    edited = kind.edit(record, changes=changes, by=by, now=now)
    old, new, absent = differences(before, snapshot(edited, kind.fields))
    item.before, item.after, item.at = old, new, now
    if absent:
        item.before[ABSENT] = absent
    if joins is not None:
        item.after["member"] = joins.pk
    item.outcome = Outcome.CHANGED if new else Outcome.SAME


def _archive_or_restore(
    item: BatchItem, kind: Kind, record: Any, *, is_archiving: bool, by: User, now: datetime
) -> None:
    kind.refuse(by, record)
    if (record.archived_at is not None) == is_archiving:
        item.outcome = Outcome.SAME
        return
    (kind.archive if is_archiving else kind.restore)(record, by=by, now=now)
    item.before = {"archived_at": plain_of(record, "archived_at")}
    item.after = {"archived_at": now.isoformat() if is_archiving else None}
    item.outcome, item.at = Outcome.CHANGED, now


def _restore(batch: Batch, items: Sequence[BatchItem], by: Actor, now: datetime) -> None:
    kind = KINDS[batch.record]
    assert isinstance(by, User)
    locked, words = _locked(kind, items), Wording(kind)
    for item in items:
        record = locked.get(item.object_id)
        item.outcome, item.reason = Outcome.FAILED, ""
        if record is None:
            item.reason = _("It is gone.")
            continue
        try:
            with transaction.atomic():
                if batch.verb == Verb.EDIT:
                    _take_edit_back(item, kind, record, words, by=by, now=now)
                else:
                    _take_archiving_back(item, kind, record, by=by, now=now)
        except (PermissionDenied, ValidationError) as refused:
            item.reason = _said(refused)
        except LookupError:
            item.reason = _("What stood there before is gone.")


def _take_edit_back(item: BatchItem, kind: Kind, record: Any, words: Wording, *, by: User, now: datetime) -> None:
    kept = take_back(kind, record, item, by=by, now=now)
    if "member" in item.after and "owner" not in kept:
        give_up_membership(record.account if kind is OPPORTUNITY else record, item.after["member"])
    item.outcome = Outcome.KEPT if kept else Outcome.REVERSED
    if kept:
        labels = ", ".join(words.label(name) for name in kept)
        item.reason = (_("Edited since: %(fields)s.") % {"fields": labels})[:300]


def _take_archiving_back(item: BatchItem, kind: Kind, record: Any, *, by: User, now: datetime) -> None:
    kind.refuse(by, record)
    if plain_of(record, "archived_at") != item.after["archived_at"] or record.merged_into_id is not None:
        item.outcome, item.reason = Outcome.KEPT, _("Somebody archived or restored it since.")
        return
    if item.before["archived_at"] is None:
        kind.restore(record, by=by, now=now)
    else:
        kind.archive(record, by=by, now=now, at=datetime.fromisoformat(item.before["archived_at"]))
    item.outcome = Outcome.REVERSED


def _locked(kind: Kind, items: Sequence[BatchItem]) -> dict[int, Any]:
    """The records of these items, which nobody else writes until the step is over."""
    found = kind.model._default_manager.select_for_update(of=("self",)).select_related(*kind.related).order_by("pk")
    return {record.pk: record for record in found.filter(pk__in=[item.object_id for item in items])}


EDITING = Work(_change, _restore)
