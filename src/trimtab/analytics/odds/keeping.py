"""What was learned and told, as files beside the extracts: one folder a lesson, the current one named in one step."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from trimtab.insight.features.frame import Features
from trimtab.insight.odds.model import Chances
from trimtab.insight.odds.neighbours import Neighbours
from trimtab.insight.odds.reasons import Reason

FOLDER, CURRENT = "odds", "current.json"
SCORES, REASONS, PAST, CARD = "scores.parquet", "reasons.parquet", "past.npz", "card.json"
KEPT = 3  # lessons; a reader opens its files within moments
TOLD = ("won", "low", "high", "lost", "dark", "open", "eventual")
Card = Mapping[str, Any]  # Any: what JSON holds
Columns = Mapping[str, np.ndarray]


class LearningUnderWay(RuntimeError):
    """Another process is learning the odds."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process learns at a time; the system frees the lock when the process ends, however it ends.

    Raises:
        LearningUnderWay: another one has it.
    """
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    with (place / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LearningUnderWay("Another process is learning the odds.") from error
        yield


def current(folder: Path) -> Path | None:
    """The folder of the current lesson; None where there is none yet."""
    try:
        name = json.loads((folder / FOLDER / CURRENT).read_text(encoding="utf-8"))["name"]
    except (FileNotFoundError, json.JSONDecodeError, KeyError):
        return None
    place = folder / FOLDER / str(name)
    return place if (place / CARD).exists() else None


def next_place(folder: Path) -> Path:
    """A new folder for a lesson, numbered after all there are."""
    taken = [int(path.name) for path in (folder / FOLDER).glob("[0-9]*") if path.name.isdigit()]
    place = folder / FOLDER / f"{max(taken, default=0) + 1:06d}"
    place.mkdir(parents=True)
    return place


def make_current(place: Path) -> None:
    """Name a lesson as the current one, in one step, and let older ones go."""
    waiting = place.parent / f".{CURRENT}.{os.getpid()}"
    waiting.write_text(json.dumps({"name": place.name}), encoding="utf-8")
    waiting.replace(place.parent / CURRENT)
    for old in sorted(place.parent.glob("[0-9]*"))[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def write_card(place: Path, card: Card) -> None:
    """The card last: a folder without one is not finished."""
    (place / CARD).write_text(json.dumps(card, indent=1), encoding="utf-8")


def write_scores(place: Path, features: Features, told: Mapping[str, Chances]) -> None:
    """The chances by each horizon, ordered by opportunity so that a few are found without reading all."""
    columns: dict[str, np.ndarray] = {
        "opp_id": np.concatenate([features.opp_id] * len(told)),
        "horizon": np.repeat(np.array(list(told), dtype=object), features.size),
    }
    columns |= {name: np.concatenate([getattr(each, name) for each in told.values()]) for name in TOLD}
    _write(place / SCORES, columns)


def write_reasons(place: Path, features: Features, found: Sequence[Sequence[Reason]]) -> None:
    """The reasons of each opportunity, the strongest first."""
    rows = [
        (int(opp_id), number, reason)
        for opp_id, reasons in zip(features.opp_id, found, strict=True)
        for number, reason in enumerate(reasons)
    ]
    numbers = [reason.value if isinstance(reason.value, float) else np.nan for *_key, reason in rows]
    words = [reason.value if isinstance(reason.value, str) else None for *_key, reason in rows]
    columns = {
        "opp_id": np.array([opp_id for opp_id, *_rest in rows], dtype=np.int64),
        "place": np.array([number for _opp, number, _reason in rows], dtype=np.int64),
        "feature": np.array([reason.feature for *_key, reason in rows], dtype=object),
        "number": np.array(numbers, dtype=np.float64),
        "word": np.array(words, dtype=object),
        "usual": np.array([np.nan if reason.usual is None else reason.usual for *_key, reason in rows], dtype=float),
        "log_odds": np.array([reason.log_odds for *_key, reason in rows], dtype=np.float64),
    }
    _write(place / REASONS, columns)


def write_past(place: Path, past: Neighbours, features: Features) -> None:
    """Looks at past opportunities, and what was known of the open ones, to find the nearest when somebody asks."""
    points, words = past.places_of(features)
    np.savez_compressed(
        place / PAST,
        past_opp=past.opp_id_,
        past_at=past.at_.astype("datetime64[s]").astype(np.int64),
        past_won=past.is_won_,
        past_days=past.closed_days_.astype(np.float32),
        past_points=past.points_.astype(np.float32),
        past_words=past.words_,
        open_opp=features.opp_id,
        open_points=points.astype(np.float32),
        open_words=words,
    )


def _write(path: Path, columns: Columns) -> None:
    """Columns as Parquet, ordered by opportunity; nothing where there are no rows."""
    if not columns["opp_id"].size:
        return
    with duckdb.connect(":memory:") as duck:
        duck.register("told", dict(columns))
        options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000"
        quoted = str(path).replace("'", "''")
        duck.execute(f"COPY (SELECT * FROM told ORDER BY opp_id) TO '{quoted}' ({options})")
