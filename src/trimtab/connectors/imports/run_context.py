"""What every step of one import knows: who runs it, when, and what its rows are marked with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from trimtab.connectors.imports.sql import literal

Rule = Literal["overwrite", "fill", "keep"]
RULES: tuple[Rule, ...] = ("overwrite", "fill", "keep")


@dataclass(frozen=True)
class Context:
    """One import.

    exported_at: the time the exports speak of. currency: of rows that name none.
    collisions: target table → field → what happens where a record has another value; overwrite where nothing is said.
    """

    run_id: int
    source: str
    now: datetime
    exported_at: datetime
    currency: str
    folder: Path
    collisions: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)

    @property
    def now_sql(self) -> str:
        """The time of the run as SQL; every row it writes carries it in `changed_at`."""
        return f"TIMESTAMP {literal(self.now.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f'))}"

    @property
    def marks(self) -> str:
        """SQL of the columns that say where a record comes from."""
        return f"{literal(self.source)} AS source, {self.run_id}::BIGINT AS imported_in"

    def rule(self, target: str, name: str) -> Rule:
        """What happens to a field that has another value."""
        return self.collisions.get(target, {}).get(name, "overwrite")
