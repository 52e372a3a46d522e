"""Which folder holds the current extracts. Readers ask here, so that they always see one consistent set of files.

A set is a folder v000017 with `<table>/<month>.parquet` and layers of what changed since the months were written. It is
never changed: a refresh makes the next folder, in which unchanged files are hard links to the previous ones, then
replaces `manifest.json` in one step; `analytics.parquet` says which files of it hold a table. Older folders go some
minutes later, when nobody can still be reading them.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from trimtab.insight.tables import TABLES

MANIFEST = "manifest.json"
LAYOUT = 2  # of the files in a set; raised when they come to stand elsewhere


@dataclass(frozen=True)
class Manifest:
    """One consistent set of extract files.

    version: raised by each refresh that changed something; figures computed from it can be kept under this number.
    as_of: until when the database was read. epoch: `Organisation.epoch` then.
    marks: how far each source was read, see `marks.py`. settings: fingerprint of what shapes every row.
    rows: table and month → number of rows.
    missing_rates: currency → opportunities without a value in the reporting currency.
    """

    version: int
    as_of: datetime
    epoch: int
    schema: str
    marks: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    missing_rates: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"v{self.version:06d}"

    def total(self, table: str) -> int:
        """Number of rows of a table."""
        return sum(self.rows.get(table, {}).values())


def schema_fingerprint() -> str:
    """Changes when a declared table or the layout changes; extracts of another schema are built anew."""
    declared = {name: [list(table.columns.items()), table.order_by] for name, table in TABLES.items()}
    return hashlib.sha256(json.dumps([LAYOUT, declared]).encode()).hexdigest()[:16]


def read_manifest(folder: Path) -> Manifest | None:
    """The current set of files; None where there is none, or one of another schema."""
    try:
        kept = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if kept.get("schema") != schema_fingerprint():
        return None
    return Manifest(**{**kept, "as_of": datetime.fromisoformat(kept["as_of"])})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make this set of files the current one, in one step."""
    text = json.dumps({**asdict(manifest), "as_of": manifest.as_of.isoformat()}, indent=1)
    waiting = folder / f".{MANIFEST}.{os.getpid()}"
    with waiting.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(folder / MANIFEST)


def table_files(folder: Path, manifest: Manifest, table: str) -> list[Path]:
    """The files of one table; empty where it has no rows."""
    return sorted((folder / manifest.name / table).glob("*.parquet"))
