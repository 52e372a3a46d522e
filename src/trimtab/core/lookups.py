"""Long lists of ids on PostgreSQL go there as one value.

As a value each, two hundred of them cost more than the query: the driver takes the text of the query apart at every
one, on each page anew. To the server both are the same condition.
"""

from typing import Any, cast

from django.db.models import ForeignObject, IntegerField
from django.db.models.expressions import ColPairs
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

FEW = 8  # so many stay values of their own; pages ask with the same few numbers of them again and again

Sql = tuple[str, list[Any]]  # Any: values of every type


class _AsArray(In):
    def as_postgresql(self, compiler: Any, connection: Any) -> Sql:  # Any: what Django hands to lookups
        """`= ANY(array)` for a long list of numbers; for all else what Django says."""
        if not self.rhs_is_direct_value() or isinstance(self.lhs, ColPairs):
            return cast("Sql", self.as_sql(compiler, connection))
        ids = list(dict.fromkeys(one for one in self.rhs if one is not None))
        if len(ids) <= FEW or not all(isinstance(one, int) for one in ids):
            return cast("Sql", self.as_sql(compiler, connection))
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", [*values, ids]


class IdsIn(_AsArray):
    """`__in` of numbers."""


class RelatedIdsIn(_AsArray, RelatedIn):
    """`__in` of what a foreign key names."""


def register() -> None:
    """Make them the `__in` of numbers and of foreign keys."""
    IntegerField.register_lookup(IdsIn)
    ForeignObject.register_lookup(RelatedIdsIn)
