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
        """Met, missed, told where it has no target, or not run."""
        if self.is_met is None:
            return "told" if self.measured and not self.target else "not run"
        return "met" if self.is_met else "missed"


def write_rows(path: Path, bench: str, rows: Sequence[Row]) -> None:
    """Write what bench/scoreboard.py reads."""
    content = {"bench": bench, "rows": [{**asdict(row), "state": row.state} for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> str:
    """What the numbers were measured on."""
    import os

    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
