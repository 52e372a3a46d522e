"""The scoreboard: every number that has a target, as the benches measured it, in one table and one document.

    python bench/scoreboard.py                              runs every bench in its small size, then writes the document
    python bench/scoreboard.py --full                       in the size that the targets speak of; hours on two cores
    python bench/scoreboard.py --worlds 5                   with so many worlds each: what an hour allows
    python bench/scoreboard.py --only evaluate causes       runs these, keeps what is known of the others
    python bench/scoreboard.py --only                       runs nothing, writes the document from what is kept

Each bench is a script beside this one that takes `--json FILE` and writes its rows there. What it measured is kept in
FOLDER (`--kept`, .scoreboard by default) with the commit, the machine and the day, so that a bench can be run alone.
A bench that is not there or fails leaves its rows as they were, or its numbers as not run: they are never left out.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from readings import rows_from
from rows import machine

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
DOCUMENT = ROOT / "docs" / "explanation" / "track-record.md"
INTRODUCTION = """# Track record

Of {all} numbers that have a target, {met} are met, {missed} are missed and {unknown} were not run. This page is written
by `python bench/scoreboard.py`; no figure on it is typed.

The numbers of the first column are those of the scoreboard: what is promised, how it is defined and what others
publish. Worlds are simulated with a known truth, so levels there are kinder than life; orderings and biases are the
useful part. Real sets are judged by a protocol that was fixed before. In bench/evaluate.py "best published" is the best
of the baselines that came with a set, "here" what a rival reached on the same rows in the same run.
"""
REPEATING = """## Repeat it

