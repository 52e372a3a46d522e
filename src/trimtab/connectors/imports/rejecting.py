"""Rows that cannot be taken, with the reason as a sentence. Every row of a table is new, changed, same or rejected."""

from collections.abc import Iterator, Sequence

import duckdb
from django.utils.translation import gettext as _

from trimtab.connectors.files.model import ColumnMapping
from trimtab.connectors.files.target_words import fields_in_words
from trimtab.connectors.files.value_sql import problem_sql
from trimtab.connectors.imports.fields import FIELDS
from trimtab.connectors.imports.mentions import FULL_NAME
from trimtab.connectors.imports.sql import count_of, literal, quoted
from trimtab.connectors.imports.typed import MUST_BE_READ, StagedTable, is_all_read

RAW_LENGTH = 500
VALUE_LENGTH = 60


def reject_unusable(session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable], *, zone: str) -> None:
    """Move rows that lack what they need out of the typed tables, before anything else looks at them."""
    session.execute(
        """CREATE OR REPLACE TABLE rejected (src INTEGER, line BIGINT, reason VARCHAR);
        CREATE OR REPLACE TABLE unread_opportunity (src INTEGER, line BIGINT, external_id VARCHAR)"""
    )
    for table in tables:
        if table.mapping.target in MUST_BE_READ:
            _reject_unread(session, table, zone=zone)
            _reject_nameless(session, table)
    for table in tables:
        if table.mapping.missing:
            reason = _("Nothing in the table gives %(fields)s.") % {"fields": fields_in_words(table.mapping.missing)}
            _reject(session, table.mapping.target, f"src = {table.src}", reason)
    for target, condition, reason in _unusable():
        _reject(session, target, condition, reason)


def _reject_unread(session: duckdb.DuckDBPyConnection, table: StagedTable, *, zone: str) -> None:
    """Opportunities whose amount or close date is there but cannot be read: half a row would be a wrong forecast."""
    target = table.mapping.target
    columns: dict[str, ColumnMapping] = {}
    for column in table.mapping.columns:
        if column.field in MUST_BE_READ[target]:
            columns.setdefault(column.field, column)
    unread = [column for column in columns.values() if not is_all_read(session, table, column)]
    for column in unread:
        problem = problem_sql(column.source, column.kind, into=FIELDS[target][column.field], zone=zone)
        text = _("%(column)s cannot be read: “%(value)s”.") % {"column": column.source[:200], "value": "\0"}
        before, after = (literal(part) for part in text.split("\0"))
        session.execute(
            f"""INSERT INTO rejected
            SELECT {table.src}, _line, {before} || left({quoted(column.source)}, {VALUE_LENGTH}) || {after}
            FROM read_parquet({literal(str(table.staged.path))}) WHERE {problem} = 'unreadable'"""
        )
    if unread:
        session.execute(
            f"""INSERT INTO unread_opportunity SELECT t.src, t.line, t.external_id FROM in_{target} AS t
            SEMI JOIN rejected AS r ON r.src = t.src AND r.line = t.line WHERE t.src = {table.src};
            DELETE FROM in_{target} WHERE src = {table.src}
                AND line IN (SELECT line FROM rejected WHERE src = {table.src})"""
        )


def _reject_nameless(session: duckdb.DuckDBPyConnection, table: StagedTable) -> None:
    """Opportunities with neither id nor name; where no row at all has one, the customer stands for the name."""
    target = table.mapping.target
    named = f"SELECT count(*) FROM in_{target} WHERE src = {table.src} AND coalesce(external_id, name) IS NOT NULL"
    if count_of(session, named):
        reason = _("The row names no opportunity: it has neither an id nor a name.")
        _reject(session, target, f"src = {table.src} AND coalesce(external_id, name) IS NULL", reason)


