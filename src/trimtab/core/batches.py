"""Changes of several records that can be undone: drafted, applied in short steps, taken back.

Each step is one transaction that moves the records and their items together. So a batch that was killed goes on, or
is taken back, where it stopped; two processes of one batch take turns and do nothing twice; and others write between.
How one kind of record is changed and restored is told by a `Work` from above.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import Actor, record_event
from trimtab.core.models import Batch, BatchItem
from trimtab.core.pacing import Pace, Watch

State, Outcome = Batch.State, BatchItem.Outcome
# Every record is changed through its action, some ten queries each: 50 hold the database for less than 0.3 s.
PACE = Pace(50, 0.02)
SILENT_AFTER = timedelta(seconds=30)
DRAFTS_KEPT = timedelta(days=1)
AT_ONCE = 1_000  # rows of one INSERT


class WrongState(ValueError):
    """The batch is not in a state for that; the message says in which one it is."""


@dataclass(frozen=True)
class Work:
    """How the records of some items are changed, and how that is taken back.

    Both run inside a transaction, write what became of each item into it (`outcome`, `before`, `after`, `reason`,
    `at`), and leave the rest alone. They check the rights of `by` as these are now.
    """

    change: Callable[[Batch, Sequence[BatchItem], Actor, datetime], None]
    restore: Callable[[Batch, Sequence[BatchItem], Actor, datetime], None]


def draft_batch(
    verb: str, *, record: str, what: Mapping[str, object], items: Iterable[BatchItem], by: Actor, now: datetime
) -> Batch:
    """A preview: nothing is changed yet. Previews of this person that were never applied go after a day."""
    kept = list(items)
    waiting = sum(item.outcome == Outcome.WAITING for item in kept)
    with transaction.atomic():
        Batch.objects.filter(by_id=by.pk, state=State.DRAFT, created_at__lt=now - DRAFTS_KEPT).delete()
        batch = Batch.objects.create(
            verb=verb,
            record=record,
            what=dict(what),
            total=waiting,
            by_id=by.pk,
            by_name=by.get_full_name(),
            created_at=now,
        )
        for item in kept:
            item.batch = batch
        BatchItem.objects.bulk_create(kept, batch_size=AT_ONCE)
    return batch


def begin(batch: Batch, *, now: datetime) -> bool:
    """Let a preview, or what was stopped, run; False where somebody else began it already."""
    resting = Batch.objects.filter(pk=batch.pk, state__in=[State.DRAFT, State.STOPPED])
    begun = resting.update(state=State.RUNNING, is_stop_asked=False, heartbeat_at=now)
    batch.refresh_from_db()
    return bool(begun)


def begin_undoing(batch: Batch, *, by: Actor, now: datetime) -> None:
    """Say that the batch is taken back, by whom; what runs stops after its present step.

    Raises:
        WrongState: nothing of it was applied, or all of it was taken back.
    """
    undoable = Batch.objects.filter(
        pk=batch.pk, state__in=[State.RUNNING, State.STOPPED, State.FINISHED, State.UNDOING]
    )
    begun = undoable.update(
        state=State.UNDOING, undone_by_id=by.pk, undone_by_name=by.get_full_name(), heartbeat_at=now
    )
    batch.refresh_from_db()
    if not begun:
        raise WrongState(_("Only a change that was applied can be undone. This one: %(state)s.") % _state(batch))


def stop(batch: Batch) -> None:
    """Ask a running batch to stop after its present step. It can go on, or be undone."""
    Batch.objects.filter(pk=batch.pk, state=State.RUNNING).update(is_stop_asked=True)


def apply_batch(batch: Batch, work: Work, *, by: Actor, watch: Watch, pace: Pace = PACE) -> Batch:
    """Change what is still waiting, step by step, until nothing is, or somebody stops it."""
    while _step(batch, Outcome.WAITING, work.change, by=by, watch=watch, pace=pace):
        time.sleep(pace.rest)
    with transaction.atomic():
        current = Batch.objects.select_for_update().get(pk=batch.pk)
        if current.state == State.RUNNING:
            waits = current.items.filter(outcome=Outcome.WAITING).exists()
            current.state = State.STOPPED if waits else State.FINISHED
            current.applied_at = watch.read()
            current.save(update_fields=["state", "applied_at"])
            told = _told(current)
            record_event("batch.applied", record="batch", record_id=current.pk, by=by, now=watch.read(), after=told)
    batch.refresh_from_db()
    return batch


def undo_batch(batch: Batch, work: Work, *, by: Actor, watch: Watch, pace: Pace = PACE) -> Batch:
    """Take back what `begin_undoing` was said of, last changed first: what came later may rest on what came before."""
    while _step(batch, Outcome.CHANGED, work.restore, by=by, watch=watch, pace=pace):
        time.sleep(pace.rest)
    with transaction.atomic():
        current = Batch.objects.select_for_update().get(pk=batch.pk)
        if current.state == State.UNDOING:
            current.state, current.undone_at = State.UNDONE, watch.read()
            current.save(update_fields=["state", "undone_at"])
            told = _told(current)
            record_event("batch.undone", record="batch", record_id=current.pk, by=by, now=watch.read(), after=told)
    batch.refresh_from_db()
    return batch


def counts_of(batch: Batch) -> Mapping[str, int]:
    """How many items came out how; outcomes that no item has are 0."""
    counted = batch.items.order_by().values_list("outcome").annotate(models.Count("pk"))
    return dict.fromkeys(Outcome.values, 0) | dict(counted)


def is_silent(batch: Batch, *, now: datetime) -> bool:
    """Whether a batch that should go on was not heard of for half a minute: its process is gone."""
    return batch.is_going_on and (batch.heartbeat_at is None or now - batch.heartbeat_at > SILENT_AFTER)


def _step(
    batch: Batch,
    outcome: str,
    do: Callable[[Batch, Sequence[BatchItem], Actor, datetime], None],
    *,
    by: Actor,
    watch: Watch,
    pace: Pace,
) -> bool:
    """One transaction: the next items with that outcome get another one. False when there is nothing to do."""
    is_undo = outcome == Outcome.CHANGED
    with transaction.atomic():
        current = Batch.objects.select_for_update().get(pk=batch.pk)
        if current.state != (State.UNDOING if is_undo else State.RUNNING) or (current.is_stop_asked and not is_undo):
            return False
        items = list(current.items.filter(outcome=outcome).order_by("-pk" if is_undo else "pk")[: pace.rows])
        if not items:
            return False
        do(current, items, by, watch.read())
        BatchItem.objects.bulk_update(items, ["before", "after", "outcome", "reason", "at"])
        current.heartbeat_at = watch.read()
        current.save(update_fields=["heartbeat_at"])
    return True


def _told(batch: Batch) -> dict[str, object]:
    outcomes = {name: count for name, count in counts_of(batch).items() if count}
    return {"verb": batch.verb, "record": batch.record, "what": batch.what, "outcomes": outcomes}


def _state(batch: Batch) -> dict[str, object]:
    return {"state": batch.get_state_display()}
