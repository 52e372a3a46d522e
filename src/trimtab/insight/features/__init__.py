"""What was known of an opportunity at an instant, as DuckDB SQL over the declared tables, and as numpy columns.

Pure: nothing is read or written here. Whoever runs it creates a relation `landmarks` from `LANDMARKS` (one row for each
opportunity open at each instant looked at), then asks each of `ABOUT` for more columns under the same keys. `OUTCOMES`
says how landmarks ended: never a feature, only what is learned.

The as-of rule holds by construction: `versions` and `stage_events` start a row when observers learned it, and every
query looks only at rows that began by the instant. Of today's `opportunities` only facts that do not change are read:
account, process, kind, source, opening. Their kind and source give way to `attributes`, where changes of them are kept.
Never read: status, closing, amount, product, owner, and loss reason as they stand today.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

# Asked in `attributes` beside the declared tables: opp_id, field, value, from_at, until_at.
ATTRIBUTES = {
    "opp_id": "BIGINT",
    "field": "VARCHAR",
    "value": "VARCHAR",
    "from_at": "TIMESTAMP",
    "until_at": "TIMESTAMP",
}
KEYS = ("opp_id", "at")
NAMES = ("sellers", "accounts", "paces", "engagement", "attributes")


def landmarks_sql() -> str:
    """Landmarks with the state of each. Parameters: first, step (days), instants, kept (of a thousand rows)."""
    return _read("landmarks")


def about_sql() -> Mapping[str, str]:
    """Name → a query over `landmarks` that gives more columns for the same keys."""
    return {name: _read(name) for name in NAMES}


def outcomes_sql() -> str:
    """How each landmark ended. Parameters: known_at, horizon (days)."""
    return _read("outcomes")


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
