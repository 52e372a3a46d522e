"""Records that are the same one, side by side: whose values survive, and the preview of the merge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trimtab.batches.kinds import OPPORTUNITY, Kind
from trimtab.batches.moves import counts_of_moves
from trimtab.batches.values import EMPTY, Plain, plain_of, snapshot
from trimtab.batches.wording import Wording
from trimtab.core.batches import draft_batch
from trimtab.core.models import Batch, BatchItem
from trimtab.people.models import User
from trimtab.web.formats import day

MOST = 5  # records side by side
# The amount brings its currency along.
NOT_CHOSEN = {"closed_at", "currency"}
OF_ITS_KIND = {"parent", "reports_to"}  # a reference that may lead to one of the merged records


class CannotMerge(ValueError):
    """These records cannot become one; the message says why."""


@dataclass(frozen=True)
class Choice:
    """One field in which the records differ: for each record its id, its value in words, and whether it is proposed."""

    field: str
    label: str
    values: Sequence[tuple[int, str | None, bool]]


@dataclass(frozen=True)
class Comparison:
    """Records side by side: the proposed survivor and why, the differing fields, the fields in which all agree.

    moves: what belongs to each record, by its id, as (words, count).
    """

    kind: Kind
    records: Sequence[Any]
    winner: Any
    why: str
    choices: Sequence[Choice]
    same: Sequence[tuple[str, str | None]]
    moves: Mapping[int, Mapping[str, int]]


def mergeable(kind: Kind, user: User, ids: Sequence[int]) -> list[Any]:
    """The records to be merged, that the user may change.

    Raises:
        PermissionDenied: the user sees one of them, but may not change it.
        CannotMerge: fewer than two or too many are there, or one is archived.
    """
    found = kind.visible(user).filter(pk__in=ids[: MOST + 1]).select_related(*kind.related).order_by("pk")
    records = list(found)
    if not 2 <= len(records) <= MOST:
        raise CannotMerge(_("Choose two to %(most)d records that are the same one.") % {"most": MOST})
    for record in records:
        kind.refuse(user, record)
        if record.archived_at is not None:
            raise CannotMerge(_("%(name)s is archived; restore it first.") % {"name": record})
    return records


def compare(kind: Kind, records: Sequence[Any]) -> Comparison:
    """Put the records side by side and propose a survivor: the one with most facts, of these the oldest."""
    words = Wording(kind)
    values = {record.pk: snapshot(record, kind.fields) for record in records}
    facts = {pk: sum(value not in EMPTY for value in of.values()) for pk, of in values.items()}
    winner = min(records, key=lambda record: (-facts[record.pk], _added_at(record), record.pk))
    choices, same = [], []
    for name in dict.fromkeys(name for of in values.values() for name in of):
        if name in NOT_CHOSEN:
            continue
        held = {record.pk: plain_of(record, name) for record in records}
        if all((value or None) == (held[winner.pk] or None) for value in held.values()):
            same.append((words.label(name), words.shown(name, held[winner.pk])))
            continue
        proposed = _proposed(held, winner.pk)
        shown = [(pk, words.shown(name, value), pk == proposed) for pk, value in held.items()]
        choices.append(Choice(name, words.label(name), shown))
    moves = counts_of_moves(kind.record, [record.pk for record in records])
    return Comparison(kind, records, winner, _why(winner, records, facts), choices, same, moves)


def draft_merge(
    kind: Kind,
    records: Sequence[Any],
    *,
    winner: Any,
    chosen: Mapping[str, int],
    back: str,
    by: User,
    now: datetime,
) -> Batch:
    """A preview of the merge; nothing is changed yet.

    Args:
        chosen: field → the id of the record whose value survives; fields left out keep the winner's.
    """
    by_id = {record.pk: record for record in records}
    values = {field: plain_of(by_id[pk], field) for field, pk in chosen.items() if pk in by_id}
    if kind is OPPORTUNITY and "amount" in chosen:
        values["currency"] = plain_of(by_id[chosen["amount"]], "currency")
    for field in OF_ITS_KIND & set(kind.fields):
        values[field] = _outside(records, values.get(field, plain_of(winner, field)), field)
    values = {field: value for field, value in values.items() if (plain_of(winner, field) or None) != (value or None)}
    losers = [record for record in records if record.pk != winner.pk]
    items = [_item(kind, winner, {field: plain_of(winner, field) for field in values}, values)]
    items += [_item(kind, loser, {"merged_into": None}, {"merged_into": winner.pk}) for loser in losers]
    what = {"winner": winner.pk, "losers": [loser.pk for loser in losers], "name": str(winner), "back": back}
    return draft_batch(Batch.Verb.MERGE, record=kind.record, what=what, items=items, by=by, now=now)


def _added_at(record: Any) -> datetime:
    added: datetime = record.opened_at if hasattr(record, "opened_at") else record.created_at
    return added


def _proposed(held: Mapping[int, Plain], winner: int) -> int:
    """Whose value to propose: the winner's, where it has one."""
    if held[winner] not in EMPTY:
        return winner
    return next(pk for pk, value in held.items() if value not in EMPTY)


def _why(winner: Any, records: Sequence[Any], facts: Mapping[int, int]) -> str:
    most = facts[winner.pk]
    if all(facts[record.pk] < most for record in records if record.pk != winner.pk):
        return _("%(name)s is proposed to survive: it holds the most facts, %(count)d.") % {
            "name": winner,
            "count": most,
        }
    added = {"name": winner, "count": most, "day": day(_added_at(winner).date())}
    return _("%(name)s is proposed to survive: no other holds more facts, and it was added first, on %(day)s.") % added


def _outside(records: Sequence[Any], above: Plain, field: str) -> Plain:
    """A reference that leads out of the merged records: where it leads into them, on to where theirs leads."""
    by_id = {record.pk: record for record in records}
    seen: set[Plain] = set()
    while above is not None and above not in seen:
        merged = _first_merged(above, by_id, type(records[0]), field)
        if merged is None:
            return above
        seen.add(above)
        above = plain_of(merged, field)
    return None


def _first_merged(above: Plain, by_id: Mapping[int, Any], model: Any, field: str) -> Any:
    """The first of the merged records on the way up from `above`."""
    seen: set[Plain] = set()
    while above is not None and above not in seen:
        if above in by_id:
            return by_id[int(str(above))]
        seen.add(above)
        above = model._default_manager.filter(pk=above).values_list(f"{field}_id", flat=True).first()
    return None


def _item(kind: Kind, record: Any, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> BatchItem:
    return BatchItem(
        record=kind.record,
        object_id=record.pk,
        name=str(record)[:300],
        before=dict(before),
        after=dict(after),
        seen_at=record.changed_at,
    )
