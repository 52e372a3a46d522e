"""How long it takes to bring the extracts up to date when a few of many opportunities changed.

    python bench/extract_incremental.py [1000000] [10000] [folder]

Fills a SQLite database with opportunities over 36 months, each with three facts at its creation and five changes, and
writes the extracts. Then that many opportunities, drawn from all months, get a new amount, and the extracts are brought
up to date; then one more opportunity. At last the extracts are deleted and rebuilt, and the figures compared. A folder
that was given keeps its database for the next run.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

_OPPORTUNITIES = """
WITH RECURSIVE listed(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM listed WHERE id < %s)
INSERT INTO opportunities_opportunity (
    id, source, name, status, amount, currency, forecast_category, kind, lead_source, loss_reason, next_step, custom,
    history, opened_at, changed_at, close_on, account_id, owner_id, process_id, stage_id
)
SELECT
    id, '', 'Deal ' || id, 'open', 1000 + id %% 9000 + 200, 'EUR', 'pipeline', '', 'web', '', '', '{}', 'changes',
    datetime('2023-01-01', '+' || (id * 1577 %% 1576800) || ' minutes'), '2026-06-01 00:00:00', '2027-03-01',
    1 + id %% 1000, 1 + id %% 200, %s, %s + 3
FROM listed
"""
# Which fact, its turn, and after how many days it came.
_CHANGES = """
WITH turns(field, turn, days) AS (VALUES
    ('stage', 0, 0), ('amount', 0, 0), ('currency', 0, 0),
    ('stage', 1, 9), ('amount', 1, 21), ('stage', 2, 34), ('amount', 2, 55), ('stage', 3, 70)
)
INSERT INTO opportunities_fieldchange (field, new, valid_at, recorded_at, origin, opportunity_id)
SELECT
    turns.field,
    CASE turns.field
        WHEN 'stage' THEN CAST(%s + turns.turn AS TEXT)
        WHEN 'amount' THEN printf('%%.2f', 1000 + deal.id %% 9000 + 100 * turns.turn)
        ELSE 'EUR'
    END,
    datetime(deal.opened_at, '+' || turns.days || ' days'), datetime(deal.opened_at, '+' || turns.days || ' days'),
    'import', deal.id
FROM opportunities_opportunity AS deal, turns
"""


def timed(label: str, work: Callable[[], Any]) -> Any:
    begin, processor = time.monotonic(), time.process_time()
    result = work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.process_time() - processor
    print(f"{label}: {time.monotonic() - begin:.1f} s, processor {spent:.1f} s, peak {memory:.0f} MB", flush=True)
    return result


def fill(opportunities: int) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from trimtab.accounts.models import Account
    from trimtab.core.models import Organisation
    from trimtab.opportunities.models import Process, Stage
    from trimtab.people.models import User

    Organisation.get()
    User.objects.bulk_create(User(name=f"Person {number}", email=f"p{number}@example.com") for number in range(200))
    now = timezone.now()
    Account.objects.bulk_create(
        Account(name=f"Customer {number}", segment="Large", created_at=now, changed_at=now) for number in range(1000)
    )
    process = Process.objects.create(name="Bench")
    first = min(
        Stage.objects.create(process=process, name=f"Stage {place}", position=place, kind="open").pk
        for place in range(1, 5)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OPPORTUNITIES, [opportunities, process.pk, first])
        cursor.execute(_CHANGES, [first])


def edit(ids: list[int]) -> None:
    from django.db import transaction
    from django.utils import timezone

    from trimtab.opportunities.models import FieldChange, Opportunity

    now = timezone.now()
    with transaction.atomic():
        FieldChange.objects.bulk_create(
            FieldChange(opportunity_id=pk, field="amount", new="7777.00", valid_at=now, recorded_at=now, origin="edit")
            for pk in ids
        )
        for first in range(0, len(ids), 5_000):
            Opportunity.objects.filter(pk__in=ids[first : first + 5_000]).update(amount=7777, changed_at=now)


def figures(folder: Path) -> list[Any]:
    """Every table as its number of rows and the sum of their hashes, so that a row that differs shows."""
    import duckdb

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.parquet import MONTHLY, stored_rows

    manifest = read_manifest(folder)
    assert manifest is not None
    sources = [stored_rows(folder / manifest.name, name) for name in MONTHLY]
    return [
        duckdb.execute(f"SELECT count(*), sum(hash(stored)) FROM ({source}) AS stored").fetchone()
        for source in sources
        if source
    ]


def measure(opportunities: int, changed: int, folder: Path) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from trimtab.analytics.extracts import refresh_extracts
    from trimtab.opportunities.models import Opportunity

    call_command("migrate", verbosity=0)
    if not Opportunity.objects.exists():
        timed("filling the database", lambda: fill(opportunities))
    extracts = folder / "bench-extracts"

    def refresh() -> Any:
        return refresh_extracts(folder=extracts, now=timezone.now() + timedelta(seconds=1), memory="384MB")

    state = timed("extracts from nothing", refresh)
    size = sum(path.stat().st_size for path in extracts.rglob("*.parquet")) / 1e6
    print(f"{state.rows['opportunities']:,} opportunities, {state.rows['versions']:,} versions, {size:.0f} MB")
    step = max(opportunities // changed, 1)
    edit(list(range(1, opportunities + 1, step))[:changed])
    state = timed(f"{changed:,} changed opportunities", refresh)
    print(f"{state.recent:,} beside the months, {len(state.months)} months written anew")
    edit([2])
    timed("one more", refresh)
    before = timed("reading every row", lambda: figures(extracts))
    shutil.rmtree(extracts)
    timed("deleted and rebuilt", refresh)
    print("the same rows after rebuilding:", figures(extracts) == before)


def main() -> None:
    opportunities = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    changed = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else Path(scratch)
        os.environ["TRIMTAB_HOME"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "trimtab.config.settings"
        import django

        django.setup()
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        measure(opportunities, changed, folder)


if __name__ == "__main__":
    main()
