"""Which rows a figure may count, and into which groups it is broken down.

A slice is composed into a metric's SQL as a tree (sqlglot), never as text: each table the metric reads becomes a
common table expression of the same name that keeps only the rows of the slice and carries `part`, the group of the
breakdown. Values travel as bound parameters.

Owner at the time: `versions` and `stage_events` are filtered and grouped by the owner written on the row,
`opportunities` and `spells` by the owner at the close (the last known owner while open).
`activities` are those that the people of the slice recorded, grouped by them or by facts of the opportunity they were
about. Quotas are set for people: metrics join them to the people that the slice kept.
"""

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

import sqlglot
from sqlglot import exp

from trimtab.insight.tables import TABLES

ATTRIBUTES = ("region", "segment", "industry", "kind", "product", "lead_source")
BREAKDOWNS = ("none", "owner", "team", *ATTRIBUTES, "process")
STATE_BREAKDOWNS = (*BREAKDOWNS, "stage", "forecast_category")
FRAGMENTS = ("qualified", "spells", "landmarks", "movements", "flows", "due", "touches")
COMPANY = "company_"  # before a fragment's name: the same without the slice
SLICED = ("opportunities", "versions", "stage_events", "holdings", "activities", "spells", "landmarks")
UNKNOWN = ""  # the part of rows whose attribute is not set
EVERYTHING = "all"  # the only part when nothing is broken down
# Breakdowns whose part is a whole number until the answer is written: counting ten million rows by number takes half
# the time that counting them by text takes.
KEYED = ("none", "owner", "team", "stage", "process")
UNKNOWN_KEY = -1


