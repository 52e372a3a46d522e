"""Three questions over millions of opportunities: our metrics beside the bare scan, polars and pandas, in one run.

    python bench/analytics_scale.py 1000000 [folder] [rounds]

The world is generated once into the folder (default: .bench). Each cell is a process of its own, one after the other,
engines taking turns: opened, asked once (first), asked again (seconds, processor). The median over the rounds counts.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import analytics_rivals
from analytics_world import make_world

QUESTIONS = {
    "velocity": "velocity by owner and month",
    "conversion": "stage conversion, exact median",
    "snapshots": "52 weekly snapshots by stage",
}
ENGINES = ("scan", "trimtab", "polars", "pandas")
Cell = dict[str, Any]


def cell(engine: str, question: str, folder: Path, times: int) -> Cell:
    """Ask one question `times` times in this process."""
    ask = getattr(analytics_rivals, engine)(folder, question)
    found: list[tuple[float, float]] = []
    answer: analytics_rivals.Answer = {}
    for _ in range(times):
        begin, processor = time.monotonic(), time.process_time()
        answer = ask()
        found.append((time.monotonic() - begin, time.process_time() - processor))
    return {
        "first": found[0][0],
        "seconds": found[-1][0],
        "processor": found[-1][1],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answer": answer,
    }


def asked_aside(engine: str, question: str, folder: Path) -> Cell:
    """One cell in a process of its own. pandas asks once: it keeps nothing that a second time could use."""
    times = "1" if engine == "pandas" else "2"
    command = [sys.executable, __file__, "--cell", engine, question, str(folder), times]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1][:100]}
    return dict(json.loads(done.stdout))


def differences(one: analytics_rivals.Answer, other: analytics_rivals.Answer) -> int:
    """How many numbers differ by more than a billionth; a key that is missing counts as zeros."""
    wrong = 0
    for key in one.keys() | other.keys():
        width = len(one.get(key) or other.get(key) or [])
        pairs = zip(one.get(key, [0.0] * width), other.get(key, [0.0] * width), strict=True)
        wrong += sum(abs(a - b) > 1e-9 * max(1.0, abs(a), abs(b)) for a, b in pairs)
    return wrong


def run(folder: Path, rounds: int) -> dict[tuple[str, str], list[Cell]]:
    cells: dict[tuple[str, str], list[Cell]] = {}
    for number in range(rounds):
        for question in QUESTIONS:
            for engine in ENGINES if number % 2 == 0 else reversed(ENGINES):
                cells.setdefault((question, engine), []).append(asked_aside(engine, question, folder))
                print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return cells


def middle(cells: list[Cell], name: str) -> float:
    return statistics.median(found.get(name, float("nan")) for found in cells)


def print_tables(cells: dict[tuple[str, str], list[Cell]]) -> None:
    print("| question | engine | seconds (first) | processor s | peak MB | processor / scan | equal to ours |")
    print("|---|---|---|---|---|---|---|")
    for question, label in QUESTIONS.items():
        floor = middle(cells[question, "scan"], "processor")
        for engine in ENGINES:
            own = cells[question, engine]
            if "failed" in own[0]:
                print(f"| {label} | {engine} | failed: {own[0]['failed']} | | | | |")
                continue
            ours = cells[question, "trimtab"][0]["answer"]
            is_equal = "" if engine in ("scan", "trimtab") else str(differences(ours, own[0]["answer"]) == 0)
            processor = middle(own, "processor")
            print(
                f"| {label} | {engine} | {middle(own, 'seconds'):.2f} ({middle(own, 'first'):.2f}) | {processor:.2f} "
                f"| {middle(own, 'memory'):.0f} | {processor / floor:.1f} | {is_equal} |"
            )


def print_targets(cells: dict[tuple[str, str], list[Cell]]) -> None:
    def total(engine: str, name: str) -> float:
        return sum(middle(cells[question, engine], name) for question in QUESTIONS)

    memory = max(middle(cells[question, "trimtab"], "memory") for question in QUESTIONS)
    print("\n| target | processor | wall | |\n|---|---|---|---|")
    for label, rival, least in (
        ("three together / scan, at most 2", "scan", None),
        ("pandas / ours, at least 10", "pandas", 10),
    ):
        ratios = [total("trimtab", name) / total(rival, name) for name in ("processor", "seconds")]
        ratios = [1 / ratio for ratio in ratios] if least else ratios
        is_met = ratios[0] >= least if least else ratios[0] <= 2
        print(f"| {label} | {ratios[0]:.1f} | {ratios[1]:.1f} | {'met' if is_met else 'missed'} |")
    print(f"| peak memory of ours, under 2,000 MB | {memory:.0f} MB | | {'met' if memory < 2000 else 'missed'} |")


def main() -> None:
    opportunities = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(".bench") / f"analytics-{opportunities}"
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    rows = make_world(folder, opportunities)
    size = sum(path.stat().st_size for path in folder.glob("*/*.parquet")) / 1e6
    print(f"{', '.join(f'{number:,} {name}' for name, number in rows.items())}; {size:,.0f} MB")
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "pandas", "pyarrow", "numpy"))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {versions}; load {load}\n"
    )
    cells = run(folder, rounds)
    print_tables(cells)
    print_targets(cells)
    print(f"\nload at the end {', '.join(f'{one:.1f}' for one in os.getloadavg())}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--cell"]:
        json.dump(cell(sys.argv[2], sys.argv[3], Path(sys.argv[4]), int(sys.argv[5])), sys.stdout)
    else:
        main()