def _unusable() -> Iterator[tuple[str, str, str]]:
    nameless = _("The row has neither an id nor a name.")
    person = f"key_of(external_id, email, {FULL_NAME}) IS NULL"
    for target in ("opportunities", "opportunity_exports"):
        yield target, "external_id IS NULL AND name IS NULL AND account IS NULL", nameless
    yield "opportunity_history", "external_id IS NULL", _("The row names no opportunity.")
    yield "opportunity_history", "moment IS NULL", _("The time of the change is missing or cannot be read.")
    yield "opportunity_changes", "opportunity IS NULL", _("The row names no opportunity.")
    yield "opportunity_changes", "moment IS NULL", _("The time of the change is missing or cannot be read.")
    yield "accounts", "key_of(external_id, NULL, name) IS NULL", nameless
    yield "products", "key_of(external_id, NULL, name) IS NULL", nameless
    yield "teams", "key_of(external_id, NULL, name) IS NULL", nameless
    yield "users", person, nameless
    yield "contacts", person, nameless
    yield (
        "leads",
        "external_id IS NULL AND email IS NULL AND name IS NULL AND last_name IS NULL AND company IS NULL",
        nameless,
    )
    yield "activities", "moment IS NULL AND created_at IS NULL", _("The row has no time that can be read.")
    for target in ("activities", "line_items"):
        yield target, "coalesce(is_deleted, false)", _("The row is deleted in the other system.")
    yield "quotas", "amount IS NULL OR amount < 0", _("The target is missing, below zero or cannot be read.")
    yield "rates", "rate IS NULL OR rate <= 0", _("The rate is missing, not above zero, or cannot be read.")
    yield (
        "rates",
        "NOT coalesce(regexp_full_match(upper(currency), '[A-Z]{3}'), false)",
        _("The currency is no code of three letters."),
    )


def _reject(session: duckdb.DuckDBPyConnection, target: str, condition: str, reason: str) -> None:
    session.execute(
        f"""INSERT INTO rejected SELECT src, line, {literal(reason)} FROM in_{target} WHERE {condition};
        DELETE FROM in_{target} WHERE {condition}"""
    )


def reject_unmatched(session: duckdb.DuckDBPyConnection) -> None:
    """Rows that name a record which is in no table and not in the database."""
    opportunity = _("Its opportunity is in no table and not in the database.")
    session.execute(
        f"""
        INSERT INTO rejected SELECT t.src, t.line, {literal(opportunity)} FROM in_opportunity_changes AS t
            ANTI JOIN refs_opportunity AS r ON r.key = 'i:' || t.opportunity;
        INSERT INTO rejected SELECT src, line, {literal(opportunity)} FROM wanted_contact_role
            WHERE opportunity_id IS NULL;
        INSERT INTO rejected SELECT src, line, {literal(_("The row names no contact."))} FROM wanted_contact_role
            WHERE opportunity_id IS NOT NULL AND contact_id IS NULL;
        INSERT INTO rejected SELECT src, line, {literal(opportunity)} FROM wanted_line_item
            WHERE opportunity_id IS NULL;
        INSERT INTO rejected SELECT src, line, {literal(_("The row names no product."))} FROM wanted_line_item
            WHERE opportunity_id IS NOT NULL AND product_id IS NULL;
        INSERT INTO rejected SELECT t.src, t.line,
            {literal(_("The row names neither a person nor a team, or no days."))}
            FROM in_quotas AS t ANTI JOIN wanted_quota AS w ON w.src = t.src AND w.line = t.line;
        INSERT INTO rejected SELECT t.src, t.line, {literal(_("Its activity is in no table and not in the database."))}
            FROM in_activity_parties AS t ANTI JOIN wanted_activity AS w ON w.external_id = t.activity
            ANTI JOIN existing_activity AS x ON x.external_id = t.activity;
        """
    )


