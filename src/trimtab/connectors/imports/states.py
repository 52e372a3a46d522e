"""Opportunities as rows state them, with everything they name resolved: one table for exports, one for histories.

Both have: key, src, line, moment, process, kind (of the stage), opened_at, closed_at, is_deleted, custom, and one text
column `v_<field>` for each tracked field, written as history writes it (negative ids are new records).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb

from trimtab.connectors.imports.mentions import ref_join
from trimtab.connectors.imports.sql import literal
from trimtab.connectors.imports.stages import stage_join, stated_join
from trimtab.connectors.imports.tracked import value_texts
from trimtab.opportunities.models.history import TRACKED_FIELDS


def make_states(
    session: duckdb.DuckDBPyConnection, *, times: Mapping[int, datetime], horizon: datetime, currency: str
) -> None:
    """`states`: one row per opportunity and export.

    Args:
        times: number of a source table → when it was exported, where its name or mapping says so.
        horizon: when the others were exported, as far as their own dates tell.
        currency: of rows that name none.
    """
    listed = ", ".join(f"({src}, TIMESTAMP {literal(_text(at))})" for src, at in times.items()) or "(NULL, NULL)"
    session.execute(
        f"""CREATE OR REPLACE TABLE times AS SELECT src::INTEGER AS src, moment::TIMESTAMP AS moment
            FROM (VALUES {listed}) AS listed(src, moment) WHERE src IS NOT NULL;
        CREATE OR REPLACE VIEW all_states AS
        SELECT *, NULL::TIMESTAMP AS exported_at FROM in_opportunities
        UNION ALL BY NAME SELECT * FROM in_opportunity_exports;"""
    )
    moment = f"coalesce(t.exported_at, times.moment, TIMESTAMP {literal(_text(horizon))})"
    session.execute(
        f"CREATE OR REPLACE TABLE states AS {_resolved('all_states', moment, currency, 'LEFT JOIN times USING (src)')}"
    )
    session.execute(
        # Several rows of one opportunity at one time: the last one states it.
        """CREATE OR REPLACE TABLE repeated AS
        SELECT src, line FROM states QUALIFY row_number() OVER (PARTITION BY key, moment ORDER BY src DESC,
            line DESC) > 1;
        DELETE FROM states USING repeated WHERE states.src = repeated.src AND states.line = repeated.line;"""
    )


def make_histories(session: duckdb.DuckDBPyConnection, *, currency: str) -> None:
    """`histories`: one row per change with the whole state after it, `by` and the stage before."""
    extra = f"{stage_join('before', 't.process', 't.from_stage')} {ref_join('user', 'author', 't.by_whom')}"
    more = ", before.ref AS before_stage, author.ref AS by_ref"
    session.execute(
        f"CREATE OR REPLACE TABLE histories AS"
        f" {_resolved('in_opportunity_history', 't.moment', currency, extra, more)} WHERE t.moment IS NOT NULL"
    )


def make_lines(session: duckdb.DuckDBPyConnection) -> None:
    """`lines`: one row per changed field, with the values written as history writes them."""
    values = ", ".join(f"{_value(name)} AS {name}" for name in ("old", "new"))
    joins = " ".join(
        f"LEFT JOIN any_stage AS stage_{name} ON stage_{name}.key = t.key AND stage_{name}.stage_text = t.{name}"
        f" {ref_join('user', f'user_{name}', f't.{name}')} {ref_join('account', f'account_{name}', f't.{name}')}"
        for name in ("old", "new")
    )
    session.execute(
        f"""CREATE OR REPLACE TABLE raw_lines AS
        SELECT src, line, 'i:' || opportunity AS key, field_of(field) AS field, old, new, moment, by_whom
        FROM in_opportunity_changes;
        -- A stage is looked for in the opportunity's own process, then in any.
        CREATE OR REPLACE TABLE process_of AS
        SELECT key, arg_max(process, moment) AS process FROM (SELECT key, process, moment
            FROM states UNION ALL SELECT key, process, moment FROM histories)
        GROUP BY key;
        CREATE OR REPLACE TABLE any_stage AS
        WITH texts AS (SELECT DISTINCT key, unnest([old, new]) AS stage_text FROM raw_lines WHERE field = 'stage')
        SELECT texts.key, texts.stage_text, arg_min(r.ref, (r.process IS DISTINCT FROM p.process, r.ref)) AS ref
        FROM texts LEFT JOIN process_of AS p USING (key) JOIN stage_refs AS r ON r.stage_text = texts.stage_text
        GROUP BY 1, 2;
        CREATE OR REPLACE TABLE lines AS
        SELECT t.src, t.line, t.key, t.field, {values}, t.moment, author.ref AS by_ref
        FROM raw_lines AS t {joins} {ref_join("user", "author", "t.by_whom")}
        WHERE t.field IS NOT NULL AND t.moment IS NOT NULL"""
    )


def _value(name: str) -> str:
    number = f"TRY_CAST(regexp_replace(t.{name}, '[^0-9.eE-]', '', 'g') AS DECIMAL(18,2))"
    day = (
        f"CASE WHEN regexp_full_match(t.{name}, '[0-9]{{12,13}}')"
        f" THEN CAST(make_timestamp(TRY_CAST(t.{name} AS BIGINT) * 1000) AS DATE)"
        f" ELSE TRY_CAST(left(t.{name}, 10) AS DATE) END"
    )
    texts = {
        "stage": f"CAST(stage_{name}.ref AS VARCHAR)",
        "amount": f"CAST({number} AS VARCHAR)",
        "currency": f"upper(left(t.{name}, 3))",
        "close_on": f"CAST({day} AS VARCHAR)",
        "forecast_category": value_texts("")["forecast_category"].replace("t.forecast_category", f"t.{name}"),
        "owner": f"CAST(user_{name}.ref AS VARCHAR)",
        "account": f"CAST(account_{name}.ref AS VARCHAR)",
    }
    cases = " ".join(f"WHEN '{field}' THEN {text}" for field, text in texts.items())
    return f"CASE t.field {cases} ELSE t.{name} END"


def _resolved(table: str, at: str, currency: str, joins: str, more: str = "") -> str:
    texts = ", ".join(f"{text} AS v_{field}" for field, text in value_texts(currency).items())
    return f"""
    SELECT {key_sql(at)} AS key, t.src, t.line, {at} AS moment, stage.process AS process, stage.kind AS kind,
        t.opened_at, t.closed_at, t.is_deleted, t.custom, t.stamps, t.external_id, product.ref AS product, {texts}{more}
    FROM {table} AS t
    {ref_join("account", "account", "t.account")}
    {ref_join("user", "owner", "t.owner")}
    {ref_join("product", "product", "t.product")}
    {stated_join("stage", "t")}
    {joins}
    """


def key_sql(at: str) -> str:
    """SQL: what identifies the opportunity of a row.

    Its id; else its name, customer and opening, with a number where several rows agree in all three.
    """
    made = "md5(concat_ws('|', norm(t.name), norm(t.account), CAST(t.opened_at AS VARCHAR)))"
    return (
        f"CASE WHEN t.external_id IS NOT NULL THEN 'i:' || t.external_id ELSE 'i:~' || {made} || '-' ||"
        f" row_number() OVER (PARTITION BY t.external_id IS NULL, {made}, t.src, {at} ORDER BY t.line) END"
    )


def tracked_columns() -> Sequence[str]:
    """The names of the value columns."""
    return [f"v_{field}" for field in TRACKED_FIELDS]


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")
