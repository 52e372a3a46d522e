"""Reading a record that is about to be changed."""

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
