"""The organisation's own paces for the coach: worked out once a day when the extracts are refreshed, kept there."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.urls import reverse

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import read_manifest
from trimtab.coach.queries import Pace, Paces, Spread
from trimtab.insight.metrics.paces import STAGE_PACES
from trimtab.insight.results import Row

FILE = "paces.json"
WINS_OF = timedelta(days=730)  # a way of selling of three years ago is no measure


def paces_in(folder: Path) -> Paces:
    """The paces kept with the current extracts; empty where there are none yet."""
    manifest = read_manifest(folder)
    return Paces() if manifest is None else _read(folder / manifest.name / FILE)


def write_paces(folder: Path, *, as_of: datetime, memory: str) -> None:
    """Work the paces out over one set of extracts and keep them with it."""
    engine = DuckDBEngine(folder, memory_limit=memory)
    try:
        rows = engine.run(STAGE_PACES, start=as_of - WINS_OF, as_of=as_of).rows
    finally:
        engine.close()
    kept = {"as_of": as_of.isoformat(), "stages": {str(row["stage_id"]): _numbers(row) for row in rows}}
    (folder / FILE).write_text(json.dumps(kept), encoding="utf-8")


def keep_paces(folder: Path, *, before: Path | None, as_of: datetime, memory: str) -> None:
    """Give a set of extracts its paces: those of the same day, where there are some; else new ones.

    Args:
        before: the set that this one continues and that was made on the same day.
    """
    kept = before / FILE if before else None
    if kept is not None and kept.exists():
        (folder / FILE).write_bytes(kept.read_bytes())
    else:
        write_paces(folder, as_of=as_of, memory=memory)


def _numbers(row: Row) -> list[object]:
    names = ("won", "median_days", "long_days", "with_activity", "median_silence", "long_silence")
    return [row[name] for name in names]


@lru_cache(maxsize=4)
def _read(path: Path) -> Paces:
    """A set of extracts is never changed, so its file is read once."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Paces()
    return Paces(
        as_of=datetime.fromisoformat(kept["as_of"]),
        by_stage={int(stage_id): _pace(found) for stage_id, found in kept["stages"].items()},
        url=reverse("pipeline-definition", args=[STAGE_PACES.name]),
    )


def _pace(found: Sequence[float | None]) -> Pace:
    return Pace(_spread(found[:3]), _spread(found[3:]))


def _spread(found: Sequence[float | None]) -> Spread | None:
    n, median, long = found
    return Spread(int(n), median, long) if n and median is not None and long is not None else None
