"""The fields of the typed tables, by target; a field that no column fills is NULL."""

from trimtab.connectors.files.targets import TARGETS
from trimtab.connectors.files.values import FieldKind

TYPES: dict[FieldKind, str] = {
    "text": "VARCHAR",
    "reference": "VARCHAR",
    "choice": "VARCHAR",
    "currency": "VARCHAR",
    "number": "DECIMAL(28,6)",
    "integer": "DECIMAL(28,6)",
    "money": "DECIMAL(28,6)",
    "percent": "DECIMAL(28,6)",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "boolean": "BOOLEAN",
}
# Both are keywords of SQL.
RENAMED = {"at": "moment", "by": "by_whom"}
FIELDS: dict[str, dict[str, FieldKind]] = {
    name: {field.name: field.kind for field in table.fields} for name, table in TARGETS.items()
}


def column_of(field: str) -> str:
    """The typed table's column of a target field."""
    return RENAMED.get(field, field)
