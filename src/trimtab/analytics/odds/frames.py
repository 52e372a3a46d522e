"""Runs the queries of `insight.features` over the extracts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.features import ATTRIBUTES, KEYS, about_sql, landmarks_sql, outcomes_sql
from trimtab.insight.features.frame import Features, Outcomes, features_from, outcomes_from

Columns = dict[str, np.ndarray]
QUARTER = timedelta(days=95)


@dataclass(frozen=True)
class Looks:
    """At which instants to look: `count` of them, `step` days apart, the last at `last`. All naive UTC.

    kept: of a thousand rows, how many; always the same ones.
    """

    last: datetime
    step: int = 7
    count: int = 1
    kept: int = 1000

    @property
    def first(self) -> datetime:
        return self.last - timedelta(days=self.step * (self.count - 1))


def features_at(engine: DuckDBEngine, looks: Looks, *, period_ends: Sequence[date]) -> Features:
    """What was known of every opportunity that was open at the instants."""
    with _landmarks(engine, looks) as cursor:
        return features_from(_features(cursor), period_ends=period_ends)


def cases_at(
    engine: DuckDBEngine, looks: Looks, *, period_ends: Sequence[date], known_at: datetime, horizon: int
) -> tuple[Features, Outcomes]:
    """The same, with how each ended as far as was known at an instant."""
    with _landmarks(engine, looks) as cursor:
        features = features_from(_features(cursor), period_ends=period_ends)
        ended = _ordered(cursor, outcomes_sql(), {"known_at": known_at, "horizon": horizon})
    return features, outcomes_from(ended)


@contextmanager
def _landmarks(engine: DuckDBEngine, looks: Looks) -> Iterator[duckdb.DuckDBPyConnection]:
    bound = {"first": looks.first, "step": looks.step, "instants": looks.count, "kept": looks.kept}
    with engine.reading() as cursor:
        _without_attributes(cursor)
        cursor.execute("DROP TABLE IF EXISTS landmarks")
        cursor.execute(f"CREATE TEMP TABLE landmarks AS {landmarks_sql()}", bound)
        yield cursor


def _without_attributes(cursor: duckdb.DuckDBPyConnection) -> None:
    """An empty relation where none was read: kind and source then count as never changed."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in ATTRIBUTES.items())
    cursor.execute(f"CREATE TABLE IF NOT EXISTS whole.attributes ({columns})")


def _features(cursor: duckdb.DuckDBPyConnection) -> Columns:
    for name, query in about_sql().items():
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE about_{name} AS {query}")
    joins = " ".join(f'LEFT JOIN about_{name} USING (opp_id, "at")' for name in about_sql())
    return _fetched(cursor.execute(f'SELECT * FROM landmarks {joins} ORDER BY opp_id, "at"'))


def _ordered(cursor: duckdb.DuckDBPyConnection, query: str, bound: Mapping[str, object]) -> Columns:
    keys = ", ".join(f'"{name}"' for name in KEYS)
    return _fetched(cursor.execute(f"SELECT * FROM ({query}) AS rows ORDER BY {keys}", dict(bound)))


def _fetched(answer: duckdb.DuckDBPyConnection) -> Columns:
    return {str(name): np.ma.asarray(values) for name, values in answer.fetchnumpy().items()}
