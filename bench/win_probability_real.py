"""The judged protocol on a real log: imported, scored by the command as of three month starts, judged from the file.

Won for the first time (Stage 4 or 9) within 90 days, of what was open at the start of May, June and July 2016.
"""

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from rows import Row

from trimtab.insight.models.measures import area_under_curve, brier, calibration_error, log_loss, losses

DAYS = ("2016-05-01", "2016-06-01", "2016-07-01")
WON, LOST = ("Stage 4", "Stage 9"), ("Stage 1", "Stage 8")
BEST = {"auc": 0.795, "log_loss": 0.522, "brier": 0.176, "ece": 0.056}  # the mean of logits of three models


def real_rows(folder: str) -> list[Row]:
    """AUC, log loss, Brier score and calibration error, beside the best of the baselines."""
    events = _events(Path(folder))
    outcomes: list[float] = []
    told: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        _trimtab(home, "migrate")
        _trimtab(home, "import", folder, "--yes")
        for day in DAYS:
            chances = _scored(home, day)
            for opportunity, is_won in _asked(events, day):
                outcomes.append(is_won)
                told.append(chances[opportunity])
    marks, chances_of = np.array(outcomes), np.array(told)
    error = losses(marks, chances_of).std() / marks.size**0.5
    measures = {"auc": area_under_curve, "log_loss": log_loss, "brier": brier, "ece": calibration_error}
    found = {name: float(measure(marks, chances_of)) for name, measure in measures.items()}
    looks = f"{marks.size} looks, s.e. of log loss {error:.3f}"
    signs = {name: "≥" if name == "auc" else "≤" for name in BEST}
    return [
        Row("2", f"semicon log: {name}", f"{signs[name]} {best}", f"{found[name]:.3f}", looks, "",
            found[name] >= best if name == "auc" else found[name] <= best)
        for name, best in BEST.items()
    ]  # fmt: skip


def _trimtab(home: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "trimtab.cli", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "TRIMTAB_HOME": home}, stdout=subprocess.DEVNULL)


def _scored(home: str, day: str) -> dict[str, float]:
    out = Path(home) / f"{day}.json"
    until = (datetime.fromisoformat(day) + timedelta(days=90)).date().isoformat()
    _trimtab(home, "score", "--as-of", day, "--until", until, "--out", str(out))
    return {row["external_id"]: row["won"] for row in json.loads(out.read_text())["opportunities"]}


def _events(folder: Path) -> dict[str, list[tuple[datetime, str]]]:
    """Opportunity → its events in order of time."""
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    with gzip.open(next(folder.glob("*.csv.gz")), "rt", newline="") as file:
        for row in csv.DictReader(file):
            found[row["opportunity_id"]].append((datetime.fromisoformat(row["event_time"]), row["to_stage"]))
    return {name: sorted(events, key=lambda event: event[0]) for name, events in found.items()}


def _asked(events: dict[str, list[tuple[datetime, str]]], day: str) -> list[tuple[str, float]]:
    """What was open at the start of the day and never won before, with whether it was won within 90 days."""
    start = datetime.fromisoformat(day)
    found = []
    for opportunity, of_it in events.items():
        before = [stage for at, stage in of_it if at <= start]
        if not before or before[-1] in (*WON, *LOST) or set(before) & set(WON):
            continue
        won = [at for at, stage in of_it if stage in WON]
        found.append((opportunity, float(bool(won) and won[0] <= start + timedelta(days=90))))
    return found
