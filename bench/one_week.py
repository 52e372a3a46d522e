"""A hundred thousand opportunities in one week and nothing before it: what a migration on a Monday looks like.

    python bench/one_week.py 100000 [--home FOLDER]

Imports them, runs the night, opens the pages a person would open, and prints for each what it took and its first line.
A page or a step that fails, or shows a number that is none, is named; then the script ends with 1. With --home the site
is kept; --steps names what is done with it.
"""

import argparse
import csv
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.people.models import User

SELLERS, STAGES = 200, ("Prospecting", "Qualification", "Proposal", "Negotiation")
WRONG = re.compile(r"[>\s(](nan|NaN|-?inf|Infinity|NaT)[\s<%,.)]|<td[^>]*>None<|Traceback|Server error")
LEAD = re.compile(r'<p class="lead[^"]*"[^>]*>(.*?)</p>', re.DOTALL)
PAGES = (
    "/today/?scope=everyone", "/opportunities/?scope=everyone&closing=any", "/opportunities/board/?scope=everyone",
    "/opportunities/board/?scope=everyone&closing=any", "/accounts/?scope=everyone", "/pipeline/?scope=everyone",
    "/pipeline/what-if/?scope=everyone", "/pipeline/forecast/?scope=everyone", "/pipeline/forecast/rows/open/",
    "/pipeline/forecast/track-record/", "/pipeline/odds/", "/pipeline/trends/", "/pipeline/trends/vanishing/",
    "/pipeline/trends/tomorrow/", "/pipeline/trends/telephone/", "/pipeline/trends/information/",
    "/pipeline/setbacks/", "/pipeline/service/", "/pipeline/what-works/", "/accounts/markets/",
    "/pipeline/targets/", "/search/?q=Deal+77",
)  # fmt: skip
OPPORTUNITY = ["Id", "Name", "AccountId", "OwnerId", "StageName", "Amount", "CloseDate", "CreatedDate", "IsClosed",
               "IsWon"]  # fmt: skip
CHANGE = ["Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("opportunities", type=int)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--steps", nargs="*", default=["import", "night", "pages"])
    asked = parser.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        home, exports = asked.home or Path(folder) / "home", Path(folder) / "exports"
        if "import" in asked.steps:
            exports.mkdir()
            write_files(exports, asked.opportunities, datetime.now(UTC))
            wrong += command(home, "migrate") + command(home, "import", str(exports), "--yes")
        if "night" in asked.steps:
            wrong += command(home, "nightly")
        if "pages" in asked.steps:
            wrong += open_pages(home)
    print("\n".join(["", *wrong]) if wrong else "\nEvery step and every page answered.")
    sys.exit(1 if wrong else 0)


def command(home: Path, *words: str) -> list[str]:
    """Run one command as a person would; its last words where it fails."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        [sys.executable, "-m", "trimtab.cli", *words],
        env={**os.environ, "TRIMTAB_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{words[0]}: {time.monotonic() - begun:.0f} s, {used:.0f} s of processor, "
        f"{after.ru_maxrss / 1024:.0f} MB at most so far, ended with {ended.returncode}"
    )
    print("\n".join(f"    {line}" for line in ended.stdout.splitlines()[-20:]), flush=True)
    return [f"{words[0]}: {ended.stderr[-1500:]}"] if ended.returncode else []


def write_files(folder: Path, opportunities: int, now: datetime) -> None:
    """User, Account, Opportunity and OpportunityFieldHistory in Salesforce's shape."""
    chance = random.Random(7)
    accounts = max(opportunities // 10, 1)
    people = ([f"005{n:04}", f"Person {n}", f"p{n}@example.com", "true"] for n in range(SELLERS))
    _write(folder / "User.csv", ("Id", "Name", "Email", "IsActive"), people)
    customers = ([f"001{n:06}", f"Customer {n}", f"005{n % SELLERS:04}"] for n in range(accounts))
    _write(folder / "Account.csv", ("Id", "Name", "OwnerId"), customers)
    lives = [_life(number, accounts, now, chance) for number in range(opportunities)]
    _write(folder / "Opportunity.csv", OPPORTUNITY, (state for state, _changes in lives))
    _write(folder / "OpportunityFieldHistory.csv", CHANGE, (change for _state, changes in lives for change in changes))


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _life(number: int, accounts: int, now: datetime, chance: random.Random) -> tuple[list[str], list[list[str]]]:
    """Opened within the last six days; moved on every few hours, six in ten until it was decided."""
    at = opened = now - timedelta(hours=chance.uniform(2, 144))
    owner, stages = f"005{number % SELLERS:04}", [STAGES[0]]
    ends = chance.random() < 0.6
    path = [*STAGES[1 : chance.randint(1, 4)], *(["Closed Won" if chance.random() < 0.25 else "Closed Lost"] * ends)]
    changes = []
    for turn, stage in enumerate(path):
        at += timedelta(hours=chance.uniform(0.1, 24))
        if at >= now:
            break
        row = [f"006{number:07}", "StageName", stages[-1], stage, f"{at:%Y-%m-%d %H:%M:%S}", owner]
        changes.append([f"017{number:07}{turn}", *row])
        stages.append(stage)
    is_closed, is_won = stages[-1].startswith("Closed"), stages[-1] == "Closed Won"
    due = at if is_closed else now + timedelta(days=chance.uniform(1, 120))
    known = [f"006{number:07}", f"Deal {number}", f"001{number % accounts:06}", owner, stages[-1]]
    amount = f"{chance.lognormvariate(9, 1):.2f}"
    dates = [f"{due:%Y-%m-%d}", f"{opened:%Y-%m-%d %H:%M:%S}"]
    return [*known, amount, *dates, str(is_closed).lower(), str(is_won).lower()], changes


def open_pages(home: Path) -> list[str]:
    """Every page as somebody who sees all of it."""
    os.environ["TRIMTAB_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "trimtab.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    # The files of the pages were collected by nobody here; their names do not matter.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    leader = _leader()
    client = Client(raise_request_exception=False)
    client.force_login(leader)
    wrong = []
    for address in (*PAGES, *_ones()):
        begun, processor = time.monotonic(), time.process_time()
        answer = client.get(address)
        spent, used = time.monotonic() - begun, time.process_time() - processor
        body = re.sub(r"<(script|svg).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
        lead = LEAD.search(body)
        first = " ".join(unescape(re.sub(r"<[^>]+>", " ", lead.group(1))).split()) if lead else ""
        print(
            f"{answer.status_code} {spent:6.2f} s {used:6.2f} cpu {len(body) / 1024:6.0f} kB  {address}\n      {first}"
        )
        found = WRONG.search(body)
        if answer.status_code != 200 or found:
            wrong.append(f"{address}: {answer.status_code} {found.group() if found else ''}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most while pages were made")
    return wrong


def _leader() -> "User":
    """Somebody who sees all of it, made where nobody does."""
    from trimtab.people.models import User

    User.objects.filter(email="eva@example.com").delete()
    return User.objects.create_user("eva@example.com", name="Eva", role=User.Role.LEADER, sees=User.Sees.EVERYONE)


def _ones() -> Iterator[str]:
    """Pages of one open opportunity and one that was lost."""
    from trimtab.opportunities.models import Opportunity

    for status in ("open", "lost"):
        one = Opportunity.objects.filter(status=status).order_by("pk").first()
        if one is not None:
            yield f"/opportunities/{one.pk}/"
            yield f"/opportunities/{one.pk}/odds/"


if __name__ == "__main__":
    main()
