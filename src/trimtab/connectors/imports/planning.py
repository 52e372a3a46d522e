"""Working out everything an import will write, without writing: staged tables in, a plan and its counts out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.connectors.files.model import CUSTOM_PREFIX, ENTERED_PREFIX, Proposal
from trimtab.connectors.files.names import readable
from trimtab.connectors.files.targets import TARGETS
from trimtab.connectors.imports import history, named, opportunities, others, rejecting, stages, states
from trimtab.connectors.imports.matching import MACROS, similar_matches
from trimtab.connectors.imports.mentions import NAMED, load_existing, resolve_all
from trimtab.connectors.imports.rekeying import match_rekeyed
from trimtab.connectors.imports.run_context import Context
from trimtab.connectors.imports.sql import count_of, keep, rows_of
from trimtab.connectors.imports.tracked import field_macro
from trimtab.connectors.imports.typed import StagedTable, make_typed, mapped_fields
from trimtab.opportunities.models.history import TRACKED_FIELDS

PREVIEW_ROWS = 100
REJECTIONS_KEPT = 100_000
WITH_CUSTOM = {
    "opportunities": "opportunity",
    "opportunity_exports": "opportunity",
    "opportunity_history": "opportunity",
    "accounts": "account",
    "contacts": "contact",
    "leads": "lead",
}
# In order of writing: later ones refer to earlier ones.
INSERTS = (
    "custom_field",
    "rate",
    "team",
    "user",
    "account",
    "contact",
    "product",
    "process",
    "stage",
    "opportunity",
    "account_member",
    "change",
    "contact_role",
    "line_item",
    "activity",
    "activity_party",
    "lead",
    "quota",
)
CHANGES = ("team", "user", "account", "contact", "product", "opportunity", "lead", "quota")
LINKS = ("team", "account", "contact")


@dataclass(frozen=True)
class TableCount:
    """One source table: rows = new + changed + same + rejected, always."""

    table: str
    target: str
    rows: int
    new: int
    changed: int
    same: int
    rejected: int


@dataclass(frozen=True)
class Planned:
    """What planning found: counts, sentences, the first differences, and rejected rows by table."""

    tables: list[TableCount]
    notes: list[str]
    preview: dict[str, Any]
    rejections: list[tuple[str, int, str, str]]
    total: int


def plan_import(
    session: duckdb.DuckDBPyConnection,
    tables: Sequence[StagedTable],
    proposal: Proposal,
    context: Context,
    *,
    reporting: str,
    frozen_until: date | None,
) -> Planned:
    """Fill the plan: `steps` and the relations it names.

    Args:
        tables: staged tables whose target is not "none".
        reporting: the organisation's currency. frozen_until: the last day whose rates may not change.
    """
    session.execute(MACROS)
    session.execute(field_macro())
    notes = make_typed(session, tables, proposal)
    rejecting.reject_unusable(session, tables, zone=proposal.zone)
    session.execute(_stamps_to_lines(proposal))
    _resolve(session, tables, proposal, context)
    keep(session)
    _plan_history(session, tables, context)
    keep(session)
    _plan_records(session, context, tables, reporting=reporting, frozen_until=frozen_until)
    keep(session)
    rejecting.reject_unmatched(session)
    rejecting.make_outcomes(session, list(TARGETS))
    _make_steps(session)
    counts = [_count(session, table) for table in tables]
    return Planned(
        tables=counts,
        notes=[*notes, *_notes(session, context)],
        preview=_preview(session),
        rejections=_rejections(session, tables),
        total=count_of(session, "SELECT sum(row_count) FROM steps"),
    )


def _stamps_to_lines(proposal: Proposal) -> str:
    """A date per stage ("Date entered Proposal") is a change to that stage."""
    if not any(c.field.startswith(ENTERED_PREFIX) for table in proposal.tables for c in table.columns):
        return """CREATE OR REPLACE TABLE stamped (src INTEGER, line BIGINT, key VARCHAR, stage VARCHAR,
            process VARCHAR,
            moment TIMESTAMP)"""
    return """CREATE OR REPLACE TABLE stamped AS
        SELECT src, line, 'i:' || external_id AS key, stage, process, TRY_CAST(json_extract_string(stamps,
            concat('$."', stage, '"')) AS TIMESTAMP) AS moment
        FROM (SELECT src, line, external_id, process, stamps, unnest(json_keys(stamps)) AS stage FROM in_opportunities
            WHERE stamps IS NOT NULL AND external_id IS NOT NULL)"""


def _resolve(
    session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable], proposal: Proposal, context: Context
) -> None:
    resolve_all(session, source=context.source, folder=context.folder)
    for record in ("process", "stage", "opportunity"):
        load_existing(session, record, folder=context.folder)
    stages.make_meanings(session, proposal.stages)
    stages.make_stage_texts(session)
    stages.resolve_stages(session)
    states.make_states(session, times=_times(tables), horizon=context.exported_at, currency=context.currency)
    states.make_histories(session, currency=context.currency)
    states.make_lines(session)
    session.execute(
        """INSERT INTO lines SELECT t.src, t.line, t.key, 'stage', NULL, CAST(r.ref AS VARCHAR), t.moment, NULL
        FROM stamped AS t JOIN stage_refs AS r ON r.stage_text = t.stage AND r.process_text IS NOT DISTINCT
            FROM t.process
        WHERE t.moment IS NOT NULL"""
    )


def _times(tables: Sequence[StagedTable]) -> dict[int, datetime]:
    return {t.src: datetime.fromisoformat(t.mapping.exported_at) for t in tables if t.mapping.exported_at}


def _plan_history(session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable], context: Context) -> None:
    match_rekeyed(session, context)
    opportunities.make_refs(session, context)
    opportunities.make_known(session, context)
    logged, covered = logged_fields(session, tables)
    stated = _mapped(tables, "opportunities", "opportunity_exports")
    if "status" in stated or "is_won" in stated:
        stated.add("stage")
    history.make_history(
        session,
        stated=stated & set(TRACKED_FIELDS) | ({"stage", "currency"} if stated else set()),
        logged=logged,
        covered=covered,
    )
    history.drop_known(session)
    _apply_rules(session, context)
    opportunities.make_ends(session)


def logged_fields(session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable]) -> tuple[set[str], set[str]]:
    """Tracked fields that histories of whole states map, and all that some log covers."""
    logged = _mapped(tables, "opportunity_history") & set(TRACKED_FIELDS)
    listed = {str(row[0]) for row in rows_of(session, "SELECT DISTINCT field FROM lines")}
    return logged, logged | listed


def _mapped(tables: Sequence[StagedTable], *targets: str) -> set[str]:
    return {name for table in tables if table.mapping.target in targets for name in mapped_fields(table.mapping)}


def _apply_rules(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """What the rule keeps is no change: not in the record, not in its history."""
    for name in TRACKED_FIELDS:
        rule = context.rule("opportunities", name)
        if rule == "overwrite":
            continue
        filled = "AND old IS NOT NULL" if rule == "fill" else ""
        session.execute(f"DELETE FROM fresh WHERE ref > 0 AND origin = 'exports' AND field = '{name}' {filled}")


def _plan_records(
    session: duckdb.DuckDBPyConnection,
    context: Context,
    tables: Sequence[StagedTable],
    *,
    reporting: str,
    frozen_until: date | None,
) -> None:
    session.execute(
        """CREATE OR REPLACE TABLE leaders AS
        -- Somebody who only appears as others' manager leads the team of most of them.
        SELECT r.ref, mode(g.ref) AS team FROM in_users AS t
        JOIN said_user AS s ON s.text = t.manager JOIN refs_user AS r ON r.key = s.key
        LEFT JOIN said_team AS gs ON gs.text = t.team LEFT JOIN refs_team AS g ON g.key = gs.key
        GROUP BY r.ref"""
    )
    others.prepare(session, context)
    for plan in named.plans(context):
        named.plan_named(session, context, plan)
    _plan_process(session, context)
    session.execute(
        """CREATE OR REPLACE TABLE account_names AS SELECT id AS ref, name FROM insert_account
        UNION ALL SELECT id, name FROM existing_account"""
    )
    _, covered = logged_fields(session, tables)
    opportunities.plan_new(session, context, has_stage_history="stage" in covered)
    opportunities.plan_changed(session, context, maps_custom=_has_custom(tables))
    others.plan_members(session)
    others.plan_contact_roles(session, context)
    others.plan_line_items(session, context)
    others.plan_activities(session, context)
    others.plan_leads(session, context)
    others.plan_quotas(session, context)
    others.plan_rates(session, context, reporting=reporting, frozen_until=str(frozen_until or "0001-01-01"))
    _plan_custom_fields(session, context, tables)


def _has_custom(tables: Sequence[StagedTable]) -> bool:
    return any(
        c.field.startswith(CUSTOM_PREFIX)
        for t in tables
        if WITH_CUSTOM.get(t.mapping.target) == "opportunity"
        for c in t.mapping.columns
    )


def _plan_process(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    session.execute(
        f"""
        CREATE OR REPLACE TABLE insert_process AS
        SELECT ref AS id, {context.marks}, NULL::VARCHAR AS external_id, left(name, 200) AS name, NULL::TIMESTAMP
            AS archived_at
        FROM process_refs WHERE ref < 0 ORDER BY -ref;
        CREATE OR REPLACE TABLE insert_stage AS
        SELECT ref AS id, {context.marks}, NULL::VARCHAR AS external_id, process AS process_id, left(name, 200)
            AS name, position, kind,
            NOT (kind = 'open' AND position = min(position) OVER (PARTITION BY process)) AS is_qualified, ''
                AS forecast_category,
            NULL::TIMESTAMP AS archived_at
        FROM stages_final ORDER BY -ref;
        DELETE FROM insert_stage WHERE id > 0;
        """
    )


def _plan_custom_fields(session: duckdb.DuckDBPyConnection, context: Context, tables: Sequence[StagedTable]) -> None:
    session.execute(
        "CREATE OR REPLACE TABLE own_fields (record VARCHAR, key VARCHAR, label VARCHAR, kind VARCHAR, choices VARCHAR)"
    )
    kinds = {
        "number": "number",
        "percent": "number",
        "money": "money",
        "date": "date",
        "datetime": "date",
        "boolean": "boolean",
        "choice": "choice",
    }
    for table in tables:
        for column in table.mapping.columns:
            if column.field.startswith(CUSTOM_PREFIX) and table.mapping.target in WITH_CUSTOM:
                kind = kinds.get(column.kind.kind, "text")
                choices = list(column.kind.choices) if kind == "choice" else []
                session.execute(
                    "INSERT INTO own_fields VALUES (?, ?, ?, ?, ?)",
                    [
                        WITH_CUSTOM[table.mapping.target],
                        column.field.removeprefix(CUSTOM_PREFIX)[:100],
                        readable(column.source)[:200],
                        kind,
                        json.dumps(choices, ensure_ascii=False),
                    ],
                )
    session.execute(
        f"""CREATE OR REPLACE TABLE insert_custom_field AS
        SELECT -row_number() OVER (ORDER BY record, key) AS id, *, {context.run_id}::BIGINT AS imported_in
        FROM (SELECT record, key, any_value(label) AS label, any_value(kind) AS kind, any_value(choices) AS choices
            FROM own_fields GROUP BY 1, 2) AS f
        ANTI JOIN existing_custom_field AS x ON x.record = f.record AND x.key = f.key"""
    )


def _make_steps(session: duckdb.DuckDBPyConnection) -> None:
    session.execute(
        "CREATE OR REPLACE TABLE steps (step INTEGER, kind VARCHAR, record VARCHAR, relation VARCHAR, label"
        " VARCHAR, row_count BIGINT)"
    )
    listed = [("insert", record, f"insert_{record}") for record in INSERTS]
    listed += [("link", record, f"link_{record}") for record in LINKS]
    listed += [("change", record, f"change_{record}") for record in CHANGES]
    for number, (kind, record, relation) in enumerate(listed):
        rows = count_of(session, f"SELECT count(*) FROM {relation}")
        session.execute("INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?)", [number, kind, record, relation, record, rows])


def _count(session: duckdb.DuckDBPyConnection, table: StagedTable) -> TableCount:
    found = {
        str(outcome): int(str(rows))
        for outcome, rows in rows_of(
            session, f"SELECT outcome, count(*) FROM outcomes WHERE src = {table.src} GROUP BY 1"
        )
    }
    new, changed, same = (found.get(outcome, 0) for outcome in ("new", "changed", "same"))
    rejected = found.get("rejected", 0) + table.staged.rows_rejected
    if new + changed + same + rejected != table.staged.rows_in:
        raise RuntimeError(
            f"{table.mapping.source}: {table.staged.rows_in} rows came in, but {new} are new, {changed}"
            f" changed, {same} the"
            f" same and {rejected} rejected."
        )
    return TableCount(table.mapping.source, table.mapping.target, table.staged.rows_in, new, changed, same, rejected)


def _rejections(session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable]) -> list[tuple[str, int, str, str]]:
    return [
        (table.mapping.source, *row)
        for table in tables
        for row in rejecting.rejected_rows(session, table, limit=REJECTIONS_KEPT)
    ]


def _preview(session: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The first changed records with their values before and after, and how often each field changes."""
    shown: dict[str, Any] = {"fields": {}, "rows": []}
    for record in CHANGES:
        by_field = rows_of(
            session,
            f"SELECT field, count(*) FROM (SELECT unnest(json_keys(fields)) AS field FROM change_{record})"
            f" GROUP BY 1 ORDER BY 1",
        )
        if by_field:
            shown["fields"][record] = {str(field): int(str(count)) for field, count in by_field}
        left = PREVIEW_ROWS - len(shown["rows"])
        for key, fields in rows_of(session, f"SELECT id, fields FROM change_{record} LIMIT {left}"):
            shown["rows"].append({"record": record, "id": key, "fields": json.loads(str(fields))})
    created = rows_of(
        session, "SELECT record, row_count FROM steps WHERE kind = 'insert' AND row_count > 0 ORDER BY step"
    )
    shown["created"] = {str(record): int(str(count)) for record, count in created}
    return shown


