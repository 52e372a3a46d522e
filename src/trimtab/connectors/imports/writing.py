"""From the plan to the database: rows in batches, each in one transaction with the cursor that says how far it came.

The plan's table `steps` lists what to write, in order. Ids of new records are negative in the plan (-1, -2, ... for
each kind of record) and become real ones here, in blocks reserved once, so that a run that was killed goes on with the
same.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
from django.db import connection, models, transaction

from trimtab.connectors.imports.database import Cell, columns_of, insert_rows, reserve_ids, update_rows
from trimtab.connectors.imports.records import RECORDS, referred
from trimtab.connectors.models import ImportedBefore, ImportRun
from trimtab.core.pacing import Pace, Watch

Progress = Callable[[str, int, int], None]
# Fields of opportunities whose changes are written as ids of a record.
REFERENCES_IN_CHANGES = {"stage": "stage", "owner": "user", "account": "account"}
HISTORY_TABLE = "change"


class Stopped(Exception):
    """Somebody asked the run to stop; it can be resumed."""


@dataclass(frozen=True)
class Step:
    """One table of the plan and what to do with it: insert, change (keeps what was before), or link."""

    kind: str
    record: str
    relation: str
    label: str
    rows: int


def steps_of(plan: duckdb.DuckDBPyConnection) -> list[Step]:
    """What the plan holds, in order of writing."""
    rows = plan.execute("SELECT kind, record, relation, label, row_count FROM steps ORDER BY step").fetchall()
    return [Step(*row) for row in rows]


def reserve(run: ImportRun, plan: duckdb.DuckDBPyConnection) -> None:
    """Set ids apart for all new records, once, and remember them on the run."""
    if "bases" in run.cursor:
        return
    with transaction.atomic():
        bases = {
            step.record: [reserve_ids(RECORDS[step.record], step.rows), step.rows]
            for step in steps_of(plan)
            if step.kind == "insert" and step.rows
        }
        run.cursor = {"bases": bases, "step": 0, "position": 0}
        run.save(update_fields=["cursor"])


def write_plan(
    run: ImportRun, plan: duckdb.DuckDBPyConnection, *, pace: Pace, watch: Watch, progress: Progress | None = None
) -> None:
    """Write all rows of the plan that are not written yet.

    Raises:
        Stopped: somebody asked the run to stop, between two batches.
    """
    reserve(run, plan)
    steps = steps_of(plan)
    for number in range(run.cursor["step"], len(steps)):
        step = steps[number]
        names = [name for name, _kind in _columns(plan, step)]
        for position, rows in _batches(run, plan, step, size=pace.rows):
            with transaction.atomic():
                _apply(run, step, names, rows)
                _move_on(run, number=number, position=position, count=len(rows), step=step, at=watch.read())
            if progress is not None:
                progress(step.label, run.done, run.total)
            _stop_if_asked(run)
            if pace.rest:
                time.sleep(pace.rest)
        run.cursor = run.cursor | {"step": number + 1, "position": 0}
        run.save(update_fields=["cursor"])


def _move_on(run: ImportRun, *, number: int, position: int, count: int, step: Step, at: datetime) -> None:
    run.cursor = run.cursor | {"step": number, "position": position}
    run.done, run.step, run.heartbeat_at = run.done + count, step.label, at
    run.save(update_fields=["cursor", "done", "step", "heartbeat_at"])


def _stop_if_asked(run: ImportRun) -> None:
    if ImportRun.objects.filter(pk=run.pk, is_stop_asked=True).exists():
        raise Stopped


def _batches(
    run: ImportRun, plan: duckdb.DuckDBPyConnection, step: Step, *, size: int
) -> Iterator[tuple[int, list[tuple[Cell, ...]]]]:
    """The rest of a step's rows, with the position that is reached when they are written."""
    position = int(run.cursor["position"])
    columns = _columns(plan, step)
    chosen = ", ".join(_as_written(column, kind, step=step, bases=run.cursor["bases"]) for column, kind in columns)
    found = plan.cursor().execute(f"SELECT {chosen} FROM {step.relation} OFFSET {position}")
    while rows := found.fetchmany(size):
        position += len(rows)
        yield position, rows


