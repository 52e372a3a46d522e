"""Facts that the extracts hold only as they are now, with their changes, read when odds are learned."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import F

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.reading import load
from trimtab.opportunities.models import FieldChange

FIELDS = ("kind", "lead_source")
_CHANGES = {
    "opp_id": "BIGINT",
    "field": "VARCHAR",
    "value": "VARCHAR",
    "valid_at": "TIMESTAMP",
    "recorded_at": "TIMESTAMP",
    "change_id": "BIGINT",
}
# The as-of rule of the versions: a change is seen when it is true and known, unless a newer one was known by then.
_KNOWN = """
WITH known AS (
    SELECT *, greatest(valid_at, recorded_at) AS from_at, {'a': valid_at, 'b': recorded_at, 'c': change_id} AS rank
    FROM raw_attributes
),
effective AS (
    SELECT * FROM known QUALIFY rank = max(rank) OVER (PARTITION BY opp_id, field ORDER BY from_at)
)
SELECT opp_id, field, value, from_at, lead(from_at) OVER (PARTITION BY opp_id, field ORDER BY from_at, rank) AS until_at
FROM effective
"""


def add_attributes(engine: DuckDBEngine) -> None:
    """Give an engine the relation `attributes`: kind and source of opportunities with every change of them."""
    rows = (
        FieldChange.objects.filter(field__in=FIELDS)
        .order_by()
        .values("field", "valid_at", "recorded_at", opp_id=F("opportunity_id"), value=F("new"), change_id=F("pk"))
    )
    with TemporaryDirectory() as folder, engine.reading() as cursor:
        load(rows, into="raw_attributes", columns=_CHANGES, duck=cursor, folder=Path(folder))
        cursor.execute(f"CREATE OR REPLACE TABLE whole.attributes AS {_KNOWN}")
        cursor.execute("DROP TABLE raw_attributes")
