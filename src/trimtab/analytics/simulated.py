"""A simulated world as files: the declared tables part by part, and the truth apart. No Django."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from numpy.typing import NDArray

from trimtab.analytics.engine import as_query, known_to_duckdb
from trimtab.insight.history import holdings_sql
from trimtab.insight.simulate import World
from trimtab.insight.simulate.tables import tables_by_part, whole_tables
from trimtab.insight.simulate.truth import describe, states_by_part, truth_tables
from trimtab.insight.tables import TABLES

Columns = Mapping[str, NDArray[Any]]  # Any: each column has a type of its own
# One thread writes rows in one order: the same world gives the same bytes.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "400MB",
    "preserve_insertion_order": True,
    "pandas_analyze_sample": 0,  # columns of objects are texts
}


def write_tables(world: World, folder: Path, *, as_csv: bool = False) -> dict[str, int]:
    """Write the declared tables to `folder/<table>/<part>`; the number of rows of each."""
    with duckdb.connect(":memory:", config=_SETTINGS) as duck:
        counts = {}
        for name, columns in whole_tables(world).items():
            _declare(duck, name, columns)
            counts[name] = _write(duck, name, folder=folder / name, part=1, as_csv=as_csv)
        for number, part in enumerate(tables_by_part(world), start=1):
            for name, columns in part.items():
                _declare(duck, name, columns)
            duck.execute(f"CREATE OR REPLACE TABLE holdings AS {holdings_sql()}")
            for name in (*part, "holdings"):
                written = _write(duck, name, folder=folder / name, part=number, as_csv=as_csv)
                counts[name] = counts.get(name, 0) + written
    return counts


def write_truth(world: World, folder: Path, *, preset: str, as_csv: bool = False) -> dict[str, int]:
    """Write the truth and what it takes to make the world again; the number of rows of each table."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(describe(world, preset=preset), indent=2, ensure_ascii=False)
    (folder / "simulation.json").write_text(f"{text}\n", encoding="utf-8")
    counts: dict[str, int] = {}
    with duckdb.connect(":memory:", config=_SETTINGS) as duck:
        for name, number, columns in _parts_of_truth(world):
            duck.register("given", {one: known_to_duckdb(values) for one, values in columns.items()})
            duck.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM given')
            duck.unregister("given")
            written = _write(duck, name, folder=folder / name, part=number, as_csv=as_csv)
            counts[name] = counts.get(name, 0) + written
    return counts


def _parts_of_truth(world: World) -> Iterator[tuple[str, int, Columns]]:
    for name, columns in truth_tables(world).items():
        yield name, 1, columns
    for number, columns in enumerate(states_by_part(world), start=1):
        yield "states", number, columns


def _declare(duck: duckdb.DuckDBPyConnection, name: str, columns: Columns) -> None:
    """Make a declared table of numpy columns."""
    duck.register("given", {one: known_to_duckdb(values) for one, values in columns.items()})
    duck.execute(f'CREATE OR REPLACE TABLE "{name}" AS {as_query(TABLES[name], columns, source="given")}')
    duck.unregister("given")


def _write(duck: duckdb.DuckDBPyConnection, name: str, *, folder: Path, part: int, as_csv: bool) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part:04d}.{'csv' if as_csv else 'parquet'}"
    how = "FORMAT csv, HEADER true" if as_csv else "FORMAT parquet, COMPRESSION zstd"
    written = duck.execute(f"COPY \"{name}\" TO '{str(path).replace(chr(39), chr(39) * 2)}' ({how})").fetchone()
    return int(written[0]) if written else 0