`python bench/scoreboard.py --full` runs all benches in the size that the targets speak of and writes this page; without
`--full` they run small, which shows that they work and measures little. Seeds stand in the tables: the same seed and
version give the same numbers, times aside.
"""
MEASURED = "Measured {size} on {on} at {commit}, {machine}, in {seconds} s: `{command}`"
KNOWN = ("size", "on", "commit", "machine", "seconds")
Rows = list[dict[str, Any]]  # Any: what JSON holds


@dataclass(frozen=True)
class Bench:
    """One script: its options for a first look and for the targets."""

    name: str
    about: str
    small: tuple[str, ...] = ()
    full: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        return " ".join(["python", f"bench/{self.name}.py", *self.full])


@dataclass(frozen=True)
class Promise:
    """A number that must be shown, whether or not a bench told it."""

    number: str
    metric: str
    target: str
    bench: str


BENCHES = (
    Bench("simulator", "The simulator", ("--worlds", "2", "--small"), ("--worlds", "20")),
    Bench("win_probability", "Win probability", ("--worlds", "1"), ("--worlds", "20", "--scale", "global")),
    Bench("reasons", "Reasons and interactions", ("--worlds", "1", "--draws", "2"), ("--worlds", "20", "--draws", "5")),
    Bench("evaluate", "Outcomes of real sets", ("--sets", "maven_crm", "zoho_sample"), ()),
    Bench("forecast", "Forecast", ("--worlds", "1", "--quarters", "2"), ("--worlds", "12", "--quarters", "12")),
    Bench("trends", "The four trends", ("--worlds", "1"), ("--worlds", "20")),
    Bench("setbacks", "Setbacks", ("--worlds", "5"), ("--worlds", "200")),
    Bench("service", "Quality of service", ("--worlds", "5"), ("--worlds", "50")),
    Bench("causes", "Causes and pilots", ("--worlds", "2", "--pilots", "500"), ("--worlds", "50")),
)

# What is promised. Where a bench tells a row of that number, its own words stand.
PROMISES = (
    Promise("3", "win rate: bias of the cohort estimate in growing and shrinking worlds", "≤ 0.5 pt", "simulator"),
    Promise(
        "4", "win model: share of the attainable lift over .5 in AUC, as of, 20 worlds", "≥ 88 %", "win_probability"
    ),
    Promise("4", "win model: leak gap, AUC with final values less AUC as of", "≥ .15", "win_probability"),
    Promise("5", "win model: skill against stage rates, share of looks above zero", "≥ 90 %", "win_probability"),
    Promise("6", "win model: ECE at 1,000 closed deals", "≤ .025", "win_probability"),
    Promise("6", "win model: ECE at 80 closed deals", "≤ .06", "win_probability"),
    Promise("7", "win model: gain over stage rates at 80 closed, about 18 won", "≥ 0", "win_probability"),
    Promise("8", "interaction of -.75 log-odds at 8,000 deals: power", "≥ .8", "reasons"),
    Promise("8", "interactions: false share of those found", "≤ .1", "reasons"),
    Promise("37", "win model: strongest reasons that agree with planted effects", "≥ .85", "win_probability"),
    Promise("37", "reasons: of the three strongest, turned or gone a week later", "< .10", "reasons"),
    Promise("2", "real sets: log loss and Brier beside the best baseline", "≤ best + 1 s.e.", "evaluate"),
    Promise("9", "forecast at week 4: WAPE against the oracle's", "≤ 1.3 ×", "forecast"),
    Promise("9", "forecast at week 4: WAPE against the commit's", "≤ 65 %", "forecast"),
    Promise("10", "forecast: 80 % intervals hold, company and team", "75 to 85 %", "forecast"),
    Promise("10", "forecast: 80 % intervals hold in the hostile worlds", "≥ 70 %", "forecast"),
    Promise("11", "forecast: children less parent", "0", "forecast"),
    Promise("13", "vanishing: average precision over the rule of 28 days", "≥ +.01", "trends"),
    Promise("14", "slips: skill over the base", "≥ .15", "trends"),
    Promise("18", "setbacks: false alarms per leader and quarter in null worlds", "≤ 1", "setbacks"),
    Promise("18", "setbacks: false discovery", "≤ .10", "setbacks"),
    Promise("19", "setbacks: weeks to see a win rate fall from 22 to 16 % at 25 closed a week", "≤ 10", "setbacks"),
    Promise("19", "setbacks: weeks to see a win rate fall from 22 to 16 % at 60 closed a week", "≤ 5", "setbacks"),
    Promise("20", "levers: bias beside that of the naive comparison, 50 worlds", "≤ 1/4", "causes"),
    Promise("20", "levers: bounded 90 % intervals cover", "≥ 85 %", "causes"),
    Promise("20", "levers: false ones in null worlds", "≤ 5 %", "causes"),
    Promise("21", "pilots: false findings of 10,000 null pilots with peeking", "≤ 5 %", "causes"),
    Promise("31", "composite index: a seller who games it gains", "never", "service"),
    Promise("31", "composite index: Kendall's tau between two years in which nothing changes", "≥ .6", "service"),
    Promise("35", "simulator: moments within their bands over 20 seeds", "all", "simulator"),
    Promise("36", "5,000 sellers over four years simulated", "≤ 10 s", "simulator"),
    Promise("36", "625,000 deals scored", "≤ 60 s, ≤ 4 GB", "win_probability"),
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    names = [bench.name for bench in BENCHES]
    asked.add_argument("--only", nargs="*", choices=names, metavar="BENCH", help="run these benches only")
    asked.add_argument("--full", action="store_true", help="in the size that the targets speak of")
    asked.add_argument("--worlds", type=int, default=0, help="so many worlds in each bench, else as in full")
    asked.add_argument("--kept", type=Path, default=ROOT / ".scoreboard", help="folder of what was measured")
    asked.add_argument("--document", type=Path, default=DOCUMENT, help="where to write the track record")
    options = asked.parse_args()
    options.kept.mkdir(parents=True, exist_ok=True)
    chosen = names if options.only is None else options.only
    for bench in BENCHES:
        if bench.name in chosen:
            run(bench, options.kept, is_full=options.full, worlds=options.worlds)
    kept = {bench.name: read(options.kept / f"{bench.name}.json") for bench in BENCHES}
    rows = rows_of(kept)
    show(rows)
    options.document.write_text(document(rows, kept), encoding="utf-8")
    print(f"\nWritten: {options.document}")


def options_of(bench: Bench, *, is_full: bool, worlds: int) -> tuple[str, ...]:
    """Its options for the size that was asked for."""
    if not worlds:
        return bench.full if is_full else bench.small
    chosen = list(bench.full)
    if "--worlds" in chosen:
        chosen[chosen.index("--worlds") + 1] = str(worlds)
    return tuple(chosen)


def run(bench: Bench, folder: Path, *, is_full: bool, worlds: int) -> None:
    """Run one bench and keep what it measured, with when, where and of which state of the code."""
    script = BENCH / f"{bench.name}.py"
    if not script.exists():
        print(f"{bench.name}: there is no {script.name}.")
        return
    target, options = folder / f"{bench.name}.json", options_of(bench, is_full=is_full, worlds=worlds)
    waiting = target.with_suffix(".new")
    print(f"{bench.name}: {' '.join(options)} ...", flush=True)
    begun = time.perf_counter()
    ended, printed = _heard([sys.executable, str(script), *options, "--json", str(waiting)])
    told = json.loads(waiting.read_text(encoding="utf-8")) if waiting.exists() else None
    waiting.unlink(missing_ok=True)
    rows = rows_from(bench.name, told, printed)
    if not rows:
        print(f"{bench.name}: ended with {ended} and told nothing; what was known before stays.")
        return
    content = {
        "rows": [{**asdict(row), "state": row.state} for row in rows],
        "about": {
            "on": datetime.now(UTC).date().isoformat(),
            "commit": commit(),
            "machine": machine(),
            "command": " ".join(["python", f"bench/{script.name}", *options]),
            "seconds": round(time.perf_counter() - begun),
            "size": "in full" if is_full else f"with {worlds} worlds" if worlds else "small",
        },
    }
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _heard(command: list[str]) -> tuple[int, str]:
    """Run a command, show what it prints and keep it."""
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return running.returncode, "".join(lines)


def read(path: Path) -> dict[str, Any]:  # Any: what JSON holds
    """What is kept of one bench; empty where it never ran."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def rows_of(kept: dict[str, dict[str, Any]]) -> Rows:
    """What was measured, and every promised number that no bench told, as not run; by number."""
    rows = [{"bench": name, "state": "not run", **row} for name, one in kept.items() for row in one.get("rows", [])]
    told = {(row["bench"], str(row["number"])) for row in rows}
    for promise in PROMISES:
        if (promise.bench, promise.number) not in told:
            rows += [{**asdict(promise), "state": "not run"}]
    return sorted(
        rows, key=lambda row: (_order(str(row["number"])), [bench.name for bench in BENCHES].index(row["bench"]))
    )


