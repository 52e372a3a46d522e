"""Taking a finished import back: changed records get their values again, created ones go, what people edited stays.

Every batch is one transaction and leaves the rest to be done, so a killed undo goes on where it stopped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction

from trimtab.accounts.models import AccountMember
from trimtab.connectors.imports.database import columns_of, quoted, refresh_statistics
from trimtab.connectors.imports.keeping import kept_records, mark_kept, release
from trimtab.connectors.imports.records import RECORDS
from trimtab.connectors.imports.writing import Progress
from trimtab.connectors.models import ImportedBefore, ImportRun
from trimtab.core.pacing import Pace, Watch
from trimtab.opportunities.models import FieldChange

NAMED_AT_MOST = 200
SELF_REFERENCES = (
    ("account", "parent_id"),
    ("account", "merged_into_id"),
    ("contact", "reports_to_id"),
    ("contact", "merged_into_id"),
    ("team", "parent_id"),
    ("opportunity", "merged_into_id"),
    ("product", "same_as_id"),
)
# Field names of changes, where they differ from the column.
CHANGE_FIELDS = {"stage_id": "stage", "owner_id": "owner", "account_id": "account"}


@dataclass
class UndoReport:
    """What an undo did: records removed and restored by kind, and what it kept with its names."""

    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)  # record → count, names

    def keep(self, record: str, name: str) -> None:
        """Count one kept record; the first ones by name."""
        entry = self.kept.setdefault(record, {"count": 0, "names": []})
        entry["count"] += 1
        if len(entry["names"]) < NAMED_AT_MOST:
            entry["names"].append(name)

    def as_json(self) -> dict[str, Any]:
        return {"removed": self.removed, "restored": self.restored, "kept": self.kept}


def take_back(run: ImportRun, *, pace: Pace, watch: Watch, progress: Progress | None = None) -> UndoReport:
    """Undo what the run wrote; see the module."""
    report = UndoReport(**run.undo_report) if run.undo_report else UndoReport()
    refresh_statistics(RECORDS.values())
    _restore_changed(run, report, pace=pace, watch=watch, progress=progress)
    with transaction.atomic():
        mark_kept(run.pk, _written_at(run))
    for kept in kept_records(run.pk):
        report.kept[f"created {kept.record}"] = {"count": kept.count, "names": list(kept.names)}
    _remove_created(run, report, pace=pace, watch=watch, progress=progress)
    with transaction.atomic():
        release(run.pk)
    return report


def _written_at(run: ImportRun) -> str:
    assert run.started_at is not None
    return run.started_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f").replace(".000000", "")


def _restore_changed(
    run: ImportRun, report: UndoReport, *, pace: Pace, watch: Watch, progress: Progress | None
) -> None:
    total = run.changed_records.count()
    while batch := list(run.changed_records.order_by("-pk")[: pace.rows]):
        with transaction.atomic():
            for record in {row.record for row in batch}:
                _restore(run, record, [row for row in batch if row.record == record], report, now=watch.read())
            ImportedBefore.objects.filter(pk__in=[row.pk for row in batch]).delete()
            _beat(run, report, watch)
        if progress is not None:
            progress("restore", total - run.changed_records.count(), total)
        time.sleep(pace.rest)


def _restore(run: ImportRun, record: str, rows: Sequence[ImportedBefore], report: UndoReport, *, now: datetime) -> None:
    model = RECORDS[record]
    current = model._default_manager.in_bulk([row.object_id for row in rows])
    changed: dict[tuple[str, ...], list[models.Model]] = {}
    for row in rows:
        target = current.get(row.object_id)
        if target is None:
            continue
        restored, kept = _split(model, target, row.fields)
        for column, value in restored.items():
            setattr(target, column, value)
        if "changed_at" in columns_of(model) and restored:
            target.changed_at = now  # type: ignore[attr-defined]  # checked one line above
            restored["changed_at"] = now
        if restored:
            changed.setdefault(tuple(restored), []).append(target)
            report.restored[record] = report.restored.get(record, 0) + 1
        if kept:
            report.keep(record, str(target))
            _keep_changes(run, record, row.object_id, kept)
    for columns, targets in changed.items():
        names = [columns_of(model)[column].name for column in columns]
        model._default_manager.bulk_update(targets, names)


def _split(
    model: type[models.Model], target: models.Model, fields: Mapping[str, Sequence[str | None]]
) -> tuple[dict[str, Any], list[str]]:
    """The values to go back to, and the columns that somebody changed since."""
    restored, kept = {}, []
    for column, (before, after) in fields.items():
        declared = columns_of(model)[column]
        if getattr(target, column) == _value(declared, after):
            restored[column] = _value(declared, before)
        else:
            kept.append(column)
    return restored, kept


def _value(declared: models.Field[Any, Any], text: str | None) -> Any:
    """A text of the database as Python keeps it on a record."""
    if text is None:
        return None
    if isinstance(declared, models.JSONField):
        return json.loads(text)
    if isinstance(declared, models.DateTimeField):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    if isinstance(declared, models.DateField):
        return date.fromisoformat(text)
    if isinstance(declared, models.DecimalField):
        return Decimal(text)
    if isinstance(declared, models.BooleanField):
        return text in {"1", "true", "True"}
    if isinstance(declared, models.ForeignKey | models.IntegerField):
        return int(text)
    return text


def _keep_changes(run: ImportRun, record: str, key: int, columns: Sequence[str]) -> None:
    """The history of a value that stays, stays."""
    if record == "opportunity":
        names = [CHANGE_FIELDS.get(column, column) for column in columns]
        FieldChange.objects.filter(opportunity_id=key, field__in=names, imported_in=run.pk).update(imported_in=None)


def _remove_created(run: ImportRun, report: UndoReport, *, pace: Pace, watch: Watch, progress: Progress | None) -> None:
    _remove_members(run)
    for record, column in SELF_REFERENCES:
        RECORDS[record]._default_manager.filter(imported_in=run.pk, **{f"{column}__isnull": False}).update(
            **{column: None}
        )
    for record, model in reversed(RECORDS.items()):
        if "imported_in" not in columns_of(model):
            continue
        for count in _removed(run, record, model, pace):
            report.removed[record] = report.removed.get(record, 0) + count
            run.done += count
            _beat(run, report, watch)
            if progress is not None:
                progress(record, run.done, run.total)
            time.sleep(pace.rest)


def _removed(run: ImportRun, record: str, model: type[models.Model], pace: Pace) -> Iterator[int]:
    """Remove the run's records in batches; each is committed before its count comes out."""
    table = quoted(model._meta.db_table)
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table} WHERE imported_in = %s LIMIT {pace.rows}", [run.pk])
            ids = [int(row[0]) for row in cursor.fetchall()]
            if not ids:
                return
            _remove_dependents(cursor, record, ids)
            cursor.execute(f"DELETE FROM {table} WHERE id IN ({', '.join(map(str, ids))})")
        yield len(ids)


