"""A metric's SQL in the dialect of Spark, which Sail speaks too: composed as always, then translated as a tree."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import sqlglot
from sqlglot import exp

from trimtab.insight.results import Metric
from trimtab.insight.slices import Slice, compose
from trimtab.insight.tables import Table


def translated(metric: Metric, values: Mapping[str, object], *, by: str) -> str:
    """The query of a metric for Spark; tables are views named whole_<table>, values are written in."""
    composed, _names = compose(metric.sql, cut=Slice(), by=by)
    query = sqlglot.parse_one(composed, dialect="duckdb")
    query = query.transform(_periods, values).transform(_placeholder, values).transform(_rewritten)
    for table in list(query.find_all(exp.Table)):
        if table.db == "whole":
            alias = table.alias or table.name
            table.replace(exp.table_(f"whole_{table.name}", alias=alias))
    for expression in query.find_all(exp.CTE):
        expression.set("materialized", None)
    for select in query.find_all(exp.Select):
        _grouped(select)
    return query.sql(dialect="spark")


def empty_table(table: Table) -> str:
    """A query in Spark's dialect with the columns of a table and no rows."""
    columns = ", ".join(f"CAST(NULL AS {_TYPES.get(kind, kind)}) AS `{name}`" for name, kind in table.columns.items())
    return f"SELECT {columns} WHERE false"


_TYPES = {"VARCHAR": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ", "TIMESTAMP[]": "ARRAY<TIMESTAMP_NTZ>"}


def _placeholder(node: exp.Expr, values: Mapping[str, object]) -> exp.Expr:
    return _literal(values[node.name]) if isinstance(node, exp.Placeholder) else node


def _literal(value: object) -> exp.Expr:
    if value is None or isinstance(value, bool):
        return exp.Null() if value is None else exp.Boolean(this=value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return exp.Array(expressions=[_literal(one) for one in value])
    if isinstance(value, datetime):
        return _cast(exp.Literal.string(value.isoformat(" ")), exp.DType.TIMESTAMPNTZ)
    if isinstance(value, date):
        return _cast(exp.Literal.string(value.isoformat()), exp.DType.DATE)
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(str(value))


def _cast(value: exp.Expr, kind: exp.DType) -> exp.Cast:
    return exp.Cast(this=value, to=exp.DataType(this=kind))


def _periods(node: exp.Expr, values: Mapping[str, object]) -> exp.Expr:
    """Lists unnested side by side: Spark explodes one list in a SELECT, so the rows are written out."""
    if not (isinstance(node, exp.Select) and any(_is_called(one, "GENERATE_SUBSCRIPTS") for one in node.selects)):
        return node
    columns = [values[found.name] for one in node.selects[1:] for found in one.find_all(exp.Placeholder)]
    rows = zip(*columns, strict=True)
    names = [one.alias for one in node.selects]
    selects = [
        exp.select(*(_literal(cell).as_(name) for name, cell in zip(names, [number, *row], strict=True)))
        for number, row in enumerate(rows, 1)
    ]
    return exp.union(*selects, distinct=False) if len(selects) > 1 else selects[0]


def _is_called(node: exp.Expr, name: str) -> bool:
    inner = node.unalias()
    return isinstance(inner, exp.Anonymous) and str(inner.this).upper() == name


def _rewritten(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Cast) and node.to.this == exp.DType.TIMESTAMP:
        return _cast(node.this, exp.DType.TIMESTAMPNTZ)
    if isinstance(node, exp.Literal) and not node.is_string and "." in node.name:
        return _cast(node, exp.DType.DOUBLE)  # Spark takes it for a decimal, and divides with few digits
    if isinstance(node, exp.Length):
        return exp.Anonymous(this="SIZE", expressions=[node.this])
    if isinstance(node, exp.ToDays):
        return exp.Anonymous(this="MAKE_DT_INTERVAL", expressions=[node.this])
    if isinstance(node, exp.Bracket):
        return exp.Anonymous(this="ELEMENT_AT", expressions=[node.this, *node.expressions])
    if isinstance(node, exp.Anonymous):
        written = _FUNCTIONS.get(str(node.this).upper())
        return written(list(node.expressions)) if written else node
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Func):
        return _counted(node)
    return node


def _counted(node: exp.Table) -> exp.Expr:
    """range(n) AS listed(number), which Spark calls `id`."""
    columns = node.args["alias"].columns if node.args.get("alias") else []
    if not columns:
        return node
    numbers = exp.Anonymous(this="EXPLODE", expressions=[_sequence(exp.Literal.number(0), _end_of(node.this))])
    return exp.select(numbers.as_(columns[0].name)).subquery(node.alias)


def _end_of(function: exp.Expr) -> exp.Expr:
    given: list[exp.Expr | None] = [function.args.get("end"), function.args.get("start"), *function.expressions]
    return next(one for one in given if one)


def _sequence(first: exp.Expr, below: exp.Expr) -> exp.Expr:
    last = exp.Sub(this=exp.paren(below.copy()), expression=exp.Literal.number(1))
    return exp.Anonymous(this="SEQUENCE", expressions=[first, last])


def _micros(arguments: list[exp.Expr]) -> exp.Expr:
    return exp.Anonymous(this="UNIX_MICROS", expressions=[_cast(arguments[0], exp.DType.TIMESTAMPLTZ)])


_FUNCTIONS: dict[str, Callable[[list[exp.Expr]], exp.Expr]] = {
    "EPOCH_US": _micros,
    "EPOCH": lambda given: exp.Div(this=_micros(given), expression=exp.Literal.number("1000000.0")),
    "LIST_MIN": lambda given: exp.Anonymous(this="ARRAY_MIN", expressions=given),
    "LIST_MAX": lambda given: exp.Anonymous(this="ARRAY_MAX", expressions=given),
    "RANGE": lambda given: _sequence(given[0], given[1]),
}  # fmt: skip


def _grouped(select: exp.Select) -> None:
    """GROUP BY ALL, written out: Sail takes ALL for a column."""
    group = select.args.get("group")
    if group is not None and group.args.get("all"):
        kept = [one.unalias().copy() for one in select.selects if not one.find(exp.AggFunc)]
        select.set("group", exp.Group(expressions=kept))
