"""Opportunities and their changes as they will be written: new rows, changed rows, changes."""

from collections.abc import Mapping, Sequence

import duckdb

from trimtab.connectors.imports.database import dump
from trimtab.connectors.imports.records import RECORDS
from trimtab.connectors.imports.run_context import Context
from trimtab.connectors.imports.sql import literal, pairs_sql, quoted, written_sql
from trimtab.opportunities.models.history import TRACKED_FIELDS

# Tracked field → its column and type on the opportunity.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "stage": ("stage_id", "BIGINT"),
    "owner": ("owner_id", "BIGINT"),
    "account": ("account_id", "BIGINT"),
    "amount": ("amount", "DECIMAL(18,2)"),
    "close_on": ("close_on", "DATE"),
    **{
        name: (name, "VARCHAR")
        for name in TRACKED_FIELDS
        if name not in ("stage", "owner", "account", "amount", "close_on")
    },
}
NEVER_EMPTY = ("forecast_category", "kind", "lead_source", "loss_reason", "next_step", "name")


def make_refs(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """`refs_opportunity`: key → existing id or new number; `merged`: the one that the key is of, where it leads on."""
    session.execute(
        f"""
        CREATE OR REPLACE TABLE refs_opportunity AS
        WITH keys AS (
            SELECT key, min({{'t': moment, 's': src, 'l': line}}) AS first FROM (
                SELECT key, moment, src, line FROM states UNION ALL SELECT key, moment, src, line FROM histories
            ) GROUP BY key
        ),
        known AS (SELECT id, 'i:' || external_id AS key FROM existing_opportunity
            WHERE source = {literal(context.source)} AND external_id IS NOT NULL),
        placed AS (SELECT keys.key, known.id, first FROM keys LEFT JOIN known USING (key)),
        -- Of a merged one the source speaks for the survivor, unless that has a row of its own.
        led AS (
            SELECT placed.key, s.id AS merged, s.into_id FROM placed JOIN survivors_opportunity AS s ON s.id = placed.id
            ANTI JOIN placed AS own ON own.id = s.into_id
            QUALIFY row_number() OVER (PARTITION BY s.into_id ORDER BY placed.key) = 1
        ),
        standing AS (
            SELECT placed.key, coalesce(led.into_id, placed.id) AS id, led.merged, first
            FROM placed LEFT JOIN led USING (key)
        )
        SELECT key, coalesce(id, -row_number() OVER (PARTITION BY id IS NULL ORDER BY first, key)) AS ref,
            id IS NULL AS is_new, merged
        FROM standing;
        """
    )


def make_known(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """What the database knows of the source's opportunities: `known_opportunities`, `known_changes`, `known_values`."""
    session.execute(
        """CREATE OR REPLACE TABLE known_opportunities AS
        SELECT x.id, CAST(x.opened_at AS TIMESTAMP) AS opened_at, NULL::TIMESTAMP AS seen_at
        FROM existing_opportunity AS x"""
    )
    if session.execute("SELECT count(*) FROM refs_opportunity WHERE ref > 0").fetchone() == (0,):
        session.execute(
            """CREATE OR REPLACE TABLE known_changes (id BIGINT, field VARCHAR, new VARCHAR, valid_at TIMESTAMP);
            CREATE OR REPLACE TABLE known_values
                (id BIGINT, field VARCHAR, base VARCHAR, last_at TIMESTAMP, current VARCHAR)"""
        )
        return
    _load_changes(session, context)
    session.execute(
        """-- What the source said of a merged one counts as said of the survivor, and nothing else does.
        CREATE OR REPLACE TEMP TABLE led AS SELECT ref, merged FROM refs_opportunity WHERE merged IS NOT NULL;
        UPDATE known_changes SET imported_in = NULL WHERE id IN (SELECT ref FROM led);
        INSERT INTO known_changes
            SELECT k.* REPLACE (led.ref AS id) FROM known_changes AS k JOIN led ON led.merged = k.id"""
    )
    current = " UNION ALL ".join(
        f"SELECT id, '{field}' AS field, {_current(field)} AS current FROM existing_opportunity" for field in COLUMNS
    )
    session.execute(
        f"""CREATE OR REPLACE TABLE known_values AS
        WITH told AS (
            SELECT id, field, max(valid_at) AS last_at,
                (arg_max({{'v': new}}, (valid_at, recorded_at, change_id))
                    FILTER (WHERE imported_in IS NOT NULL)).v AS base
            FROM known_changes GROUP BY id, field
        ),
        now AS (SELECT * FROM ({current}) SEMI JOIN refs_opportunity AS r ON r.ref = id)
        SELECT now.id, now.field, told.base, told.last_at, now.current FROM now LEFT JOIN told USING (id, field);
        UPDATE known_opportunities SET seen_at = seen.moment FROM (
            SELECT id, max(recorded_at) AS moment FROM known_changes WHERE imported_in IS NOT NULL GROUP BY id
        ) AS seen WHERE seen.id = known_opportunities.id"""
    )


def _load_changes(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    columns = ["id", "opportunity_id", "field", "new", "valid_at", "recorded_at", "imported_in"]
    path = context.folder / "change.csv"
    table = RECORDS["opportunity"]._meta.db_table
    own = f"SELECT id FROM {quoted(table)} WHERE source = {literal(context.source)}"
    led = f"SELECT merged_into_id FROM {quoted(table)} WHERE merged_into_id IS NOT NULL"
    where = f"opportunity_id IN ({own} UNION {led})"
    dump(RECORDS["change"], columns, path, where=where)
    types = ["BIGINT", "BIGINT", "VARCHAR", "VARCHAR", "TIMESTAMP", "TIMESTAMP", "BIGINT"]
    named = ["change_id", "id", "field", "new", "valid_at", "recorded_at", "imported_in"]
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in zip(named, types, strict=True))
    session.execute(
        f"CREATE OR REPLACE TABLE known_changes AS SELECT * FROM read_csv({literal(str(path))}, header = false,"
        f" auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false,"
        f" max_line_size = 16777216, columns = {{{typed}}})"
    )
    path.unlink()


def _current(field: str) -> str:
    """SQL: a column of an existing opportunity as history writes it."""
    column, kind = COLUMNS[field]
    if field in NEVER_EMPTY:
        return f"nullif({column}, '')"
    if kind == "DECIMAL(18,2)":
        return f"CAST(CAST({column} AS DECIMAL(18,2)) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def make_ends(session: duckdb.DuckDBPyConnection) -> None:
    """`ends`: how each opportunity stands after all rows, with when it was closed."""
    last = ", ".join(f"arg_max({{'v': v_{field}}}, moment).v AS v_{field}" for field in TRACKED_FIELDS)
    history = ", ".join(f"arg_max({{'v': v_{field}}}, (moment, src, line)).v AS v_{field}" for field in TRACKED_FIELDS)
    rest = (
        "arg_max({{'v': kind}}, {0}).v AS kind, arg_max(process, {0}) AS process, arg_max(product, {0}) AS product,"
        " arg_max({{'v': custom}}, {0}).v AS custom, arg_max({{'v': is_deleted}}, {0}).v AS is_deleted,"
        " any_value(external_id) AS external_id, max(moment) AS last_at, count(DISTINCT moment) AS times"
    )
    session.execute(
        f"""
        CREATE OR REPLACE TABLE ends AS
        WITH stated AS (SELECT key, {last}, {rest.format("moment")} FROM states GROUP BY key),
        told AS (SELECT key, {history}, {rest.format("(moment, src, line)")} FROM histories ANTI
            JOIN stated USING (key) GROUP BY key)
        SELECT * FROM stated UNION ALL BY NAME SELECT * FROM told;
        CREATE OR REPLACE TABLE moves AS
        SELECT m.key, m.valid_at, s.kind, {{'t': m.valid_at, 's': coalesce(m.src, -1), 'l': coalesce(m.line, -1)}}
            AS place
        FROM made AS m JOIN (SELECT DISTINCT ref, kind FROM stages_final) AS s ON s.ref = CAST(m.new AS BIGINT)
        WHERE m.field = 'stage';
        CREATE OR REPLACE TABLE closings AS
        WITH reopened AS (SELECT key, max(place) AS place FROM moves WHERE kind = 'open' GROUP BY key)
        SELECT m.key, min(m.valid_at) AS closed_at FROM moves AS m LEFT JOIN reopened AS o USING (key)
        WHERE m.kind <> 'open' AND (o.place IS NULL OR m.place > o.place) GROUP BY m.key;
        """
    )


def plan_new(session: duckdb.DuckDBPyConnection, context: Context, *, has_stage_history: bool) -> None:
    """`insert_opportunity` and `insert_change`."""
    history = "'changes'" if has_stage_history else "CASE WHEN e.times > 1 THEN 'exports' ELSE 'dates' END"
    values = ", ".join(
        f"coalesce(e.v_{field}, '') AS {column}"
        if field in NEVER_EMPTY[:-1]
        else f"CAST(e.v_{field} AS {kind}) AS {column}"
        for field, (column, kind) in COLUMNS.items()
        if field not in ("name", "currency")
    )
    session.execute(
        f"""
        CREATE OR REPLACE TABLE insert_opportunity AS
        SELECT r.ref AS id, {context.marks}, substr(e.key, 3) AS external_id,
            left(coalesce(e.v_name, concat_ws(' – ', a.name, e.external_id), substr(e.key, 3)), 300) AS name,
            e.process AS process_id, e.kind AS status, coalesce(e.v_currency, {literal(context.currency)}) AS currency,
            {values}, coalesce(e.custom, '{{}}') AS custom, {history} AS history, l.opened_at,
            CASE WHEN e.kind <> 'open' THEN coalesce(c.closed_at, l.stated_close, e.last_at) END AS closed_at,
            {context.now_sql} AS changed_at,
            CASE WHEN e.is_deleted THEN e.last_at ELSE g.gone_at END AS archived_at, NULL::BIGINT AS merged_into_id
        FROM ends AS e JOIN refs_opportunity AS r USING (key) JOIN lives AS l USING (key)
        LEFT JOIN closings AS c USING (key) LEFT JOIN gone AS g USING (key)
        LEFT JOIN account_names AS a ON a.ref = CAST(e.v_account AS BIGINT)
        WHERE r.ref < 0 ORDER BY -r.ref;
        CREATE OR REPLACE TABLE insert_change AS
        SELECT -row_number() OVER (ORDER BY ref < 0, abs(ref), valid_at, coalesce(src, -1), coalesce(line, -1)) AS id,
            ref AS opportunity_id, field, old, new, valid_at, recorded_at, not_before, origin, by_ref AS by_id,
            {context.run_id}::BIGINT AS imported_in
        FROM fresh ORDER BY id DESC;
        """
    )


def plan_changed(session: duckdb.DuckDBPyConnection, context: Context, *, maps_custom: bool) -> None:
    """`change_opportunity`: existing opportunities whose last known value of a field is now another one."""
    columns = [(field, *COLUMNS[field]) for field in COLUMNS if context.rule("opportunities", field) != "keep"]
    _find_latest(session, [field for field, _column, _kind in columns])
    pairs = [
        (
            column,
            _applies(context, field, column),
            _before(column, kind),
            f"coalesce(n.n_{field}, '')" if field in NEVER_EMPTY else f"n.n_{field}",
        )
        for field, column, kind in columns
    ]
    pairs += _following_pairs()
    if maps_custom:
        merged = "CAST(json_merge_patch(x.custom, e.custom) AS VARCHAR)"
        pairs.append(("custom", f"e.custom IS NOT NULL AND {merged}::JSON <> x.custom::JSON", "x.custom", merged))
    session.execute(
        f"""
        CREATE OR REPLACE TABLE change_opportunity AS
        SELECT * FROM (
            SELECT x.id, {pairs_sql(pairs)} AS fields
            FROM refs_opportunity AS r JOIN existing_opportunity AS x ON x.id = r.ref
            LEFT JOIN ends AS e ON e.key = r.key
            LEFT JOIN (SELECT *, true AS has FROM latest) AS n ON n.ref = r.ref
            LEFT JOIN latest AS f ON f.ref = r.ref
            LEFT JOIN (SELECT DISTINCT ref, kind, process FROM stages_final) AS s ON s.ref = CAST(n.n_stage AS BIGINT)
        ) WHERE fields <> '{{}}' ORDER BY id;
        """
    )


def _following_pairs() -> list[tuple[str, str, str, str]]:
    """What follows from a new stage, from dated exports, and from a row that is gone."""
    closed = written_sql("f.valid_at", "TIMESTAMP")
    return [
        (
            "process_id",
            "n.h_stage AND s.process <> x.process_id",
            "CAST(x.process_id AS VARCHAR)",
            "CAST(s.process AS VARCHAR)",
        ),
        ("status", "n.h_stage AND s.kind <> x.status", "x.status", "s.kind"),
        (
            "closed_at",
            "n.h_stage AND (s.kind <> 'open') <> (x.closed_at IS NOT NULL)",
            "x.closed_at",
            f"CASE WHEN s.kind <> 'open' THEN {closed} END",
        ),
        ("history", "n.is_chain AND x.history = 'dates'", "x.history", "'exports'"),
        (
            "archived_at",
            "e.is_deleted AND x.archived_at IS NULL",
            "x.archived_at",
            written_sql("e.last_at", "TIMESTAMP"),
        ),
    ]


def _find_latest(session: duckdb.DuckDBPyConnection, fields: Sequence[str]) -> None:
    """`latest`: per opportunity the last new value of each field that is newer than what is known."""
    latest = ", ".join(
        f"max(new_value) FILTER (WHERE last.field = '{field}') AS n_{field}, bool_or(last.field"
        f" = '{field}') AS h_{field}"
        for field in fields
    )
    session.execute(
        f"""
        CREATE OR REPLACE TABLE latest AS
        WITH last AS (
            SELECT f.ref, f.field, arg_max({{'v': f.new}}, (f.valid_at, coalesce(f.src, -1), coalesce(f.line, -1))).v
                AS new_value,
                max(f.valid_at) AS valid_at, bool_or(f.origin = 'exports') AS is_chain
            FROM fresh AS f WHERE f.ref > 0 GROUP BY f.ref, f.field
        )
        SELECT last.ref, {latest}, bool_or(is_chain) AS is_chain,
            max(last.valid_at) FILTER (WHERE last.field = 'stage') AS valid_at
        FROM last LEFT JOIN known_values AS k ON k.id = last.ref AND k.field = last.field
        WHERE k.last_at IS NULL OR last.valid_at >= k.last_at
        GROUP BY last.ref
        """
    )


def _applies(context: Context, field: str, column: str) -> str:
    rule = context.rule("opportunities", field)
    is_other = f"n.h_{field} AND {_as_text(field)} IS DISTINCT FROM n.n_{field}"
    return f"{is_other} AND {_as_text(field)} IS NULL" if rule == "fill" else is_other


def _as_text(field: str) -> str:
    return _current(field).replace(COLUMNS[field][0], f"x.{COLUMNS[field][0]}")


def _before(column: str, kind: str) -> str:
    return (
        f"CAST(CAST(x.{column} AS DECIMAL(18,2)) AS VARCHAR)"
        if kind == "DECIMAL(18,2)"
        else f"CAST(x.{column} AS VARCHAR)"
    )
