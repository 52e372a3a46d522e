"""The extracts as a change of the stages would make them, without making it: the files stay, some tables are read anew.

A change of a stage shapes five tables only, each of which can be derived from the present one. A test holds that the
figures are those of extracts built anew after the change.
"""

from collections.abc import Mapping
from pathlib import Path

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.figures import COPIED_BELOW
from trimtab.insight.history import holdings_sql, stage_events_sql

# Of more opportunities the entries into stages take too long to derive within a request (3 s of a million).
PREVIEWED_BELOW = 200_000


def with_stages_edited(
    folder: Path, manifest: Manifest, stages: Mapping[int, Mapping[str, object]], *, memory: str
) -> DuckDBEngine:
    """The extracts with other values of some stages.

    Args:
        stages: id → is_qualified and position, those that change.
    """
    return _overlaid(folder, manifest, {"stages": _edited(stages), "holdings": _holdings()}, memory=memory)


def with_stage_remapped(folder: Path, manifest: Manifest, stage: int, into: int, *, memory: str) -> DuckDBEngine:
    """The extracts with the history of one stage read as another's."""
    moved = f"CASE WHEN stage_id = {int(stage)} THEN {int(into)} ELSE stage_id END AS stage_id"
    queries = {
        "stages": f"SELECT * FROM whole.before_stages WHERE stage_id <> {int(stage)}",
        "versions": f"SELECT * REPLACE ({moved}) FROM whole.before_versions",
        "opportunities": f"SELECT * REPLACE ({moved}) FROM whole.before_opportunities",
        "stage_events": (
            "WITH versions AS (SELECT * FROM whole.versions), stages AS (SELECT * FROM whole.stages), "
            "opportunity_base AS (SELECT opp_id, process_id, opened_at FROM whole.opportunities) "
            f"SELECT * FROM ({stage_events_sql()})"
        ),
        "holdings": _holdings(),
    }
    return _overlaid(folder, manifest, queries, memory=memory)


def _holdings() -> str:
    """Who held what and since when it counts as qualified, from the tables as they would be."""
    read = ("versions", "stage_events", "opportunities", "stages")
    tables = ", ".join(f"{name} AS (SELECT * FROM whole.{name})" for name in read)
    return f"WITH {tables} SELECT * FROM ({holdings_sql()})"


def _edited(stages: Mapping[int, Mapping[str, object]]) -> str:
    replaced = []
    for column in ("is_qualified", "position"):
        changed = {stage: values[column] for stage, values in stages.items() if column in values}
        if changed:
            cases = " ".join(f"WHEN {int(stage)} THEN {_literal(value)}" for stage, value in changed.items())
            replaced.append(f"CASE stage_id {cases} ELSE {column} END AS {column}")
    return f"SELECT * REPLACE ({', '.join(replaced)}) FROM whole.before_stages"


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"CAST({int(str(value))} AS INTEGER)"


def _overlaid(folder: Path, manifest: Manifest, queries: Mapping[str, str], *, memory: str) -> DuckDBEngine:
    engine = DuckDBEngine(folder / manifest.name, memory_limit=memory, copied_below=COPIED_BELOW)
    engine.overlay(queries)
    return engine
