"""The three questions asked of pandas over pyarrow's reader, texts as categories."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as dataset
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
    month_us,
    snapshots_answer,
    velocity_answer,
)


def frame(folder: Path, question: str) -> pd.DataFrame:
    table, columns = COLUMNS[question]
    texts = {"outcome", "kind", "status"} & set(columns)
    form = dataset.ParquetFileFormat(read_options={"dictionary_columns": list(texts)})
    read = dataset.dataset(folder / table, format=form).to_table(columns=list(columns))
    if "amount_rc" in columns:
        place = read.schema.get_field_index("amount_rc")
        read = read.set_column(place, "amount_rc", read["amount_rc"].cast(pa.float64()))
    return read.to_pandas(self_destruct=True)


def velocity(folder: Path) -> Answer:
    held = frame(folder, "velocity")
    held = held[held["qualified_at"].notna()]
    finishes = held["held_until"].fillna(held["ended_at"]).fillna(NOW)
    begins = np.maximum(held["held_from"], held["qualified_at"])
    begins = begins.where(held["held_from"].notna() & (begins < finishes), finishes)
    is_exit = (held["ended_at"] < NOW) & (held["qualified_at"] <= held["ended_at"])
    won = is_exit & (held["outcome"] == "won")
    bounds = np.array(month_us())

    def placed(at: pd.Series) -> tuple[Any, Any]:
        us = at.to_numpy("datetime64[us]").astype("int64")
        month = np.searchsorted(bounds, us, side="right") - 1
        return month, us - bounds[month]

    month, within = placed(begins)
    entered = pd.DataFrame({"owner": held["owner_id"].to_numpy(), "month": month, "us": within})
    entered = entered.groupby(["owner", "month"])["us"].agg(["size", "sum"]).reset_index()
    month, within = placed(finishes)
    left = pd.DataFrame(
        {
            "owner": held["owner_id"].to_numpy(), "month": month, "n": 1, "us": within,
            "exits": is_exit.to_numpy().astype("int64"), "won": won.to_numpy().astype("int64"),
            "value": np.where(won, held["amount_rc"], 0.0),
        }
    ).groupby(["owner", "month"]).sum().reset_index()  # fmt: skip
    return velocity_answer(merged(entered.itertuples(index=False, name=None), left.itertuples(index=False, name=None)))


def conversion(folder: Path) -> Answer:
    events = frame(folder, "conversion")
    events = events[(events["kind"] == "open") & (events["entered_at"] < NOW)]
    us = events["left_at"].fillna(NOW).to_numpy("datetime64[us]").astype("int64")
    us = us - events["entered_at"].to_numpy("datetime64[us]").astype("int64")
    tenths = (us + TENTH_US // 2) // TENTH_US
    following = events["next_stage_id"].fillna(0).astype("int64").to_numpy()
    keyed = pd.DataFrame({"stage": events["stage_id"].to_numpy(), "next": following, "tenths": tenths})
    counts = keyed.groupby(["stage", "next", "tenths"]).size().reset_index()
    return finished(
        [(stage, after or None, tenth / 10, n) for stage, after, tenth, n in counts.itertuples(index=False, name=None)]
    )


def snapshots(folder: Path) -> Answer:
    states = frame(folder, "snapshots")
    first = microseconds(NOW) - (WEEKS - 1) * WEEK_US
    from_us = states["from_at"].to_numpy("datetime64[us]").astype("int64")
    is_kept = (states["status"] == "open").to_numpy()
    still = states["until_at"].isna().to_numpy()
    until_us = states["until_at"].to_numpy("datetime64[us]").astype("int64")
    is_kept &= still | (until_us > first)
    leaves = np.where(still, WEEKS, np.maximum(0, (until_us - first + WEEK_US - 1) // WEEK_US))
    keyed = pd.DataFrame(
        {
            "stage": states["stage_id"].to_numpy(),
            "enters": np.maximum(0, (from_us - first + WEEK_US - 1) // WEEK_US),
            "leaves": leaves,
            "amount": states["amount_rc"].to_numpy(),
        }
    )[is_kept]
    moves = keyed.groupby(["stage", "enters", "leaves"])["amount"].agg(["size", "sum"]).reset_index()
    return snapshots_answer(moves.itertuples(index=False, name=None))
