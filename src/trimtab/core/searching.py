"""Finding records by the beginning of their name, through an index."""

from typing import TypeVar, cast

from django.db import connections
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Concat, Lower

Found = TypeVar("Found", bound=Model)
LAST_CHARACTER = "\U0010ffff"


def starting_with(records: QuerySet[Found], text: str) -> QuerySet[Found]:
    """Those whose name begins with the text, in upper or lower case (SQLite: of A to Z), in order of name and id.

    The table needs an index on (lower(name), id); on PostgreSQL one with text_pattern_ops beside it.
    """
    named = cast("QuerySet[Found]", records.annotate(lower_name=Lower("name")).order_by("lower_name", "pk"))
    if connections[records.db].vendor == "postgresql":
        return named.filter(lower_name__startswith=text.lower())
    # SQLite uses an index for a range, not for LIKE with ESCAPE.
    return named.filter(
        lower_name__gte=Lower(Value(text)), lower_name__lt=Concat(Lower(Value(text)), Value(LAST_CHARACTER))
    )
