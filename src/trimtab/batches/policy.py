"""The one door to a batch: whoever made it, and operations and administrators."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from trimtab.batches.kinds import KINDS, Kind
from trimtab.core.models import Batch
from trimtab.people.models import User
from trimtab.people.policy import can_set_up


def visible_batches(user: User) -> QuerySet[Batch]:
    """The batches that the user may see and undo: own ones; for operations and administrators all."""
    return Batch.objects.all() if can_set_up(user) else Batch.objects.filter(by_id=user.pk)


def get_batch_for(user: User, pk: int) -> Batch:
    """One batch.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    return get_object_or_404(visible_batches(user), pk=pk)


def merged_kind_named(record: str) -> Kind:
    """The kind of record of that name, two of which can be one.

    Raises:
        Http404: there is none.
    """
    kind = kind_named(record)
    if not kind.is_merged:
        raise Http404
    return kind


def kind_named(record: str) -> Kind:
    """The kind of record of that name.

    Raises:
        Http404: there is none.
    """
    if record not in KINDS:
        raise Http404
    return KINDS[record]
