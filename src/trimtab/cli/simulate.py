"""`trimtab simulate`: make a company to try things on."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from trimtab.cli.output import fail, messages, results, say

if TYPE_CHECKING:
    from trimtab.insight.simulate import Parameters, World

SHAPES = ("salesforce", "hubspot", "plain")
EXPORTS, TABLES, TRUTH = "exports", "tables", "truth"
MARK = "company.json"
FIRST, LAST = 1990, 2100
# 20,000 seller years take 1.5 GB of memory.
MOST = 40_000


def simulate(
    out: Annotated[Path, typer.Option(help="Folder for the company; made when missing.", file_okay=False)],
    preset: Annotated[str, typer.Option(help="Which company, as startup, sample, enterprise, vanishing.")] = "sample",
    seed: Annotated[int, typer.Option(help="The luck it has: the same seed gives the same company.", min=0)] = 1,
    sellers: Annotated[int | None, typer.Option(help="How many sellers, in place of the preset's.")] = None,
    years: Annotated[int | None, typer.Option(help="How many years, in place of the preset's.")] = None,
    until: Annotated[
        datetime | None, typer.Option(help="Last day, as 2026-08-31; default: yesterday.", formats=["%Y-%m-%d"])
    ] = None,
    shape: Annotated[str, typer.Option(help="Whose exports: salesforce, hubspot or plain.")] = "salesforce",
    tables: Annotated[bool, typer.Option("--tables", help="Also write the tables that metrics read.")] = False,
    truth: Annotated[bool, typer.Option("--truth", help="Also write what nobody knows, in a folder apart.")] = False,
    exports: Annotated[bool, typer.Option(help="Write exports at all.")] = True,
    as_csv: Annotated[bool, typer.Option("--csv", help="Tables and truth as CSV in place of Parquet.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write into a folder that is not empty.")] = False,
) -> None:
    """Make a company that does not exist: exports to import, and the truth behind them to check what is said."""
    from trimtab.analytics.simulated import write_tables, write_truth

    parameters = _parameters(preset, sellers=sellers, years=years)
    if shape not in SHAPES:
        fail(f"--shape must be one of {', '.join(SHAPES)}. Got {shape}.", code=2)
    _make_room(out, overwrite=overwrite)
    with messages.status("Simulating ..."):
        world = _simulated(parameters, seed=seed, until=until.date() if until else _yesterday())
    _mark(out, preset=preset, seed=seed, world=world)
    counts: dict[str, dict[str, int]] = {}
    if exports:
        counts[EXPORTS] = _write_exports(world, out / EXPORTS, shape=shape)
    if tables:
        with messages.status("Writing tables ..."):
            counts[TABLES] = write_tables(world, out / TABLES, as_csv=as_csv)
    if truth:
        with messages.status("Running the company again and again for what is true ..."):
            counts[TRUTH] = write_truth(world, out / TRUTH, preset=preset, as_csv=as_csv)
    _tell(world, out, counts)


def _yesterday() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)


def _make_room(out: Path, *, overwrite: bool) -> None:
    """Leave alone what is not ours; of an earlier company take away what would otherwise mix with the new one."""
    if not out.exists() or not any(out.iterdir()):
        return
    if not (out / MARK).exists():
        fail(f"{out} has other things in it. Choose a folder of its own for the company.")
    if not overwrite:
        fail(f"There is a company in {out} already. Choose another folder, or say --overwrite to replace it.")
    for name in (EXPORTS, TABLES, TRUTH):
        shutil.rmtree(out / name, ignore_errors=True)


def _mark(out: Path, *, preset: str, seed: int, world: "World") -> None:
    """Say in the folder which company it is."""
    from trimtab.insight.simulate import SIMULATOR_VERSION

    out.mkdir(parents=True, exist_ok=True)
    size = world.parameters
    known = {
        "simulated": True,
        "preset": preset,
        "seed": seed,
        "sellers": size.sellers,
        "years": size.years,
        "through": str(world.through),
        "simulator_version": SIMULATOR_VERSION,
    }
    (out / MARK).write_text(f"{json.dumps(known, indent=1)}\n", encoding="utf-8")


def _parameters(preset: str, *, sellers: int | None, years: int | None) -> "Parameters":
    from trimtab.insight.simulate import PRESETS

    if preset not in PRESETS:
        fail(f"--preset must be one of {', '.join(PRESETS)}. Got {preset}.", code=2)
    chosen = PRESETS[preset]
    try:
        return replace(
            chosen,
            sellers=chosen.sellers if sellers is None else sellers,
            years=chosen.years if years is None else years,
        )
    except ValueError as wrong:
        fail(str(wrong), code=2)


def _simulated(parameters: "Parameters", *, seed: int, until: date) -> "World":
    from trimtab.insight.simulate import simulate as run

    if not FIRST <= until.year <= LAST:
        fail(f"--until must be a day between {FIRST} and {LAST}. Got {until}.", code=2)
    if parameters.sellers * parameters.years > MOST:
        fail(
            f"{parameters.sellers} sellers over {parameters.years} years do not fit into memory. "
            f"Sellers times years may be {MOST:,} at most.",
            code=2,
        )
    return run(parameters, seed=seed, until=until)


def _write_exports(world: "World", folder: Path, *, shape: str) -> dict[str, int]:
    """Write the exports; the number of lines of each file without its header."""
    from trimtab.insight.simulate import write_exports, write_shape

    with messages.status("Writing exports ..."):
        if shape == "salesforce":
            write_exports(world, folder)
        else:
            write_shape(world, folder, shape=shape)
    return {path.name: _records(path) for path in sorted(folder.glob("*.csv"))}


def _records(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def _tell(world: "World", out: Path, counts: dict[str, dict[str, int]]) -> None:
    say(f"A company that does not exist, from {world.starts_on} to {world.through}, is in {out}.")
    table = Table("in", "what", box=None, pad_edge=False)
    table.add_column("rows", justify="right")
    for folder, rows in counts.items():
        for name, count in rows.items():
            table.add_row(folder, name, f"{count:,}")
    results.print(table)
    if EXPORTS in counts:
        say(f"Import it with: trimtab import {out / EXPORTS} --source simulated --yes")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)
