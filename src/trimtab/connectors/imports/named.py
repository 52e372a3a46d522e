"""Teams, people, customers, contacts and products as they will be written: `insert_<record>` and `change_<record>`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from trimtab.connectors.imports.mentions import DOMAIN, FULL_NAME, ref_join
from trimtab.connectors.imports.run_context import Context
from trimtab.connectors.imports.sql import literal, pairs_sql, written_sql

EMPTY = "''"
LED = "(SELECT any_value(team) FROM leaders WHERE ref = -k.ordinal)"


@dataclass(frozen=True)
class Column:
    """A column that rows fill: SQL of its value in a row `t`, its type, and what stands there when nothing is known."""

    name: str
    value: str
    kind: str = "VARCHAR"
    default: str = "''"
    field: str = ""  # the target field that the collision rule speaks of; the column's name where empty


@dataclass(frozen=True)
class Plan:
    """How one kind of record is written. fixed: columns of new records only. joins: of the row `t` to what it names.

    link: a column that refers to a record of the same kind, set once all of them exist.
    """

    record: str
    target: str
    columns: Sequence[Column]
    fixed: Mapping[str, str]
    joins: str = ""
    name: str = "k.name"
    link: str = ""


def plan_named(session: duckdb.DuckDBPyConnection, context: Context, plan: Plan) -> None:
    """`wanted_`, `insert_`, `change_` and, where records refer to each other, `link_<record>`."""
    record = plan.record
    listed = ", ".join(f"{column.value} AS {column.name}" for column in plan.columns)
    link = f", link.ref AS {plan.link}" if plan.link else ""
    session.execute(
        f"""
        CREATE OR REPLACE TABLE deciding_{record} AS
        SELECT r.ref, r.canon, o.src, o.line
        FROM own_{record} AS o JOIN refs_{record} AS r ON r.key = key_of(o.external_id, o.email, o.name)
        LEFT JOIN merged_keys_{record} AS m ON m.key = r.key
        QUALIFY row_number() OVER (PARTITION BY r.ref ORDER BY m.key IS NOT NULL, o.position DESC) = 1;
        CREATE OR REPLACE TABLE wanted_{record} AS
        SELECT d.ref, d.src, d.line, {listed}{link}
        FROM deciding_{record} AS d JOIN in_{plan.target} AS t ON t.src = d.src AND t.line = d.line {plan.joins};
        """
    )
    session.execute(_insert(context, plan))
    session.execute(_change(context, plan))
    if plan.link:
        session.execute(
            f"""CREATE OR REPLACE TABLE link_{record} AS
            SELECT ref AS id, json_object('{plan.link}', [NULL, CAST({plan.link} AS VARCHAR)])::VARCHAR AS fields
            FROM wanted_{record} WHERE ref < 0 AND {plan.link} IS NOT NULL AND {plan.link} <> ref"""
        )


def _insert(context: Context, plan: Plan) -> str:
    values = ", ".join(
        f"coalesce(w.{column.name}, {column.default}) AS {column.name}" if column.default else f"w.{column.name}"
        for column in plan.columns
        if column.name not in ("name", "external_id")
    )
    fixed = "".join(f", {value} AS {name}" for name, value in plan.fixed.items())
    link = f", NULL::BIGINT AS {plan.link}" if plan.link else ""
    return f"""
    CREATE OR REPLACE TABLE insert_{plan.record} AS
    SELECT -k.ordinal AS id, {context.marks}, k.external_id, left(coalesce({plan.name}, k.external_id, k.key), 200)
        AS name
        {", " if values else ""}{values}{fixed}{link}
    FROM fresh_{plan.record} AS k LEFT JOIN wanted_{plan.record} AS w ON w.ref = -k.ordinal
    ORDER BY k.ordinal
    """


def _change(context: Context, plan: Plan) -> str:
    pairs = []
    for column in [*plan.columns, *([Column(plan.link, "", "BIGINT", field="parent")] if plan.link else [])]:
        rule = context.rule(plan.target, column.field or column.name)
        if rule == "keep":
            continue
        before = (
            f"CAST(nullif(x.{column.name}, '') AS {column.kind})"
            if column.kind != "VARCHAR" and column.kind != "BIGINT"
            else f"x.{column.name}"
        )
        condition = f"w.{column.name} IS NOT NULL AND w.{column.name} IS DISTINCT FROM {before}"
        if column.name == "custom":
            # Both sides written by the same function: PostgreSQL puts spaces into its JSON, and JSON compares as text.
            present, wanted = (
                "json_merge_patch(x.custom, '{}')::VARCHAR",
                "json_merge_patch(x.custom, w.custom)::VARCHAR",
            )
            condition = f"w.custom IS NOT NULL AND {wanted} <> {present}"
        if rule == "fill" or column.name == "external_id":
            condition += f" AND nullif(CAST(x.{column.name} AS VARCHAR), '') IS NULL"
        if column.name == "external_id":  # a record that was merged away keeps its id; the survivor is found by it
            condition += f" AND w.external_id NOT IN (SELECT external_id FROM existing_{plan.record} WHERE source ="
            condition += f" {literal(context.source)} AND external_id IS NOT NULL)"
        after = (
            "json_merge_patch(x.custom, w.custom)::VARCHAR"
            if column.name == "custom"
            else written_sql(f"w.{column.name}", column.kind)
        )
        pairs.append((column.name, condition, written_sql(before, column.kind), after))
        if column.name == "external_id":
            pairs.append(("source", condition, "x.source", literal(context.source)))
    return f"""
    CREATE OR REPLACE TABLE change_{plan.record} AS
    SELECT * FROM (
        SELECT x.id, {pairs_sql(pairs)} AS fields
        FROM wanted_{plan.record} AS w JOIN existing_{plan.record} AS x ON x.id = w.ref
    ) WHERE fields <> '{{}}' ORDER BY id
    """


def plans(context: Context) -> list[Plan]:
    """The named kinds in order of writing."""
    return [_teams(), _users(context), _accounts(context), _contacts(context), _products()]


ID = Column("external_id", "t.external_id")


def _teams() -> Plan:
    return Plan(
        "team",
        "teams",
        [ID, Column("name", "t.name")],
        {"path": "''"},
        ref_join("team", "link", "t.parent"),
        link="parent_id",
    )


def _users(context: Context) -> Plan:
    role = """CASE WHEN regexp_matches(lower(t.role), '\\b(vp|vice president|chief|cro|ceo|head|director|leader)\\b')
        THEN 'leader'
        WHEN regexp_matches(lower(t.role), '\\b(manager|lead|teamlead)\\b') THEN 'manager' END"""
    return Plan(
        "user",
        "users",
        [
            ID,
            Column("name", f"left({FULL_NAME.replace('name,', 't.name,', 1)}, 200)"),
            Column("email", "mail(t.email)", default=""),
            Column("team_id", "team.ref", "BIGINT", default=LED, field="team"),
            Column("title", "left(t.role, 200)", field="role"),
        ],
        {
            "role": f"coalesce((SELECT {role} FROM in_users AS t WHERE t.src = w.src AND t.line = w.line),"
            " CASE WHEN -k.ordinal IN (SELECT ref FROM leaders) THEN 'manager' ELSE 'seller' END)",
            "password": "'!imported'",
            "is_superuser": "false",
            "is_staff": "false",
            "is_active": "false",
            "date_joined": context.now_sql,
            "last_login": "NULL::TIMESTAMP",
            "sees": EMPTY,
            "time_zone": EMPTY,
            "theme": "'auto'",
            "density": "'comfortable'",
            "language": EMPTY,
            "hired_on": "NULL::DATE",
            "left_on": "NULL::DATE",
        },
        ref_join("team", "team", "t.team"),
    )


def _accounts(context: Context) -> Plan:
    return Plan(
        "account",
        "accounts",
        [
            ID,
            Column("name", "left(t.name, 300)"),
            Column("owner_id", "owner.ref", "BIGINT", default="", field="owner"),
            Column("industry", "left(t.industry, 100)"),
            Column("region", "left(t.region, 100)"),
            Column("country", "left(t.country, 100)"),
            Column("segment", "left(t.segment, 100)"),
            Column(
                "employees",
                "CASE WHEN t.employees BETWEEN 0 AND 2147483647 THEN CAST(t.employees AS BIGINT) END",
                "BIGINT",
                default="",
            ),
            Column("revenue", "CAST(t.revenue AS DECIMAL(18,2))", "DECIMAL(18,2)", default=""),
            Column("domain", f"left(substr({DOMAIN.format('t.website')}, 8), 255)", field="website"),
            Column("custom", "t.custom", default="'{}'"),
        ],
        {
            "territory_id": "NULL::BIGINT",
            "created_at": f"coalesce((SELECT t.created_at FROM in_accounts AS t WHERE t.src = w.src AND t.line"
            f" = w.line), {_first(context)})",
            "changed_at": context.now_sql,
            "archived_at": f"(SELECT CASE WHEN t.is_deleted THEN {context.now_sql} END FROM in_accounts AS t"
            f" WHERE t.src = w.src AND t.line = w.line)",
        },
        f"{ref_join('user', 'owner', 't.owner')} {ref_join('account', 'link', 't.parent')}",
        link="parent_id",
    )


def _contacts(context: Context) -> Plan:
    return Plan(
        "contact",
        "contacts",
        [
            ID,
            Column("name", f"left({FULL_NAME.replace('name,', 't.name,', 1)}, 200)"),
            Column("email", "mail(t.email)"),
            Column("phone", "left(t.phone, 60)"),
            Column("title", "left(t.title, 200)"),
            Column("account_id", "account.ref", "BIGINT", default="", field="account"),
            Column("custom", "t.custom", default="'{}'"),
        ],
        {
            "seniority": EMPTY,
            "function": EMPTY,
            "left_on": "NULL::DATE",
            "created_at": f"coalesce((SELECT t.created_at FROM in_contacts AS t WHERE t.src = w.src AND t.line"
            f" = w.line), {_first(context)})",
            "changed_at": context.now_sql,
            "archived_at": f"(SELECT CASE WHEN t.is_deleted THEN {context.now_sql} END FROM in_contacts AS t"
            f" WHERE t.src = w.src AND t.line = w.line)",
        },
        f"{ref_join('account', 'account', 't.account')} {ref_join('contact', 'link', 't.reports_to')}",
        link="reports_to_id",
    )


def _products() -> Plan:
    return Plan(
        "product",
        "products",
        [
            ID,
            Column("name", "left(t.name, 200)"),
            Column("family", "left(t.family, 100)"),
            Column("code", "left(t.code, 100)"),
        ],
        {},
    )


def _first(context: Context) -> str:
    return f"TIMESTAMP {literal(context.exported_at.strftime('%Y-%m-%d %H:%M:%S'))}"
