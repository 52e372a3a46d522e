"""Sets of files: one a refresh, each complete in its folder; what did not change is shared with the set before."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from trimtab.analytics.extracts.manifest import read_manifest
from trimtab.analytics.parquet import MONTHLY, RECENT

# A reader opens its files within moments; older ones that no manifest names may go.
GRACE = timedelta(minutes=10)


def link_months(old: Path, new: Path, *, but: set[str]) -> None:
    """Take over the files of months that did not change."""
    for name in MONTHLY:
        (new / name).mkdir(exist_ok=True)
        for path in (old / name).glob("*.parquet"):
            if path.stem not in but:
                _link(path, new / name / path.name)


def link_layers(old: Path, new: Path) -> None:
    """Take over what stands beside the months."""
    for path in (old / RECENT).glob("*/*.parquet"):
        (new / RECENT / path.parent.name).mkdir(parents=True, exist_ok=True)
        _link(path, new / RECENT / path.parent.name / path.name)


def next_version(folder: Path) -> int:
    """One more than any folder there is, also one that a killed refresh left half written."""
    taken = [int(path.name[1:]) for path in folder.glob("v*") if path.name[1:].isdigit()]
    return max(taken, default=0) + 1


def retire(previous: Path, now: datetime) -> None:
    """Count the grace of the older set from now on, however long it was the current one: it is still read."""
    if previous.exists():
        os.utime(previous, (now.timestamp(), now.timestamp()))


def remove_old(folder: Path, now: datetime) -> None:
    """Remove sets that are no longer current and that nobody can still be reading."""
    manifest = read_manifest(folder)
    for path in folder.glob("v*"):
        is_old = path.stat().st_mtime < (now - GRACE).timestamp()
        if is_old and (manifest is None or path.name != manifest.name):
            shutil.rmtree(path, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
