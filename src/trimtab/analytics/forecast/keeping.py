"""Forecasts kept beside the extracts: made by a process of its own, read by pages, never computed within a request.

`<extracts>/forecast/<period>/<moment>/` holds forecast.json and deals.parquet; `<extracts>/forecast/record-<unit>.json`
holds the track record; `<...>/<name>.state.json` says how far a process is that makes one.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.extracts.marks import Marks
from trimtab.analytics.forecast.document import Document

FOLDER = "forecast"
KEPT = 2  # of each period: the newest, and the one that a reader may still hold open
# A process that has said nothing for so long is gone.
SILENT_AFTER = timedelta(minutes=15)
# Nothing is made anew sooner than so many times as long as making it took.
REST = 10


class UnderWay(RuntimeError):
    """Another process makes the same."""


@dataclass(frozen=True)
class State:
    """How far a process is. failed: why it ended without a result, in words."""

    name: str
    began_at: str
    said_at: str
    done: int = 0
    total: int = 0
    ended_at: str = ""
    failed: str = ""

    def is_running(self, now: datetime) -> bool:
        """Whether a process is at it."""
        return not self.ended_at and now - datetime.fromisoformat(self.said_at) < SILENT_AFTER

    def rests(self, now: datetime) -> bool:
        """Whether it ended so short a while ago that it is not begun again."""
        if not self.ended_at:
            return False
        ended = datetime.fromisoformat(self.ended_at)
        return now - ended < REST * (ended - datetime.fromisoformat(self.began_at))


@dataclass(frozen=True)
class KeptForecast:
    """A forecast as it was kept: its document, and the file of its open opportunities."""

    document: Document
    deals: Path
    manifest: str
    made_at: datetime
    marks: Marks


def latest_forecast(extracts: Path, period: str) -> KeptForecast | None:
    """The newest kept forecast of a period; None while there is none."""
    folder = extracts / FOLDER / period
    made = sorted(path for path in folder.glob("*/forecast.json")) if folder.is_dir() else []
    return _read(made[-1]) if made else None


@lru_cache(maxsize=8)
def _read(path: Path) -> KeptForecast:
    """Kept files never change, so each process reads them once."""
    held = json.loads(path.read_text(encoding="utf-8"))
    made_at, deals = datetime.fromisoformat(held["made_at"]), path.parent / "deals.parquet"
    return KeptForecast(held["document"], deals, held["manifest"], made_at, held.get("marks", {}))


def new_folder(extracts: Path, period: str, *, now: datetime) -> Path:
    """An empty folder to write a forecast into; `publish` gives it its name."""
    folder = extracts / FOLDER / period / f".{now:%Y%m%dT%H%M%S%f}.{os.getpid()}"
    folder.mkdir(parents=True)
    return folder


def publish(written: Path, document: Document, *, manifest: Manifest, now: datetime) -> None:
    """Let readers see a forecast whose deals stand in the folder already; older ones go."""
    made = {"manifest": manifest.name, "marks": dict(manifest.marks), "made_at": now.isoformat()}
    held = {"document": document, **made}
    (written / "forecast.json").write_text(json.dumps(held), encoding="utf-8")
    written.rename(written.parent / f"{now:%Y%m%dT%H%M%S%f}")
    for old in sorted(path for path in written.parent.iterdir() if path.is_dir())[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def latest_record(extracts: Path, unit: str) -> Document | None:
    """The kept track record of quarters, months or years; None while there is none."""
    path = extracts / FOLDER / f"record-{unit}.json"
    if not path.is_file():
        return None
    found: Document = json.loads(path.read_text(encoding="utf-8"))
    return found


def keep_record(extracts: Path, unit: str, record: Document) -> None:
    """Keep a track record in place of the one before."""
    _replace(extracts / FOLDER / f"record-{unit}.json", json.dumps(record))


def state_of(extracts: Path, name: str) -> State | None:
    """How far the process is that makes something: a period's forecast, or `record-<unit>`."""
    path = extracts / FOLDER / f"{name}.state.json"
    if not path.is_file():
        return None
    return State(**json.loads(path.read_text(encoding="utf-8")))


def tell(extracts: Path, state: State) -> None:
    """Say how far it is."""
    _replace(extracts / FOLDER / f"{state.name}.state.json", json.dumps(asdict(state)))


@contextmanager
def only_one(extracts: Path, name: str) -> Iterator[None]:
    """Holds the place of the one process that makes something.

    Raises:
        UnderWay: another holds it.
    """
    folder = extracts / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnderWay(name) from error
        yield


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}")
    written.write_text(text, encoding="utf-8")
    written.rename(path)
