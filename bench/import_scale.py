"""How long an import takes and how much memory: generated opportunities with a field history.

    python bench/import_scale.py 100000 500000

Prints opportunities, changes, seconds of staging, planning and writing, and the largest resident set of the process.
"""

import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

STAGES = ("Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won")


STATE_COLUMNS = [
    "Id",
    "Name",
    "AccountId",
    "OwnerId",
    "StageName",
    "Amount",
    "CloseDate",
    "CreatedDate",
    "IsClosed",
    "IsWon",
]
CHANGE_COLUMNS = ["Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById"]


def write_files(folder: Path, opportunities: int, changes: int) -> None:
    """Opportunity.csv, OpportunityFieldHistory.csv, Account.csv and User.csv in Salesforce's shape."""
    people = ((f"005{n:04}", f"Person {n}", f"p{n}@example.com") for n in range(200))
    customers = ((f"001{n:06}", f"Customer {n}", f"005{n % 200:04}") for n in range(opportunities // 10))
    _write(folder / "User.csv", ("Id", "Name", "Email"), people)
    _write(folder / "Account.csv", ("Id", "Name", "OwnerId"), customers)
    chance = random.Random(1)
    with (
        (folder / "Opportunity.csv").open("w", newline="") as states,
        (folder / "OpportunityFieldHistory.csv").open("w", newline="") as history,
    ):
        state, change = csv.writer(states), csv.writer(history)
        state.writerow(STATE_COLUMNS)
        change.writerow(CHANGE_COLUMNS)
        for number in range(opportunities):
            last, rows = _life(number, opportunities, turns=max(changes // opportunities, 1), chance=chance)
            state.writerow(last)
            change.writerows(rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _life(number: int, opportunities: int, *, turns: int, chance: random.Random) -> tuple[list[str], list[list[str]]]:
    """The row of one opportunity as it is now, and its changes: stage and amount in turn."""
    opened = datetime(2021, 1, 4, 8, tzinfo=UTC) + timedelta(minutes=number % 2_000_000)
    stage, amount, at = 0, 1_000.0 + number % 9_000, opened
    owner, rows = f"005{number % 200:04}", []
    for turn in range(turns):
        at += timedelta(hours=chance.randrange(1, 400))
        if turn % 2 == 0 and stage < 4:
            row = ("StageName", STAGES[stage], STAGES[stage + 1])
            stage += 1
        else:
            row = ("Amount", f"{amount:.2f}", f"{amount + 100:.2f}")
            amount += 100
        rows.append([f"017{number:07}{turn}", f"006{number:07}", *row, f"{at:%Y-%m-%d %H:%M:%S}", owner])
    closed = str(stage == 4).lower()
    known = [f"001{number % max(opportunities // 10, 1):06}", owner, STAGES[stage], f"{amount:.2f}"]
    dates = [f"{at:%Y-%m-%d}", f"{opened:%Y-%m-%d %H:%M:%S}"]
    return [f"006{number:07}", f"Deal {number}", *known, *dates, closed, closed], rows


def main() -> None:
    opportunities, changes = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRIMTAB_HOME"] = f"{folder}/home"
        os.environ["DJANGO_SETTINGS_MODULE"] = "trimtab.config.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.utils import timezone

        from trimtab.connectors.imports.actions import apply_import, prepare_import
        from trimtab.opportunities.models import FieldChange, Opportunity

        call_command("migrate", verbosity=0)
        exports = Path(folder) / "exports"
        exports.mkdir()
        write_files(exports, opportunities, changes)
        begin, processor = time.monotonic(), time.process_time()
        steps: dict[str, float] = {}
        run = prepare_import(exports, source="bench", uploads=settings.UPLOADS, by=None, now=timezone.now(), yes=True)
        prepared = time.monotonic()

        def progress(label: str, done: int, total: int) -> None:
            steps.setdefault(label, time.monotonic() - begin)

        apply_import(run, uploads=settings.UPLOADS, now=timezone.now(), progress=progress)
        seconds = time.monotonic() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{Opportunity.objects.count():,} opportunities, {FieldChange.objects.count():,} changes")
        print(f"processor {time.process_time() - processor:.0f} s, {memory:.0f} MB")
        print(
            f"reading {prepared - begin:.0f} s, in all {seconds:.0f} s, processor"
            f" {time.process_time() - processor:.0f} s, {memory:.0f} MB"
        )
        print({label: round(at) for label, at in steps.items()})


if __name__ == "__main__":
    main()