def _notes(session: duckdb.DuckDBPyConnection, context: Context) -> list[str]:
    """What was assumed, as sentences."""
    notes = []
    late = count_of(session, "SELECT count(*) FROM lives WHERE is_opened_late")
    if late:
        notes.append(
            ngettext(
                "%(count)d opportunity was created in the other system after it was closed; it counts as opened on"
                " the day it was closed.",
                "%(count)d opportunities were created in the other system after they were closed; they count as"
                " opened on the day they were closed.",
                late,
            )
            % {"count": late}
        )
    unknown = count_of(session, "SELECT count(*) FROM lives WHERE is_opening_unknown")
    if unknown:
        notes.append(
            ngettext(
                "%(count)d opportunity has no date of creation; it counts as opened when it is first heard of.",
                "%(count)d opportunities have no date of creation; they count as opened when they are first heard of.",
                unknown,
            )
            % {"count": unknown}
        )
    for kind in NAMED:
        notes += [
            _("“%(name)s” is taken for “%(matched)s”: %(score).0f %% alike.")
            % {"name": match.name, "matched": match.matched_name, "score": match.score}
            for match in similar_matches(session, kind.record)[:10]
        ]
    untracked = count_of(session, "SELECT count(*) FROM raw_lines WHERE field IS NULL")
    if untracked:
        notes.append(
            _("%(count)d rows tell of fields whose history is not kept; they count as the same.") % {"count": untracked}
        )
    notes += [str(row[0]) for row in rows_of(session, "SELECT note FROM rekeyed_notes")]
    return notes
