"""Every metric gives on Sail, and on a Spark cluster, what it gives on DuckDB.

Sail runs in this process (`pip install -r requirements/spark.txt`); a cluster is started by `make test-spark`. Without
them these tests are skipped and say why.
"""

import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.metrics.elsewhere import empty_table, translated
from tests.metrics.test_contracts import VALUES, busy_engine, busy_tables
from tests.metrics.test_engine import write, write_holdings
from trimtab.analytics.engine import arguments_of
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Metric, Row
from trimtab.insight.tables import TABLES

# What each engine cannot do, with its own words.
LAMBDA = 'Sail 0.7.2 loses the column of a lambda in a pushed filter: No field named "?table?".undone_at.'
TWICE = "Sail 0.7.2 names two aggregates alike: Schema contains duplicate unqualified field name."
CANNOT = {
    ("sail", "coverage"): LAMBDA,
    ("sail", "outlook"): LAMBDA,
    ("sail", "bookings_by_period"): LAMBDA,
    ("sail", "activity_per_opportunity"): TWICE,
    ("sail", "silent_opportunities"): TWICE,
    ("spark", "waterfall"): "Spark 4.2 wants an order for row_number(): WINDOW_FUNCTION_FRAME_NOT_ORDERED.",
    ("spark", "velocity_by_period"): "Spark 4.2 takes no CAST around explode(): UNSUPPORTED_GENERATOR.",
    ("spark", "slipped_opportunities"): "In Spark 4.2 a difference of days is an interval: DATATYPE_MISMATCH.",
    ("spark", "silent_opportunities"): "In Spark 4.2 a difference of days is an interval: DATATYPE_MISMATCH.",
    ("spark", "outlook"): "On Spark 4.2 `earlier_least` differs (1,256.99 instead of 0); the reason is not known yet.",
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of pyspark and its parts, not ours
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The busy world as an extract."""
    root = tmp_path_factory.mktemp("elsewhere")
    for name, rows in busy_tables().items():
        (root / name).mkdir()
        write(rows, TABLES[name], root / name / "0.parquet")
    write_holdings(root)
    return root


@pytest.fixture(scope="module", params=["sail", "spark"])
def elsewhere(request: pytest.FixtureRequest, folder: Path) -> Iterator[Any]:  # Any: either kind of SparkSession
    """A session with a view of each table, and the name of what runs it."""
    start = _sail if request.param == "sail" else _cluster
    session, stop = start()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for name, table in TABLES.items():
        path = folder / name
        rows = session.read.parquet(str(path)) if path.exists() else session.sql(empty_table(table))
        rows.createOrReplaceTempView(f"whole_{name}")
    yield request.param, session
    stop()


def _sail() -> tuple[Any, Any]:
    if os.environ.get("TRIMTAB_SPARK_MASTER"):
        pytest.skip("One process speaks either to Sail or to a cluster; `make test-spark` runs both.")
    server = pytest.importorskip("pysail.spark", reason="Sail is not installed: requirements/spark.txt")
    sql = pytest.importorskip("pyspark.sql", reason="Spark's client is not installed: requirements/spark.txt")
    running = server.SparkConnectServer()
    running.start()
    _host, port = running.listening_address
    session = sql.SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
    return session, lambda: (session.stop(), running.stop())


def _cluster() -> tuple[Any, Any]:
    master = os.environ.get("TRIMTAB_SPARK_MASTER")
    if not master:
        pytest.skip("No Spark cluster is running: `make test-spark` starts one.")
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: requirements/spark.txt")
    builder = sql.SparkSession.builder.master(master).appName("trimtab")
    for name, value in {
        "spark.executor.memory": "1g", "spark.driver.memory": "1g", "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    }.items():  # fmt: skip
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    return session, session.stop


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
@pytest.mark.parametrize("by", ["none", "owner"])
def test_the_same_figures_elsewhere(elsewhere: tuple[str, Any], metric: Metric, by: str) -> None:
    engine, session = elsewhere
    if (engine, metric.name) in CANNOT:
        pytest.skip(f"{engine}: {CANNOT[engine, metric.name]}")
    breakdown = by if by in metric.breakdowns else metric.breakdowns[0]
    given = {parameter.name: VALUES[parameter.name] for parameter in metric.parameters if parameter.name in VALUES}
    arguments = arguments_of(metric, given)

    answered = session.sql(translated(metric, arguments, by=breakdown)).collect()

    rows: Sequence[Row] = [row.asDict() for row in answered]
    found = metric.finish(rows, arguments) if metric.finish is not None else rows
    expected = busy_engine().run(metric, by=breakdown, **given).rows
    assert len(found) == len(expected)
    for mine, theirs in zip(sorted(found, key=_place), sorted(expected, key=_place), strict=True):
        assert {name: _number(cell) for name, cell in mine.items()} == {
            name: pytest.approx(number, rel=1e-6) if isinstance(number := _number(cell), float) else number
            for name, cell in theirs.items()
        }


def _place(row: Row) -> list[str]:
    """Where a row stands: by what is exact in it."""
    return [str(row[name]) for name in sorted(row) if not isinstance(row[name], float | Decimal)]


def _number(cell: object) -> object:
    return float(cell) if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else cell