def make_outcomes(session: duckdb.DuckDBPyConnection, targets: Sequence[str]) -> None:
    """`outcomes`: src, line → new, changed, same or rejected; one for every row that was read."""
    rows = " UNION ALL ".join(f"SELECT src, line FROM in_{target}" for target in targets)
    created, altered = (" UNION ALL ".join(parts) for parts in (_created(), _altered()))
    session.execute(
        f"""
        CREATE OR REPLACE TABLE outcomes AS
        WITH every AS (SELECT * FROM ({rows}) UNION SELECT src, line FROM rejected),
        created AS (SELECT DISTINCT src, line FROM ({created})),
        altered AS (SELECT DISTINCT src, line FROM ({altered})),
        refused AS (SELECT DISTINCT src, line FROM rejected)
        SELECT every.src, every.line,
            CASE WHEN refused.src IS NOT NULL THEN 'rejected' WHEN created.src IS NOT NULL THEN 'new'
                WHEN altered.src IS NOT NULL THEN 'changed' ELSE 'same' END AS outcome
        FROM every LEFT JOIN created USING (src, line) LEFT JOIN altered USING (src, line) LEFT
            JOIN refused USING (src, line)
        """
    )


def _created() -> Iterator[str]:
    yield """SELECT src, line FROM states JOIN refs_opportunity AS r USING (key) WHERE r.ref < 0
        QUALIFY row_number() OVER (PARTITION BY key ORDER BY moment, src, line) = 1"""
    yield """SELECT f.src, f.line FROM fresh AS f
        SEMI JOIN (SELECT src, line FROM histories UNION SELECT src, line FROM lines) AS h
            ON h.src = f.src AND h.line = f.line"""
    for record in ("team", "user", "account", "contact", "product"):
        yield f"SELECT src, line FROM deciding_{record} WHERE ref < 0"
    for record in ("contact_role", "line_item", "activity", "lead", "quota", "rate"):
        yield f"SELECT src, line FROM insert_{record} WHERE src IS NOT NULL"
    yield """SELECT t.src, t.line FROM in_activity_parties AS t
        SEMI JOIN insert_activity AS i ON i.external_id = t.activity"""
    yield """SELECT t.src, t.line FROM in_stages AS t JOIN stage_refs AS r ON r.stage_text = coalesce(t.external_id,
        t.name)
        AND r.process_text IS NOT DISTINCT FROM t.process WHERE r.ref < 0"""
    yield """SELECT t.src, t.line FROM in_processes AS t
        JOIN process_refs AS p ON p.norm = norm(coalesce(t.name, t.external_id)) WHERE p.ref < 0"""


def _altered() -> Iterator[str]:
    yield "SELECT f.src, f.line FROM fresh AS f WHERE f.src IS NOT NULL"
    yield """SELECT arg_max(s.src, s.moment), arg_max(s.line, s.moment) FROM states AS s JOIN refs_opportunity
        AS r USING (key)
        JOIN change_opportunity AS c ON c.id = r.ref GROUP BY s.key"""
    for record in ("team", "user", "account", "contact", "product"):
        yield f"SELECT d.src, d.line FROM deciding_{record} AS d JOIN change_{record} AS c ON c.id = d.ref"
    for record in ("lead", "quota"):
        yield f"SELECT src, line FROM change_{record}"


def rejected_rows(session: duckdb.DuckDBPyConnection, table: StagedTable, *, limit: int) -> list[tuple[int, str, str]]:
    """Rejected rows of one table as (line, reason, the row's beginning): first those that could not be read."""
    found = [(one.line, one.reason, one.raw[:RAW_LENGTH]) for one in table.staged.rejected[:limit]]
    columns = ", ".join(f"coalesce({quoted(name)}, '')" for name in table.staged.columns[:50])
    query = (
        f"SELECT r.line, min(r.reason), left(any_value(concat_ws(',', {columns})), {RAW_LENGTH})"
        f" FROM rejected AS r JOIN read_parquet({literal(str(table.staged.path))}) AS p ON p._line = r.line"
        f" WHERE r.src = {table.src} GROUP BY r.line ORDER BY r.line LIMIT {max(limit - len(found), 0)}"
    )
    return found + [(int(line), str(reason), str(raw)) for line, reason, raw in session.execute(query).fetchall()]
