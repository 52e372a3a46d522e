"""How long the rules take over open opportunities, the whole and one after an edit.

    python bench/rulebook.py 2000                  made-up open opportunities with maps, boards and actions
    python bench/rulebook.py --home FOLDER         the open ones of an installation that is there
    python bench/rulebook.py --log FOLDER          a real log of changes, imported first (see docs on imports)
    tools/postgres.sh python bench/rulebook.py 2000

Prints JSON: opportunities, findings, seconds of the first and of the next whole look (the nightly one; target 10), and
milliseconds until one opportunity is right after an edit (median and worst of 20; target 1,000). Then in words.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

EDITS = 20
OPEN_OF_ALL = 0.3  # what site_world makes
# What the numbered stages of the log mean.
LOG_STAGES = [
    *({"name": f"Stage {number}", "kind": "open", "order": place} for place, number in enumerate("6532", 1)),
    *(
        {"name": f"Stage {number}", "kind": kind}
        for kind, numbers in (("won", "49"), ("lost", "18"))
        for number in numbers
    ),
]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("count", type=int, nargs="?", default=0)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--log", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        os.environ |= {"TRIMTAB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "trimtab.config.settings"}
        if options.log:
            _import(options.log, home)
        import django

        django.setup()
        if options.count:
            _make(options.count)
        measured = _measure()
    print(json.dumps(measured))
    print(_words(measured))


def _import(log: Path, home: Path) -> None:
    mapping = home / "mapping.json"
    mapping.write_text(json.dumps({"stages": LOG_STAGES}))
    for command in (["migrate"], ["import", str(log), "--source", "log", "--mapping", str(mapping), "--yes"]):
        subprocess.run([sys.executable, "-m", "trimtab.cli", *command], check=True, capture_output=True)


def _make(count: int) -> None:
    """Opportunities with history, and for each open one a map, a board and actions, as people would have made them."""
    from django.core.management import call_command
    from django.utils import timezone
    from site_world import fill

    from trimtab.opportunities.models import Opportunity

    call_command("migrate", verbosity=0)
    fill(round(count / OPEN_OF_ALL), now=timezone.now())
    _fill_rooms(list(Opportunity.objects.open().order_by("pk")[:count]))


def _fill_rooms(opportunities: list) -> None:  # type: ignore[type-arg]  # models are there after setup only
    from django.utils import timezone

    from trimtab.discovery.models import Card, Insight, Layer
    from trimtab.relationships.models import Coverage, Influence, Judgement, Member, PeopleMap, Role, Support

    now = timezone.now()
    maps = PeopleMap.objects.bulk_create(
        PeopleMap(opportunity=one, created_at=now, changed_at=now) for one in opportunities
    )
    scales = zip(
        cycle(Influence.values), cycle(Support.values), cycle(Coverage.values), cycle(Role.values), strict=False
    )
    members = [
        Member(map=one, name=f"Person {number}", influence=influence, support=support, coverage=coverage, roles=[role],
               created_at=now, changed_at=now)
        for one in maps
        for number, (influence, support, coverage, role) in enumerate(islice(scales, 5))
    ]  # fmt: skip
    members = Member.objects.bulk_create(members, batch_size=1000)
    Judgement.objects.bulk_create(
        (Judgement(member=one, attribute="support", value=one.support, at=now) for one in members), batch_size=2000
    )
    insights = Insight.objects.bulk_create(
        (
            Insight(opportunity=one, layer=layer, title=f"A {layer}", created_at=now, changed_at=now,
                    state=("confirmed", "unconfirmed")[number % 2])
            for one in opportunities
            for number, layer in enumerate(Layer.values)
        ),
        batch_size=1000,
    )  # fmt: skip
    Card.objects.bulk_create(
        (Card(opportunity=one.opportunity, insight=one, created_at=now) for one in insights), batch_size=1000
    )
    _plan(opportunities, now)


def _plan(opportunities: list, now: datetime) -> None:  # type: ignore[type-arg]  # as above
    from trimtab.objectives.models import Action

    Action.objects.bulk_create(
        (
            Action(opportunity=one, subject=f"Do {number}", intent=Action.Intent.values[number % 5], assignee=one.owner,
                   due_on=now.date() + timedelta(days=number * 7 - 10), created_at=now, changed_at=now)
            for one in opportunities
            for number in range(3)
        ),
        batch_size=1000,
    )  # fmt: skip


def _measure() -> dict[str, object]:
    from django.db import connection
    from django.utils import timezone

    from trimtab.opportunities.models import Opportunity
    from trimtab.rulebook.looking import look_at, look_at_all

    first, looked = _timed(lambda: look_at_all(now=timezone.now()))
    again, _looked = _timed(lambda: look_at_all(now=timezone.now()))
    ids = list(Opportunity.objects.current().open().order_by("pk").values_list("pk", flat=True)[:EDITS])
    each = []
    for pk in ids:
        Opportunity.objects.filter(pk=pk).update(forecast_category="commit", close_on=timezone.now().date())
        each.append(1000 * _timed(lambda pk=pk: look_at([pk], now=timezone.now()))[0])
    return {
        "database": connection.vendor,
        "processors": len(os.sched_getaffinity(0)),
        "opportunities": looked.opportunities,
        "findings": looked.current,
        "first_seconds": round(first, 2),
        "next_seconds": round(again, 2),
        "edit_median_ms": round(statistics.median(each), 1),
        "edit_worst_ms": round(max(each), 1),
    }


def _timed(work):  # type: ignore[no-untyped-def]  # of anything
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _words(measured: dict[str, object]) -> str:
    return (
        "{opportunities} open opportunities on {database}, {processors} processors: {findings} findings. "
        "The first look took {first_seconds} s, the next {next_seconds} s (target 10). After an edit one is right "
        "within {edit_median_ms} ms, at worst {edit_worst_ms} ms (target 1,000)."
    ).format(**measured)


if __name__ == "__main__":
    main()
