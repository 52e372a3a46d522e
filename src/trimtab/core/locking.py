"""Reading a record that is about to be changed."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet

Found = TypeVar("Found", bound=Model)


def locked(records: "QuerySet[Found]", pk: int) -> Found:
    """The record as it is now, locked until the transaction ends; `records` may join others, which are not locked.

    Two statements: where PostgreSQL had to wait for the lock, it checks a joined row against the old one and finds
    nothing when the other transaction changed which row is joined.

    Raises:
        DoesNotExist: there is no such record.
    """
    records.model._default_manager.using(records.db).select_for_update().only("pk").get(pk=pk)
    return records.get(pk=pk)


def lock_all(records: "QuerySet[Found]", pks: Iterable[int]) -> None:
    """Let nobody else who asks for one of these records pass until the transaction ends.

    For what belongs to them and may not be there yet, so that it cannot be locked itself. In the order of their ids:
    two who lock some of the same ones wait for each other in one direction only.
    """
    rows = records.model._default_manager.using(records.db).select_for_update(of=("self",)).filter(pk__in=set(pks))
    list(rows.order_by("pk").values_list("pk", flat=True))
