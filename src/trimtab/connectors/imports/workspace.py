"""The folder of one run, with the DuckDB file in which everything is worked out before the first row is written."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

MEMORY = "400MB"
THREADS = 2


@dataclass(frozen=True)
class Workspace:
    """`folder` holds staged tables, the plan and what spills to disk."""

    folder: Path

    @property
    def plan(self) -> Path:
        return self.folder / "plan.duckdb"

    @property
    def staged(self) -> Path:
        return self.folder / "staged"

    def make(self) -> None:
        """Make the folders, readable by their owner only."""
        for folder in (self.folder, self.staged):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def clear(self) -> None:
        """Remove everything of the run."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def opened(self, *, fresh: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """The plan. `fresh` begins with an empty one."""
        if fresh:
            for path in (self.plan, self.plan.with_name(f"{self.plan.name}.wal")):
                path.unlink(missing_ok=True)
        session = duckdb.connect(
            str(self.plan),
            config={
                "memory_limit": MEMORY,
                "threads": str(THREADS),
                "temp_directory": str(self.folder / "spill"),
                "autoinstall_known_extensions": "false",
            },
        )
        # It turns each IN of a few words into a hash join of several MB: a table of 70 columns took all memory.
        session.execute("SET disabled_optimizers = 'in_clause'")
        try:
            yield session
        finally:
            session.close()