def _remove_dependents(cursor: Any, record: str, ids: Sequence[int]) -> None:
    """Rows without a run of their own that only exist with the record."""
    listed = ", ".join(map(str, ids))
    members = quoted(AccountMember._meta.db_table)
    if record == "activity":
        cursor.execute(
            f"DELETE FROM {quoted(RECORDS['activity_party']._meta.db_table)} WHERE activity_id IN ({listed})"
        )
    if record in ("account", "user"):
        cursor.execute(f"DELETE FROM {members} WHERE {record}_id IN ({listed})")


def _remove_members(run: ImportRun) -> None:
    """Memberships that the run gave, unless a record that stays gives them too."""
    before, count = run.cursor.get("bases", {}).get("account_member", [0, 0])
    opportunities, accounts = (quoted(RECORDS[name]._meta.db_table) for name in ("opportunity", "account"))
    others = f"(r.imported_in IS NULL OR r.imported_in <> {run.pk})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {quoted(AccountMember._meta.db_table)} AS m WHERE m.id > %s AND m.id <= %s"
            f" AND NOT EXISTS (SELECT 1 FROM {opportunities} r WHERE r.account_id = m.account_id"
            f" AND r.owner_id = m.user_id AND {others})"
            f" AND NOT EXISTS (SELECT 1 FROM {accounts} r WHERE r.id = m.account_id AND r.owner_id = m.user_id"
            f" AND {others})",
            [before, before + count],
        )


def _beat(run: ImportRun, report: UndoReport, watch: Watch) -> None:
    run.undo_report, run.heartbeat_at = report.as_json(), watch.read()
    run.save(update_fields=["undo_report", "heartbeat_at", "done"])
