"""Where the trends of a day are kept: files beside the extracts, named in `trends/current.json` in one step."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

FOLDER, CURRENT = "trends", "current.json"
SCHEMA = 2  # of what is written; raised when its files change
WEEKS, DEALS, STUDY, ADVICE = "weeks.parquet", "deals.parquet", "study.json", "advice.sqlite3"
KEPT_SETS = 2  # a reader may still be in the one before


@dataclass(frozen=True)
class Kept:
    """The trends of one day. epoch: of the organisation then; periods: unit → key of the running period."""

    folder: Path
    as_of: datetime
    day: date
    epoch: int
    periods: Mapping[str, str] = field(default_factory=dict)

    @property
    def weeks(self) -> str:
        """The file with the chances of each week."""
        return str(self.folder / WEEKS)

    @property
    def deals(self) -> str:
        """The file with what is known of each open opportunity now."""
        return str(self.folder / DEALS)

    @property
    def study(self) -> Mapping[str, object]:
        """What was learned and how good it is."""
        return _study(self.folder / STUDY)


def read_kept(extracts: Path) -> Kept | None:
    """The trends that are current; None where there are none yet, or they are of an earlier make."""
    place = extracts / FOLDER
    try:
        said = json.loads((place / CURRENT).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if said.pop("schema", 0) != SCHEMA:
        return None
    name = said.pop("name")
    days = {"as_of": datetime.fromisoformat(said["as_of"]), "day": date.fromisoformat(said["day"])}
    return Kept(folder=place / name, **{**said, **days})


def new_folder(extracts: Path, *, as_of: datetime) -> Path:
    """An empty folder to write a set into."""
    folder = extracts / FOLDER / f"d{as_of:%Y%m%d%H%M%S}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def make_current(kept: Kept) -> None:
    """Let readers find this set from now on, and drop those before the last."""
    place = kept.folder.parent
    said = {**asdict(kept), "as_of": kept.as_of.isoformat(), "day": kept.day.isoformat(), "schema": SCHEMA}
    del said["folder"]
    waiting = place / f".{CURRENT}.{os.getpid()}"
    waiting.write_text(json.dumps({**said, "name": kept.folder.name}), encoding="utf-8")
    waiting.replace(place / CURRENT)
    for old in sorted(path for path in place.glob("d*") if path.is_dir())[:-KEPT_SETS]:
        shutil.rmtree(old, ignore_errors=True)


@lru_cache(maxsize=4)
def _study(path: Path) -> Mapping[str, object]:
    """A set is never changed, so its file is read once."""
    found: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found