@dataclass(frozen=True)
class Slice:
    """The rows that may be counted. None means no restriction; an empty tuple means nobody.

    An empty text means the rows whose attribute is not set, which a breakdown calls UNKNOWN.
    owner_ids carries both visibility and scope: the people whose rows the asker may see and asked for.
    """

    owner_ids: tuple[int, ...] | None = None
    team_ids: tuple[int, ...] | None = None
    region: str | None = None
    segment: str | None = None
    industry: str | None = None
    kind: str | None = None
    product: str | None = None
    lead_source: str | None = None
    process_id: int | None = None

    def values(self) -> dict[str, object]:
        """Bound parameters by name, only those in force."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {
            f"slice_{name}": list(value) if isinstance(value, tuple) else value
            for name, value in given
            if value is not None
        }

    def attributes(self) -> tuple[str, ...]:
        """Names of the restrictions on facts of the opportunity itself."""
        return tuple(name for name in (*ATTRIBUTES, "process_id") if getattr(self, name) is not None)


@cache
def compose(sql: str, *, cut: Slice, by: str) -> tuple[str, tuple[str, ...]]:
    """Restrict a metric's SQL to a slice and give its tables the group of a breakdown.

    Returns:
        The SQL in DuckDB's dialect, and the names of the bound parameters it uses.
    """
    query = sqlglot.parse_one(sql, dialect="duckdb")
    if not isinstance(query, exp.Query):
        raise TypeError(f"A metric must be one SELECT. Got {type(query).__name__}.")
    composed = _with_tables(_with_text(query, by=by), cut=cut, by=by)
    bound = sorted({found.name for found in composed.find_all(exp.Placeholder)})
    return composed.sql(dialect="duckdb", pretty=True), tuple(bound)


def _with_tables(query: exp.Query, *, cut: Slice, by: str) -> exp.Query:
    needed = _order(_referenced(query), cut=cut, by=by)
    own = query.args.get("with_")
    ours = [_cte(name, _source(name, cut=cut, by=by)) for name in needed]
    query.set("with_", exp.With(expressions=ours + (list(own.expressions) if own else [])))
    return query


def _with_text(query: exp.Query, *, by: str) -> exp.Query:
    """Write the part as text in the answer, where it is a number until then."""
    if by in KEYED:
        for column in [column for column in query.selects if column.alias_or_name == "part"]:
            column.replace(_text(column.unalias(), by=by).as_("part"))
    return query


def _text(key: exp.Expr, *, by: str) -> exp.Expr:
    if by == "none":
        return exp.Literal.string(EVERYTHING)
    known = exp.NEQ(this=key.copy(), expression=exp.Literal.number(UNKNOWN_KEY))
    return exp.Case().when(known, exp.cast(key.copy(), "VARCHAR")).else_(exp.Literal.string(UNKNOWN))


def _cte(name: str, source: exp.Query) -> exp.CTE:
    # Not materialised: DuckDB then reads only the columns and rows that the metric asks for.
    return exp.CTE(this=source, alias=exp.TableAlias(this=exp.to_identifier(name)), materialized=False)


def _referenced(query: exp.Expr) -> set[str]:
    known = {*TABLES, *FRAGMENTS, COMPANY + "landmarks", "parts"}
    return {table.name for table in query.find_all(exp.Table) if not table.db and table.name in known}


def _order(names: set[str], *, cut: Slice, by: str) -> list[str]:
    wanted = set(names)
    for name in names & {"parts", *FRAGMENTS}:
        wanted |= _referenced(_parts(cut=cut, by=by) if name == "parts" else _fragment(name))
    order = (*TABLES, *FRAGMENTS, COMPANY + "landmarks", "parts")
    return [name for name in order if name in wanted]


@cache
def _fragment_text(name: str) -> str:
    return files("trimtab.insight").joinpath("fragments", f"{name}.sql").read_text(encoding="utf-8")


def _fragment(name: str) -> exp.Query:
    query = sqlglot.parse_one(_fragment_text(name), dialect="duckdb")
    if not isinstance(query, exp.Query):
        raise TypeError(f"Fragment {name} must be one SELECT. Got {type(query).__name__}.")
    return query


def _source(name: str, *, cut: Slice, by: str) -> exp.Query:
    if name == "parts":
        return _parts(cut=cut, by=by)
    if name == "users":
        return _users(cut=cut, by=by)
    if name.startswith(COMPANY):
        return _fragment(name.removeprefix(COMPANY))
    if name not in SLICED:
        return _fragment(name) if name in FRAGMENTS else exp.select("*").from_(_whole(name))
    return _sliced(name, cut=cut, by=by)


def _whole(name: str, alias: str | None = None) -> exp.Table:
    return exp.table_(name, db="whole", alias=alias)


def _users(*, cut: Slice, by: str) -> exp.Select:
    columns: dict[str, exp.Expr] = {"none": _ZERO, "owner": _column("user_id"), "team": _column("team_id")}
    part = _known(columns.get(by, exp.null()), by=by)
    query = exp.select("row.*", part.as_("part")).from_(_whole("users", "row"))
    return query.where(*_people(cut, owner=_column("user_id"), team=_column("team_id")))


def _sliced(name: str, *, cut: Slice, by: str) -> exp.Select:
    stored = name in TABLES
    source = _whole(name, "row") if stored else _fragment(name).subquery("row")
    query = exp.select("row.*").from_(source)
    owner = "user_id" if name == "activities" else "owner_id"
    owner_by_team = cut.team_ids is not None or by == "team"
    if owner_by_team and name != "versions":
        query = _join(query, "users", "owner", on="user_id", to=owner)
    if name != "opportunities" and (cut.attributes() or by in (*ATTRIBUTES, "process")):
        query = _join(query, "opportunities", "fact", on="opp_id", to="opp_id")
    team = _column("team_id", "row" if name == "versions" else "owner")
    facts = "row" if name == "opportunities" else "fact"
    query = query.select(_part(by, owner=owner, team=team, facts=facts).as_("part"))
    query = query.where(*_people(cut, owner=_column(owner), team=team))
    return query.where(*(_chosen(attribute, facts) for attribute in cut.attributes()))


def _join(query: exp.Select, table: str, alias: str, *, on: str, to: str) -> exp.Select:
    same = exp.EQ(this=_column(on, alias), expression=_column(to))
    return query.join(_whole(table, alias), on=same, join_type="left")


def _column(name: str, table: str = "row") -> exp.Column:
    return exp.column(name, table=table)


def _bound(name: str) -> exp.Placeholder:
    return exp.Placeholder(this=f"slice_{name}")


def _equals(column: exp.Expr, name: str) -> exp.Expr:
    return exp.EQ(this=column, expression=_bound(name))


def _chosen(attribute: str, table: str) -> exp.Expr:
    """The rows of the chosen attribute; the empty text stands for all that do not say."""
    column = _column(attribute, table)
    if attribute == "process_id":
        return _equals(column, attribute)
    return _equals(exp.func("coalesce", column, exp.Literal.string(UNKNOWN)), attribute)


def _people(cut: Slice, *, owner: exp.Expr, team: exp.Expr) -> list[exp.Expr]:
    restrictions: list[exp.Expr] = []
    for name, column in (("owner_ids", owner), ("team_ids", team)):
        if getattr(cut, name) is not None:
            listed = exp.cast(_bound(name), "BIGINT[]", dialect="duckdb")
            restrictions.append(exp.func("list_contains", listed, column, dialect="duckdb"))
    return restrictions


def _part(by: str, *, owner: str, team: exp.Expr, facts: str) -> exp.Expr:
    columns = {
        "none": _ZERO,
        "owner": _column(owner),
        "team": team,
        "stage": _column("stage_id"),
        "process": _column("process_id", facts),
        "forecast_category": _column(by),
    }
    return _known(columns.get(by, _column(by, facts)), by=by)


def _known(column: exp.Expr, *, by: str) -> exp.Expr:
    """The part of a row: the value, or what stands for an unknown one."""
    unknown = exp.Literal.number(UNKNOWN_KEY) if by in KEYED else exp.Literal.string(UNKNOWN)
    return exp.func("coalesce", exp.cast(column.copy(), "BIGINT" if by in KEYED else "VARCHAR"), unknown)


_ZERO = exp.Literal.number(0)
# Whoever held something open, or holds it now: a fifth of the rows that looking at every state takes.
_OWNERS = "(SELECT owner_id FROM holdings UNION SELECT owner_id FROM opportunities) AS found"

# Every group that a breakdown shows, the empty ones too: part, part_name, part_order.
_PARTS = {
    "none": "SELECT 0 AS part, 'all' AS part_name, 0 AS part_order",
    "owner": f"""
        SELECT person.user_id AS part, person.name AS part_name, 0 AS part_order
        FROM users AS person WHERE person.role = 'seller' AND person.left_on IS NULL
        UNION
        SELECT coalesce(found.owner_id, {UNKNOWN_KEY}), person.name, CASE WHEN found.owner_id IS NULL THEN 1 ELSE 0 END
        FROM {_OWNERS}
        LEFT JOIN whole.users AS person ON person.user_id = found.owner_id""",
    "team": f"""
        SELECT team.team_id AS part, team.name AS part_name, 0 AS part_order
        FROM whole.teams AS team JOIN users AS person ON person.team_id = team.team_id
        UNION
        SELECT coalesce(owner.team_id, {UNKNOWN_KEY}), team.name, CASE WHEN owner.team_id IS NULL THEN 1 ELSE 0 END
        FROM {_OWNERS}
        LEFT JOIN whole.users AS owner ON owner.user_id = found.owner_id
        LEFT JOIN whole.teams AS team ON team.team_id = owner.team_id""",
    "process": """
        SELECT DISTINCT process_id AS part, process AS part_name, 0 AS part_order
        FROM whole.stages""",
    "stage": f"""
        SELECT stage_id AS part, name AS part_name,
            process_id * 1000 + position AS part_order
        FROM whole.stages WHERE kind = 'open'
        UNION ALL SELECT {UNKNOWN_KEY}, NULL, 9223372036854775807""",
    "forecast_category": """
        SELECT listed.part, listed.part AS part_name, listed.part_order
        FROM (VALUES ('commit', 1), ('best_case', 2), ('pipeline', 3), ('omitted', 4)) AS listed(part, part_order)
        UNION
        SELECT DISTINCT part, nullif(part, ''), 5 FROM versions
        WHERE part NOT IN ('commit', 'best_case', 'pipeline', 'omitted') AND status = 'open'""",
}


def _parts(*, cut: Slice, by: str) -> exp.Query:
    if by in _PARTS:
        query = sqlglot.parse_one(_PARTS[by], dialect="duckdb")
        assert isinstance(query, exp.Query)
        return query if cut.process_id is None else _only_process(query)
    return _values(by, cut=cut)


def _values(by: str, *, cut: Slice) -> exp.Select:
    """The values of an attribute among what the people of the slice own or owned: nobody learns of others' values."""
    part = exp.func("coalesce", _column(by), exp.Literal.string(UNKNOWN))
    name = exp.func("nullif", part.copy(), exp.Literal.string(UNKNOWN))
    order = exp.cast(exp.EQ(this=part.copy(), expression=exp.Literal.string(UNKNOWN)), "INTEGER")
    query = exp.select(part.as_("part"), name.as_("part_name"), order.as_("part_order")).distinct()
    query = query.from_(_whole("opportunities", "row"))
    if by in cut.attributes():
        query = query.where(_chosen(by, "row"))
    theirs = _people(cut, owner=_column("owner_id"), team=_column("team_id"))
    if not theirs:
        return query
    once = exp.select("opp_id").from_(_whole("versions", "state"))
    once = once.where(*_people(cut, owner=_column("owner_id", "state"), team=_column("team_id", "state")))
    return query.where(exp.or_(exp.and_(*theirs), exp.In(this=_column("opp_id"), query=once.subquery())))


def _only_process(query: exp.Query) -> exp.Query:
    for stages in [table for table in query.find_all(exp.Table) if table.name == "stages"]:
        select = stages.find_ancestor(exp.Select)
        if select is not None:
            select.where(exp.EQ(this=exp.column("process_id"), expression=_bound("process_id")), copy=False)
    return query
