"""What changed since the months were written stands beside them in layers: one a refresh, small ones joined."""

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from trimtab.analytics.extracts.building import declared
from trimtab.analytics.parquet import MONTHLY, RECENT, RECENT_IDS, ids_in, layers_in, stored_rows, write_table

# A layer joins the one before it once it holds an eighth as much: an opportunity is copied a few times, and 20,000 of
# them stand in five layers at most.
JOINED_FROM = 8


def replaced_in(duck: duckdb.DuckDBPyConnection, place: Path) -> set[int]:
    """The opportunities that stand beside the months of a set of extracts."""
    layers = layers_in(place)
    return {int(row[0]) for row in duck.execute(f"FROM {ids_in(layers)}").fetchall()} if layers else set()


def add_layer(duck: duckdb.DuckDBPyConnection, *, ids: Sequence[int], place: Path) -> None:
    """Write the built opportunities as the last layer, with the ids that they replace; then join small layers."""
    layer = _next(place)
    for name in MONTHLY:
        write_table(duck, declared(name), path=layer / f"{name}.parquet")
    layer.mkdir(parents=True, exist_ok=True)
    duck.execute("CREATE OR REPLACE TABLE layer_ids AS SELECT unnest(CAST($ids AS BIGINT[])) AS opp_id", {"ids": ids})
    duck.execute(f"COPY layer_ids TO '{layer / RECENT_IDS}.parquet' (FORMAT parquet)")
    layers = layers_in(place)
    while len(layers) > 1 and JOINED_FROM * _size(duck, layers[-1]) > _size(duck, layers[-2]):
        _join(duck, layers[-2], layers[-1], into=_next(place))
        layers = layers_in(place)


def rows_moved(
    duck: duckdb.DuckDBPyConnection, *, ids: Sequence[int], before: Path, written: Mapping[str, Mapping[str, int]]
) -> dict[str, Counter[str]]:
    """By how many rows each month of each table grew: what was written less what these opportunities had before."""
    moved = {name: Counter(written.get(name, {})) for name in MONTHLY}
    source = stored_rows(before, "opportunities")
    if source is None:
        return moved
    chosen = "SELECT unnest(CAST($ids AS BIGINT[]))"
    duck.execute(
        f"CREATE OR REPLACE TABLE opened_before AS SELECT opp_id, strftime(opened_at, '%Y-%m') AS month "
        f"FROM ({source}) AS stored WHERE opp_id IN ({chosen})",
        {"ids": ids},
    )
    for name in MONTHLY:
        if (stored := stored_rows(before, name)) is not None:
            found = duck.execute(
                f"SELECT month, count(*) FROM ({stored}) AS stored JOIN opened_before USING (opp_id) GROUP BY month"
            )
            moved[name].subtract({str(month): int(number) for month, number in found.fetchall()})
    return moved


def _join(duck: duckdb.DuckDBPyConnection, earlier: Path, later: Path, *, into: Path) -> None:
    """Two layers as one. Files are never changed, older sets share them."""
    ids = ids_in([later])
    for name in MONTHLY:
        parts = [f"SELECT stored.* FROM '{earlier / name}.parquet' AS stored ANTI JOIN {ids} USING (opp_id)"]
        parts = parts if (earlier / f"{name}.parquet").exists() else []
        parts += [f"SELECT * FROM '{later / name}.parquet'"] if (later / f"{name}.parquet").exists() else []
        if parts:
            duck.execute(f"CREATE OR REPLACE TABLE joined_{name} AS {' UNION ALL '.join(parts)}")
            write_table(duck, declared(name), path=into / f"{name}.parquet", source=f"joined_{name}")
    into.mkdir(parents=True, exist_ok=True)
    duck.execute(f"COPY (SELECT DISTINCT opp_id FROM {ids_in([earlier, later])} ORDER BY opp_id) "
                 f"TO '{into / RECENT_IDS}.parquet' (FORMAT parquet)")  # fmt: skip
    for layer in (earlier, later):
        shutil.rmtree(layer)


def _next(place: Path) -> Path:
    """Where the next layer of a set goes: after all there are."""
    layers = layers_in(place)
    number = int(layers[-1].name) + 1 if layers else 1
    return place / RECENT / f"{number:06}"


def _size(duck: duckdb.DuckDBPyConnection, layer: Path) -> int:
    found = duck.execute(f"SELECT count(*) FROM {ids_in([layer])}").fetchone()
    return int(found[0]) if found else 0
