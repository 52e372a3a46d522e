"""The three questions asked of polars: lazy, streaming."""

from pathlib import Path

import polars as pl
from analytics_rivals import (
    COLUMNS,
    NOW,
    TENTH_US,
    WEEK_US,
    WEEKS,
    Answer,
    finished,
    merged,
    microseconds,
    snapshots_answer,
    velocity_answer,
)


def source(folder: Path, question: str) -> pl.LazyFrame:
    table, columns = COLUMNS[question]
    return pl.scan_parquet(folder / table / "*.parquet").select(columns)


def velocity(folder: Path) -> Answer:
    begins = pl.max_horizontal("held_from", "qualified_at")
    held = (
        source(folder, "velocity")
        .filter(pl.col("qualified_at").is_not_null())
        .with_columns(
            finishes=pl.coalesce("held_until", "ended_at", pl.lit(NOW)), amount=pl.col("amount_rc").cast(pl.Float64)
        )
        .with_columns(
            begins=pl.when(pl.col("held_from").is_not_null() & (begins < pl.col("finishes")))
            .then(begins)
            .otherwise("finishes"),
            is_exit=(pl.col("ended_at") < NOW) & (pl.col("qualified_at") <= pl.col("ended_at")),
            is_won=pl.col("outcome") == "won",
        )
        .select("owner_id", "begins", "finishes", "is_exit", "is_won", "amount")
    )  # fmt: skip

    def month(name: str) -> pl.Expr:
        at = pl.col(name)
        return ((at.dt.year().cast(pl.Int32) - 2024) * 12 + at.dt.month() - 1).alias("month")

    def within(name: str) -> pl.Expr:
        return (pl.col(name) - pl.col(name).dt.truncate("1mo")).dt.total_microseconds().sum()

    entered = held.group_by("owner_id", month("begins")).agg(pl.len().alias("n"), within("begins").alias("us"))
    wins = (pl.col("is_exit") & pl.col("is_won")).fill_null(False)
    left = held.group_by("owner_id", month("finishes")).agg(
        pl.len().alias("n"),
        within("finishes").alias("us"),
        pl.col("is_exit").sum().alias("exits"),
        wins.sum().alias("won"),
        pl.col("amount").filter(wins).sum().alias("value"),
    )
    first, second = pl.collect_all([entered, left], engine="streaming")
    return velocity_answer(merged(first.rows(), second.rows()))


def conversion(folder: Path) -> Answer:
    until = pl.coalesce("left_at", pl.lit(NOW))
    tenths = ((until - pl.col("entered_at")).dt.total_microseconds() + TENTH_US // 2) // TENTH_US
    counts = (
        source(folder, "conversion")
        .filter((pl.col("kind") == "open") & (pl.col("entered_at") < NOW))
        .group_by("stage_id", "next_stage_id", tenths.alias("tenths"))
        .len()
        .collect(engine="streaming")
    )
    return finished([(stage, following, tenth / 10, n) for stage, following, tenth, n in counts.rows()])


def snapshots(folder: Path) -> Answer:
    first = microseconds(NOW) - (WEEKS - 1) * WEEK_US

    def week(name: str) -> pl.Expr:
        at = pl.col(name).dt.epoch("us")
        return ((at - first + WEEK_US - 1) // WEEK_US).clip(0, None)

    states = source(folder, "snapshots").filter(
        (pl.col("status") == "open") & (pl.col("until_at").is_null() | (pl.col("until_at").dt.epoch("us") > first))
    )
    amount = pl.col("amount_rc").cast(pl.Float64)
    moves = (
        states.group_by("stage_id", week("from_at").alias("enters"), week("until_at").alias("leaves"))
        .agg(pl.len().alias("n"), amount.sum().alias("amount"))
        .collect(engine="streaming")
    )
    return snapshots_answer(moves.rows())
