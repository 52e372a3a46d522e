"""A slice becomes part of the query as a tree; its values stay bound."""

import pytest
import sqlglot
from sqlglot import exp

from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Column, Metric, Result, Row
from trimtab.insight.slices import BREAKDOWNS, Slice, compose

OPEN = "SELECT part, count(*) FROM versions GROUP BY part"


def tables(text: str) -> set[str]:
    return {table.sql() for table in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Table)}


def test_nothing_restricted_binds_nothing() -> None:
    assert compose(OPEN, cut=Slice(), by="none")[1] == ()


def test_every_restriction_is_bound_by_name() -> None:
    everything = Slice((1,), (2,), "r", "s", "i", "k", "p", "l", 3)
    _, names = compose(OPEN, cut=everything, by="none")

    assert set(names) == set(everything.values())
    assert len(names) == 9


def test_owner_at_the_time_is_the_owner_on_the_row() -> None:
    text, _ = compose(OPEN, cut=Slice(owner_ids=(1,)), by="owner")

    assert "row.owner_id" in text
    assert "opportunities" not in text


def test_a_fact_of_the_opportunity_is_looked_up_once() -> None:
    text, _ = compose(OPEN, cut=Slice(region="North", kind="new"), by="segment")

    assert text.count("whole.opportunities") == 1


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_every_breakdown_gives_a_part(by: str) -> None:
    assert "AS part" in compose(OPEN, cut=Slice(), by=by)[0]


def test_a_query_is_never_materialised_as_a_whole() -> None:
    text, _ = compose(METRICS["velocity"].sql, cut=Slice(), by="none")

    assert "AS NOT MATERIALIZED" in text


def test_the_composed_text_reads_only_declared_tables() -> None:
    for metric in METRICS.values():
        text, _ = compose(metric.sql, cut=Slice(region="North"), by=metric.breakdowns[0])
        stored = {name.split(".")[1].split(" ")[0] for name in tables(text) if name.startswith("whole.")}
        assert stored <= set(metric.inputs), metric.name


def test_a_result_finds_its_only_row_and_says_when_there_is_none() -> None:
    rows: tuple[Row, ...] = ({"part": "a", "n": 1}, {"part": "b", "n": None})
    result = Result("example", (Column("n", "count", ""),), rows, 1, 2, "", None, 1, "", {})

    assert result.one(part="a")["n"] == 1
    assert result.total("n") == 1
    assert not result.has_enough
    with pytest.raises(LookupError, match="exactly one row"):
        result.one(part="c")


def test_a_metric_must_count_one_of_its_columns() -> None:
    with pytest.raises(ValueError, match="`counted` of example must be one of n"):
        Metric("example", "", "", "", "", 1, (), (), (Column("n", "count", ""),), "SELECT 1", "", ("none",), "m")
