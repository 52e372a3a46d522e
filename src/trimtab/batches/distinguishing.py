"""Saying that two records which look alike are not the same one, and taking that back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from trimtab.batches.kinds import Kind
from trimtab.batches.models import Distinction
from trimtab.core.audit import record_event
from trimtab.people.models import User


def distinguish(kind: Kind, first: Any, second: Any, *, by: User, now: datetime) -> Distinction:
    """Remember that the two are different; said twice, it is said once.

    Raises:
        PermissionDenied: `by` may not change one of them.
    """
    low, high = sorted((first.pk, second.pk))
    with transaction.atomic():
        for record in (first, second):
            kind.refuse(by, record)
        kept, is_new = Distinction.objects.get_or_create(
            record=kind.record, first_id=low, second_id=high, defaults={"by_id": by.pk, "at": now}
        )
        if is_new:
            after = {"other": high}
            record_event("duplicate.dismissed", record=kind.record, record_id=low, by=by, now=now, after=after)
    return kept


def forget_distinction(kind: Kind, pk: int, *, by: User, now: datetime) -> None:
    """Let the two be proposed again.

    Raises:
        Http404: nothing of that kind was said, or not by this person.
    """
    with transaction.atomic():
        said = get_object_or_404(Distinction, pk=pk, record=kind.record, by_id=by.pk)
        first, after = said.first_id, {"other": said.second_id}
        record_event("duplicate.proposed_again", record=kind.record, record_id=first, by=by, now=now, after=after)
        said.delete()
