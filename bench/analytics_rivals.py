"""The three questions of the bench, asked of DuckDB through our metrics, of polars and of pandas; and the bare scan.

Every answer is a dict of key → numbers, so that the bench can hold them against each other. polars and pandas use the
same form of the question (a ledger, counts by tenths of a day): written naively they cost several times as much. Both
read amounts as floating point: as decimals pandas would make an object of each.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

Answer = dict[str, list[float]]
START, NOW = datetime(2024, 1, 1), datetime(2027, 1, 1)
STARTS = [datetime(2024 + month // 12, month % 12 + 1, 1) for month in range(36)]
ENDS = [*STARTS[1:], NOW]
DAY_US, WEEK_US, TENTH_US = 86_400_000_000, 604_800_000_000, 8_640_000_000
WEEKS = 52
COLUMNS = {
    "velocity": (
        "holdings",
        ("owner_id", "held_from", "held_until", "ended_at", "outcome", "amount_rc", "qualified_at"),
    ),
    "conversion": ("stage_events", ("kind", "stage_id", "next_stage_id", "entered_at", "left_at")),
    "snapshots": ("versions", ("status", "stage_id", "from_at", "until_at", "amount_rc")),
}  # fmt: skip


def polars(folder: Path, question: str) -> Callable[[], Answer]:
    """polars, imported only where it is asked."""
    import rival_polars

    return partial(getattr(rival_polars, question), folder)


def pandas(folder: Path, question: str) -> Callable[[], Answer]:
    """pandas, imported only where it is asked."""
    import rival_pandas

    return partial(getattr(rival_pandas, question), folder)


def scan(folder: Path, question: str) -> Callable[[], Answer]:
    """Read the columns of a question and do as little as possible with each value."""
    import duckdb

    table, columns = COLUMNS[question]
    duck = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    wanted = ", ".join(f"sum({name})" if name == "amount_rc" else f"max({name})" for name in columns)

    def ask() -> Answer:
        duck.execute(f"SELECT {wanted} FROM read_parquet('{folder / table}/*.parquet')").fetchall()
        return {}

    return ask


def trimtab(folder: Path, question: str) -> Callable[[], Answer]:
    """Our metrics, as the pages ask them."""
    from trimtab.analytics.engine import DuckDBEngine
    from trimtab.insight.metrics import METRICS

    engine = DuckDBEngine(folder, memory_limit="1GB")
    engine.open_tables()

    def velocity() -> Answer:
        asked = {"starts": STARTS, "ends": ENDS, "as_of": NOW, "by": "owner"}
        rows = engine.run(METRICS["velocity_by_period"], **asked).rows
        return {
            f"{row['part']} {row['period_start']:%Y-%m}": _floats(row, "exits", "won", "won_value", "open_days")
            for row in rows
        }

    def conversion() -> Answer:
        rows = engine.run(METRICS["stage_conversion"], start=START, end=NOW, as_of=NOW).rows
        return conversion_answer(rows)

    def snapshots() -> Answer:
        rows = engine.run(METRICS["weekly_snapshots"], as_of=NOW, weeks=WEEKS, by="stage").rows
        ends = sorted({row["week_end"] for row in rows})
        return {
            f"{row['part']} {ends.index(row['week_end'])}": _floats(row, "opportunities", "amount")
            for row in rows
            if row["part"]
        }

    return {"velocity": velocity, "conversion": conversion, "snapshots": snapshots}[question]


def _floats(row: Any, *names: str) -> list[float]:
    return [float(row[name]) for name in names]


def conversion_answer(rows: Any) -> Answer:
    names = ("entered", "forward", "back", "won", "lost", "still_here", "median_days")
    return {str(row["stage_id"]): _floats(row, *names) for row in rows}


def finished(counts: list[tuple[int, int | None, float, int]]) -> Answer:
    """The estimators of the metric over counts by stage, next stage and days: the same work for everybody."""
    from trimtab.insight.metrics.stages import STAGE_CONVERSION

    def outcome(stage: int, following: int | None) -> str | None:
        if following is None:
            return None
        return {6: "won", 7: "lost"}.get(following, "forward" if following > stage else "back")

    known = {"part": "all", "part_name": "all", "process_id": 1, "process": "Sales"}
    rows = [
        {**known, "stage_id": stage, "stage": str(stage), "outcome": outcome(stage, following), "days": days, "n": n}
        for stage, following, days, n in sorted(counts, key=lambda row: (row[0], row[1] or 0, row[2]))
    ]
    assert STAGE_CONVERSION.finish is not None
    return conversion_answer(STAGE_CONVERSION.finish(rows, {"horizon_days": 90}))


def month_us() -> list[int]:
    return [microseconds(at) for at in [*STARTS, NOW]]


def microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1)) // (datetime(1970, 1, 2) - datetime(1970, 1, 1)) * DAY_US


def velocity_answer(rows: list[tuple[int, int, int, float, int, int, float]]) -> Answer:
    """From owner, month, entries less leavings, their instants together (µs), exits, wins, won value."""
    months, found = month_us(), {}
    by_owner: dict[int, dict[int, tuple[int, float, int, int, float]]] = {}
    for owner, month, stretches, at_us, exits, won, value in rows:
        by_owner.setdefault(owner, {})[month] = (stretches, at_us, exits, won, value)
    for owner, kept in by_owner.items():
        open_now = 0
        for month in range(len(STARTS)):
            stretches, at_us, exits, won, value = kept.get(month, (0, 0.0, 0, 0, 0.0))
            length = months[month + 1] - months[month]
            open_us = open_now * length + stretches * length - at_us
            open_now += stretches
            found[f"{owner} {STARTS[month]:%Y-%m}"] = [float(exits), float(won), float(value), open_us / DAY_US]
    return found


def merged(entered: Any, left: Any) -> list[tuple[int, int, int, float, int, int, float]]:
    months, kept = month_us(), {}
    for owner, month, n, us in entered:
        kept[owner, month] = [n, us, 0, 0, 0.0]
    for owner, month, n, us, exits, won, value in left:
        row = kept.setdefault((owner, month), [0, 0, 0, 0, 0.0])
        kept[owner, month] = [row[0] - n, row[1] - us, exits, won, value]
    return [(owner, month, *row) for (owner, month), row in kept.items() if month < len(months) - 1]


def snapshots_answer(moves: Any) -> Answer:
    ledger: dict[tuple[int, int], list[float]] = {}
    for stage, enters, leaves, n, amount in moves:
        for week, sign in ((enters, 1), (leaves, -1)):
            if week is not None and week == week and week < WEEKS:  # pandas has NaN for nothing
                row = ledger.setdefault((int(stage), int(week)), [0.0, 0.0])
                row[0], row[1] = row[0] + sign * n, row[1] + sign * amount
    found = {}
    for stage in range(1, 6):
        running = [0.0, 0.0]
        for week in range(WEEKS):
            added = ledger.get((stage, week), [0.0, 0.0])
            running = [running[0] + added[0], running[1] + added[1]]
            found[f"{stage} {week}"] = list(running)
    return found
