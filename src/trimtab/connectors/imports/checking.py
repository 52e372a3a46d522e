"""The dry run: stage the tables, make the plan, keep counts, differences and rejected rows on the run."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.connectors.files.model import NO_TABLE, Proposal, Refusal, Rejection, Staged
from trimtab.connectors.files.proposals import from_json
from trimtab.connectors.files.reading import OpenedSource
from trimtab.connectors.files.value_sql import value_sql
from trimtab.connectors.imports.planning import Planned, plan_import
from trimtab.connectors.imports.run_context import Context
from trimtab.connectors.imports.sql import literal, quoted
from trimtab.connectors.imports.typed import StagedTable
from trimtab.connectors.imports.workspace import Workspace
from trimtab.connectors.models import ImportRejection, ImportRun
from trimtab.core.models import Organisation, PeriodClosing

MANIFEST = "staged.json"
MOST_NAMED = 8  # files in a sentence
# Dates that the exported systems wrote themselves: the latest of them is the least that the exports' own time can be.
CLOCKS = {
    "opportunities": ("opened_at", "closed_at"),
    "opportunity_history": ("at",),
    "opportunity_changes": ("at",),
    "accounts": ("created_at",),
    "contacts": ("created_at",),
    "activities": ("created_at",),
    "leads": ("created_at", "converted_at"),
}


def stage_tables(opened: OpenedSource, workspace: Workspace) -> None:
    """Write every table to Parquet and remember where, so that checking needs the files no more."""
    workspace.make()
    entries: list[dict[str, Any]] = []
    for number, table in enumerate(opened.tables):
        staged = table.stage(workspace.staged / f"{number}.parquet")
        entries.append({"source": table.name, "staged": asdict(staged)})
    (workspace.folder / MANIFEST).write_text(json.dumps(entries, default=str))


def staged_tables(workspace: Workspace, proposal: Proposal) -> list[StagedTable]:
    """The staged tables with their mappings; those that are not imported are left out."""
    path = workspace.folder / MANIFEST
    if not path.exists():
        raise Refusal(_("The uploaded files are no longer there. Upload them again."), name=str(path))
    found = []
    for number, entry in enumerate(json.loads(path.read_text())):
        mapping = proposal.table_for(entry["source"])
        if mapping is not None and mapping.target != NO_TABLE:
            found.append(StagedTable(number, _staged(entry["staged"]), mapping))
    return found


def _no_table(proposal: Proposal) -> str:
    """That nothing is left to import, with what was found, so that a wrong folder shows at once."""
    found = ", ".join(table.source for table in proposal.tables[:MOST_NAMED])
    text = _(
        "Nothing here can be imported: no file holds opportunities, accounts or another known table. Export "
        "opportunities at least, with a heading line. Found: {found}."
    )
    return text.format(found=found)


def _staged(entry: dict[str, Any]) -> Staged:
    reader: Literal["duckdb", "python"] = "duckdb" if entry["reader"] == "duckdb" else "python"
    return Staged(
        path=Path(entry["path"]),
        columns=tuple(entry["columns"]),
        rows_in=entry["rows_in"],
        rows_good=entry["rows_good"],
        rows_rejected=entry["rows_rejected"],
        rejected=tuple(Rejection(**one) for one in entry["rejected"]),
        rejected_path=Path(entry["rejected_path"]) if entry["rejected_path"] else None,
        reader=reader,
    )


def check_plan(run: ImportRun, workspace: Workspace, *, now: datetime) -> Planned:
    """Make the plan and keep what it found on the run.

    Raises:
        Refusal: the exports cannot be read as mapped.
    """
    proposal = from_json(json.dumps(run.mapping))
    tables = staged_tables(workspace, proposal)
    if not tables:
        raise Refusal(_no_table(proposal), name=run.folder)
    organisation = Organisation.get()
    currency = (proposal.default_currency or organisation.currency).upper()[:3]
    with workspace.opened(fresh=True) as session:
        session.execute("BEGIN")
        exported_at = _exported_at(session, tables, proposal, now=now)
        context = Context(run.pk, run.source.name, now, exported_at, currency, workspace.folder, run.collisions)
        planned = plan_import(
            session,
            tables,
            proposal,
            context,
            reporting=organisation.currency,
            frozen_until=PeriodClosing.last_frozen_on(),
        )
        session.execute("COMMIT")
    _keep(run, planned, exported_at=exported_at)
    return planned


def _keep(run: ImportRun, planned: Planned, *, exported_at: datetime) -> None:
    with transaction.atomic():
        run.rejections.all().delete()
        ImportRejection.objects.bulk_create(
            (
                ImportRejection(
                    run=run, table=table[:300], line=line, reason=reason[:500], raw=raw.replace("\x00", "\ufffd")
                )
                for table, line, reason, raw in planned.rejections
            ),
            batch_size=2_000,
        )
        run.tables = [asdict(count) for count in planned.tables]
        run.notes, run.preview, run.total = planned.notes, planned.preview, planned.total
        run.exported_at, run.cursor = exported_at, {}
        run.save(update_fields=["tables", "notes", "preview", "total", "exported_at", "cursor"])


def _exported_at(
    session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable], proposal: Proposal, *, now: datetime
) -> datetime:
    """The time that exports without a date in their name speak of: their latest own date, never later than now."""
    named = [datetime.fromisoformat(table.mapping.exported_at) for table in tables if table.mapping.exported_at]
    latest = [_aware(at) for at in named]
    for table in tables:
        latest.extend(_latest(session, table, proposal, now=now))
    past = [at for at in latest if at <= now]
    return max(past, default=now)


def _latest(
    session: duckdb.DuckDBPyConnection, table: StagedTable, proposal: Proposal, *, now: datetime
) -> list[datetime]:
    """The latest times of a table's own clocks, and of the closes of closed opportunities."""
    wanted = [(name, "true") for name in CLOCKS.get(table.mapping.target, ())]
    stage = table.mapping.column_for("stage")
    if table.mapping.target == "opportunities" and stage is not None:
        closed = ", ".join(literal(one.name) for one in proposal.stages if one.kind != "open") or "NULL"
        wanted.append(("close_on", f"{quoted(stage.source)} IN ({closed})"))
    found = []
    for name, condition in wanted:
        column = table.mapping.column_for(name)
        if column is not None:
            value = value_sql(column.source, column.kind, into="datetime", zone=proposal.zone)
            until = literal(now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"))
            row = session.execute(
                f"SELECT max(value) FROM (SELECT {value} AS value FROM read_parquet({literal(str(table.staged.path))})"
                f" WHERE {condition}) WHERE value <= TIMESTAMP {until}"
            ).fetchone()
            found += [_aware(row[0])] if row and row[0] else []
    return found


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
