"""The rows that every bench gives to the scoreboard."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measured number beside its target.

    `number` is the row of the scoreboard it answers, `seeds` what to repeat it with. Without `measured` it was not run.
    """

    number: str
    metric: str
    target: str
    measured: str = ""
    interval: str = ""
    seeds: str = ""
    is_met: bool | None = None

    @property
    def state(self) -> str:
        """Met, missed, or not run."""
        return {True: "met", False: "missed", None: "not run"}[self.is_met]


def write_rows(path: Path, bench: str, rows: Sequence[Row]) -> None:
    """Write what bench/scoreboard.py reads."""
    content = {"bench": bench, "rows": [{**asdict(row), "state": row.state} for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> str:
    """What the numbers were measured on."""
    import os

    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