def _order(number: str) -> tuple[int, str]:
    digits = "".join(sign for sign in number if sign.isdigit())
    return (int(digits) if digits else 999, number)


def show(rows: Rows) -> None:
    for row in rows:
        cells = (row["number"], row["metric"][:70], row["target"], text(row, "measured"), text(row, "interval"))
        print(f"{cells[0]!s:>4}  {cells[1]:70}  {cells[2]!s:>18}  {cells[3]:>14}  {cells[4]:>20}  {row['state']}")
    counts = {state: sum(row["state"] == state for row in rows) for state in ("met", "missed", "told", "not run")}
    print(", ".join(f"{count} {state}" for state, count in counts.items()))


def text(row: dict[str, Any], key: str) -> str:  # Any: a cell of JSON
    """A cell as one line of plain text; an interval of two numbers with a dash between."""
    value = row.get(key)
    if isinstance(value, list | tuple):
        return " to ".join(text({"cell": each}, "cell") for each in value)
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if value is None else str(value).replace("|", "/").replace("\n", " ")


def document(rows: Rows, kept: dict[str, dict[str, Any]]) -> str:
    """The track record as a page of the documentation."""
    missed = [row for row in rows if row["state"] == "missed"]
    unknown = [row for row in rows if row["state"] == "not run"]
    met = sum(row["state"] == "met" for row in rows)
    counted = INTRODUCTION.format(
        all=met + len(missed) + len(unknown), met=met, missed=len(missed), unknown=len(unknown)
    )
    told = [line for bench in BENCHES for line in _section(bench, rows, kept.get(bench.name, {}))]
    waiting = [f"- {row['number']} {row['metric']} (target {row['target']}), `{row['bench']}`" for row in unknown]
    parts = [
        [counted, "## Missed", ""],
        _table(missed) if missed else ["Nothing that was run missed its target."],
        ["", *told, "## Not run", ""],
        waiting or ["Nothing."],
        ["", REPEATING],
    ]
    return "\n".join(line for part in parts for line in part)


def _section(bench: Bench, rows: Rows, kept: dict[str, Any]) -> Sequence[str]:
    mine = [row for row in rows if row["bench"] == bench.name and row["state"] != "not run"]
    if not mine:
        return []
    about = kept.get("about", {})
    return [
        f"## {bench.about}",
        "",
        MEASURED.format(**{**dict.fromkeys(KNOWN, "?"), "command": bench.command, **about}),
        "",
        *_table(mine),
        "",
    ]


def _table(rows: Rows) -> list[str]:
    head = ["| no. | number | target | measured | interval | seeds | |", "| --- | --- | --- | --- | --- | --- | --- |"]
    keys = ("number", "metric", "target", "measured", "interval", "seeds", "state")
    return head + ["| " + " | ".join(text(row, key) for key in keys) + " |" for row in rows]


if __name__ == "__main__":
    main()
