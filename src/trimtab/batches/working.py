"""Applying and undoing batches: small ones at once, large ones in a process of their own."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trimtab.batches.editing import EDITING
from trimtab.batches.merging import MERGING
from trimtab.core.background import start_program
from trimtab.core.batches import Work, apply_batch, begin, begin_undoing, undo_batch
from trimtab.core.models import Batch
from trimtab.core.pacing import Watch
from trimtab.people.models import User

AT_ONCE = 100  # a request may change so many records; more take seconds
WORK: Mapping[str, Work] = {
    Batch.Verb.EDIT: EDITING,
    Batch.Verb.ARCHIVE: EDITING,
    Batch.Verb.RESTORE: EDITING,
    Batch.Verb.MERGE: MERGING,
}


def go_on(batch: Batch, *, by: User, now: datetime) -> None:
    """Apply what waits; with many records, in the background."""
    begin(batch, now=now)
    if batch.total <= AT_ONCE:
        apply_batch(batch, WORK[batch.verb], by=by, watch=Watch(now))
    else:
        transaction.on_commit(lambda: start_program("trimtab.batches.background", str(batch.pk)))


def go_back(batch: Batch, *, by: User, now: datetime) -> None:
    """Take back what was changed; with many records, in the background.

    Raises:
        WrongState: nothing of it was applied, or all of it was taken back.
    """
    begin_undoing(batch, by=by, now=now)
    if batch.total <= AT_ONCE:
        undo_batch(batch, WORK[batch.verb], by=by, watch=Watch(now))
    else:
        transaction.on_commit(lambda: start_program("trimtab.batches.background", str(batch.pk)))


def work_on(batch: Batch, *, now: datetime) -> None:
    """Whatever the batch's state says is going on, with the rights that its person has now."""
    if batch.state == Batch.State.UNDOING:
        undo_batch(batch, WORK[batch.verb], by=User.objects.get(pk=batch.undone_by_id or 0), watch=Watch(now))
    elif batch.state == Batch.State.RUNNING:
        apply_batch(batch, WORK[batch.verb], by=User.objects.get(pk=batch.by_id), watch=Watch(now))
