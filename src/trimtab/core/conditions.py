"""Queries inside conditions, put together once.

Every list and look-up asks whose records are in sight, in several parts and often one inside the other. Putting such a
query together takes Django longer than most databases take to answer it: of an account's page a quarter.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

AsText = RawSQL | tuple[int, ...]


def as_text(rows: "QuerySet[Any, Any]") -> AsText:  # Any: of whatever model
    """The query as text with its values, to stand behind `__in`; nothing for one that can find nothing.

    It names no row of the query around it, and it finds what there is when it is asked, not when it was made.
    """
    try:
        return RawSQL(*rows.order_by().query.sql_with_params())  # noqa: S611  # Django made it, its values apart
    except EmptyResultSet:
        return ()