def _columns(plan: duckdb.DuckDBPyConnection, step: Step) -> list[tuple[str, str]]:
    """The relation's columns that are the record's too; the others only helped to count."""
    wanted = columns_of(RECORDS[step.record]) if step.kind == "insert" else ("id", "fields")
    return [(row[0], row[1]) for row in plan.execute(f"DESCRIBE {step.relation}").fetchall() if row[0] in wanted]


def _as_written(column: str, kind: str, *, step: Step, bases: Mapping[str, Sequence[int]]) -> str:
    """SQL for a column as the database takes it: real ids, texts."""
    name = f'"{column}"'
    model = RECORDS[step.record]
    record = step.record if column == "id" else referred(model, column)
    if step.record == HISTORY_TABLE and column in ("old", "new"):
        return _real_id_in_text(name, bases)
    if step.record == HISTORY_TABLE and column == "by_id":
        record = "user"
    if record is not None:
        return f"CASE WHEN {name} < 0 THEN {_base(record, bases)} - {name} ELSE {name} END"
    return _as_text(name, kind)


def _base(record: str, bases: Mapping[str, Sequence[int]]) -> int:
    return int(bases[record][0]) if record in bases else 0


def _real_id_in_text(name: str, bases: Mapping[str, Sequence[int]]) -> str:
    cases = " ".join(
        f"WHEN field = '{field_name}' AND {name} LIKE '-%' THEN CAST({_base(record, bases)} - CAST({name} AS"
        f" BIGINT) AS VARCHAR)"
        for field_name, record in REFERENCES_IN_CHANGES.items()
    )
    return f"CASE {cases} ELSE {name} END"


def _as_text(name: str, kind: str) -> str:
    if kind.startswith("TIMESTAMP"):
        return f"replace(strftime({name}, '%Y-%m-%d %H:%M:%S.%f'), '.000000', '')"
    if kind == "BOOLEAN":
        return f"CAST({name} AS VARCHAR)" if connection.vendor == "postgresql" else f"CAST({name} AS TINYINT)"
    if kind in ("BIGINT", "INTEGER", "VARCHAR"):
        return name
    return f"CAST({name} AS VARCHAR)"


def _apply(run: ImportRun, step: Step, names: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> None:
    model = RECORDS[step.record]
    if step.kind == "insert":
        insert_rows(model._meta.db_table, names, rows)
    else:
        _change(run, model, step, rows)


def _change(run: ImportRun, model: type[models.Model], step: Step, rows: Sequence[tuple[Cell, ...]]) -> None:
    """Set the fields of existing records; `rows` are (id, JSON of column → [before, after])."""
    bases = run.cursor["bases"]
    alike: dict[tuple[str, ...], list[list[Cell]]] = {}
    kept: list[tuple[Cell, ...]] = []
    changed_at = _moment(run.started_at) if "changed_at" in columns_of(model) and step.kind == "change" else None
    for key, text in rows:
        fields = {column: _real(model, column, pair, bases) for column, pair in json.loads(str(text)).items()}
        after = {column: pair[1] for column, pair in fields.items()} | (
            {"changed_at": changed_at} if changed_at else {}
        )
        alike.setdefault(tuple(after), []).append([*after.values(), key])
        kept.append((run.pk, step.record, key, json.dumps(fields)))
    for columns, values in alike.items():
        update_rows(model._meta.db_table, columns, values)
    if step.kind == "change":
        insert_rows(ImportedBefore._meta.db_table, ("run_id", "record", "object_id", "fields"), kept)


def _real(
    model: type[models.Model], column: str, pair: Sequence[str | None], bases: Mapping[str, Sequence[int]]
) -> list[str | None]:
    record = referred(model, column)
    if record is None:
        return list(pair)
    return [str(_base(record, bases) - int(value)) if value and value.startswith("-") else value for value in pair]


def _moment(at: datetime | None) -> str:
    assert at is not None, "a run that writes has started"
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f").replace(".000000", "")
