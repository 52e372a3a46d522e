"""An engine over numpy columns: what is missing is NULL, and a column that is not declared is refused."""

import numpy as np
import pytest

from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.tables import TableMismatch

SIZE = 3_000


def columns() -> dict[str, np.ndarray]:
    text = np.empty(SIZE, dtype=object)
    text[-1] = "open"
    return {
        "opp_id": np.arange(SIZE),
        "previous_stage_id": np.full(SIZE, -1),
        "next_kind": text,
        "entered_at": np.full(SIZE, np.datetime64("2026-03-01T08:00:00")),
        "left_at": np.full(SIZE, np.datetime64("NaT", "s")),
        "amount_rc": np.where(np.arange(SIZE) % 2, 12.345, np.nan),
    }


def test_what_is_missing_is_null() -> None:
    engine = DuckDBEngine.from_columns({"stage_events": columns()})

    with engine._cursor() as cursor:
        counts = cursor.execute(
            "SELECT count(*), count(previous_stage_id), count(next_kind), count(left_at), count(amount_rc), "
            "count(spell), max(amount_rc) FROM whole.stage_events"
        ).fetchone()
    assert counts is not None
    assert counts[:6] == (SIZE, 0, 1, 0, SIZE // 2, 0)
    assert float(counts[6]) in (12.34, 12.35)


def test_an_empty_table_has_its_columns() -> None:
    assert DuckDBEngine.from_columns({"quotas": {}}).table_rows("quotas") == 0


def test_a_column_that_is_not_declared_is_refused() -> None:
    with pytest.raises(TableMismatch, match="Table users, column nickname"):
        DuckDBEngine.from_columns({"users": {"nickname": np.array(["Ana"], dtype=object)}})
