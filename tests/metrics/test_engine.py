"""The engine reads Parquet folders, from many threads, and never more memory than allowed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

from tests.metrics.test_contracts import answer, busy_engine, busy_tables
from tests.metrics.worlds import NOW, Rows
from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.history import holdings_sql
from trimtab.insight.metrics import METRICS
from trimtab.insight.slices import Slice, compose
from trimtab.insight.tables import TABLES, Table


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The busy world as an extract, its versions in two files."""
    root = tmp_path_factory.mktemp("extract")
    for name, rows in busy_tables().items():
        (root / name).mkdir()
        for half in (0, 1):
            write(rows[half::2], TABLES[name], root / name / f"{half}.parquet")
    write_holdings(root)
    return root


def write_holdings(root: Path) -> None:
    (root / "holdings").mkdir()
    with duckdb.connect() as connection:
        for name in ("versions", "stage_events", "opportunities", "stages"):
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{root}/{name}/*.parquet'")
        connection.execute(f"COPY ({holdings_sql()}) TO '{root}/holdings/0.parquet' (FORMAT parquet)")


def write(rows: Rows, table: Table, path: Path) -> None:
    lists = {f"c{place}": [row.get(name) for row in rows] for place, name in enumerate(table.columns)}
    columns = (
        f'unnest(CAST($c{place} AS {kind}[])) AS "{name}"' for place, (name, kind) in enumerate(table.columns.items())
    )
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT {', '.join(columns)}", lists)
        connection.execute(f"COPY rows TO '{path}' (FORMAT parquet)")


def test_files_give_the_same_as_rows_in_memory(folder: Path) -> None:
    engine = DuckDBEngine(folder)

    assert engine.table_rows("versions") == len(busy_tables()["versions"])
    for metric in METRICS.values():
        assert answer(engine, metric).n == answer(busy_engine(), metric).n
    engine.close()


def test_many_threads_share_one_engine(folder: Path) -> None:
    engine = DuckDBEngine(folder)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: answer(engine, METRICS["velocity"]).rows, range(32)))

    assert all(rows == found[0] for rows in found)
    engine.close()


def test_a_table_that_appears_later_is_seen(folder: Path, tmp_path: Path) -> None:
    engine = DuckDBEngine(tmp_path)
    assert answer(engine, METRICS["pipeline_as_of"]).n == 0

    for name in ("versions", "opportunities", "users", "stages"):
        (tmp_path / name).symlink_to(folder / name)

    assert answer(engine, METRICS["pipeline_as_of"]).n > 0
    engine.close()


def test_extensions_are_never_fetched_and_memory_is_limited(folder: Path) -> None:
    engine = DuckDBEngine(folder, memory_limit="64MB")

    assert engine.setting("autoinstall_known_extensions") == "false"
    assert engine.setting("autoload_known_extensions") == "false"
    assert engine.setting("memory_limit") == "61.0 MiB"
    engine.close()


def test_an_instant_with_a_zone_is_taken_as_that_instant() -> None:
    here = NOW.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=9)))

    result = busy_engine().run(METRICS["pipeline_as_of"], as_of=here)
    assert result.as_of == NOW
    assert result.rows == busy_engine().run(METRICS["pipeline_as_of"], as_of=NOW).rows


def test_an_instant_where_a_day_is_wanted_is_refused() -> None:
    with pytest.raises(TypeError, match="today must be a date"):
        busy_engine().run(METRICS["slipped_opportunities"], as_of=NOW, today=NOW)


def test_values_never_become_part_of_the_text() -> None:
    text, names = compose(METRICS["velocity"].sql, cut=Slice(region="x' OR 1=1 --", owner_ids=(7,)), by="owner")

    assert "1=1" not in text
    assert {"slice_region", "slice_owner_ids"} <= set(names)
    assert busy_engine().run(METRICS["pipeline_as_of"], slice=Slice(region="x' OR 1=1 --"), as_of=NOW).n == 0


def test_a_metric_must_be_one_select() -> None:
    with pytest.raises(TypeError, match="must be one SELECT"):
        compose("DROP TABLE versions", cut=Slice(), by="none")


def test_the_query_shown_is_the_query_that_ran(folder: Path) -> None:
    engine = DuckDBEngine(folder)
    result = engine.run(METRICS["pipeline_as_of"], slice=Slice(owner_ids=(1,)), as_of=NOW)
    again = duckdb.connect()
    again.execute("CREATE SCHEMA whole")
    for name in TABLES:
        if (folder / name).exists():
            again.execute(f"CREATE VIEW whole.{name} AS FROM read_parquet('{folder}/{name}/*.parquet')")
    values = {name: value for name, value in result.parameters.items() if f"${name}" in result.sql}

    assert again.execute(result.sql, values).fetchall() == [tuple(row.values()) for row in result.rows]
    again.close()
    engine.close()


def test_no_query_reads_the_clock() -> None:
    for metric in METRICS.values():
        assert not any(word in metric.sql.lower() for word in ("current_", "now()", "today()", "random()"))
