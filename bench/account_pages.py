"""How long the pages of accounts take: 10,000 accounts, a plan of 40 units × 25 solutions, 300 people on one map.

    python bench/account_pages.py                        SQLite in a folder of its own
    tools/postgres.sh python bench/account_pages.py      the PostgreSQL that the script starts

The site runs under gunicorn with two workers of four threads. For each page: p50 and p95 at one and at four
connections, processor time of application and database for one request, queries of one request, bytes. The target is
a p95 below 500 ms at four connections. Under four minutes with the making of the site. Needs wrk (Debian: apt install
wrk). KEEP=FOLDER keeps the site for another run; SECONDS_EACH is how long each page is asked; words behind the command
choose pages by name.
"""

import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.site_load import Asked, Site, environment, processor_of, read, script_for, serving, tell, wrk  # noqa: E402

SECONDS = int(os.environ.get("SECONDS_EACH", "2"))
TARGET = 500  # milliseconds, p95 at four connections
PLAN, CUSTOMER = "/accounts/plans/{plan}/", "/accounts/{customer}/"


def _page(name: str, address: str, who: str = "seller") -> Asked:
    return Asked(name, who, address, TARGET)


PAGES = [
    _page("quadrant, everyone", "/accounts/where-to-spend-the-time/?scope=everyone", "leader"),
    _page("quadrant, own", "/accounts/where-to-spend-the-time/?scope=me"),
    _page("hours, everyone", "/accounts/where-to-spend-the-time/hours/?scope=everyone", "leader"),
    _page("hours, own", "/accounts/where-to-spend-the-time/hours/?scope=me"),
    _page("ideal customer", "/accounts/ideal-customer/", "leader"),
    _page("scoring", "/accounts/scoring/", "leader"),
    _page("scoring, new version", "/accounts/scoring/new/", "leader"),
    _page("targets", "/accounts/targets/?scope=everyone", "leader"),
    _page("dossier", f"{CUSTOMER}dossier/"),
    _page("score of an account", f"{CUSTOMER}score/"),
    _page("accounts", "/accounts/?scope=everyone", "leader"),
    _page("account", CUSTOMER),
    _page("account: plan", f"{CUSTOMER}plans/panel/"),
    _page("account: white space", f"{CUSTOMER}white-space/panel/"),
    _page("account: goals", f"{CUSTOMER}goals/panel/"),
    _page("account: people", f"{CUSTOMER}people/panel/"),
    _page("goals", f"{CUSTOMER}goals/"),
    _page("white space of the account", f"{CUSTOMER}white-space/"),
    _page("one cell", CUSTOMER + "white-space/solutions/{solution}/"),
    _page("map of 300", f"{CUSTOMER}people/"),
    _page("map: graph", "/people-maps/{map}/graph.json"),
    _page("map: drawing", "/people-maps/{map}/drawing.svg"),
    _page("map: person", "/people-maps/members/{member}/"),
    _page("plans", "/accounts/plans/?scope=everyone", "leader"),
    _page("plan", PLAN),
    _page("plan, as a leader", PLAN, "leader"),
    _page("plan: calendar", f"{PLAN}calendar/"),
    _page("plan: units", f"{PLAN}units/"),
    _page("plan: solutions", f"{PLAN}solutions/"),
    _page("plan: white space", f"{PLAN}white-space/"),
    _page("plan: periods", f"{PLAN}periods/"),
    _page("plan: research", f"{PLAN}research/"),
    _page("plan: changes", f"{PLAN}changes/"),
    _page("plan: files", f"{PLAN}files/"),
    _page("plan: PDF", f"{PLAN}files/plan.pdf"),
    _page("plan: slides", f"{PLAN}files/plan.pptx"),
    _page("plan: workbook", f"{PLAN}files/plan.xlsx"),
    _page("plan: PDF for the customer", f"{PLAN}files/customer.pdf"),
    _page("plan: whole", f"{PLAN}files/whole.json"),
]


@dataclass(frozen=True)
class Cost:
    """What one page cost: milliseconds, except where it says otherwise."""

    one: tuple[float, float]  # p50 and p95 at one connection
    four: tuple[float, float]
    processor: float
    kilobytes: float
    wrong: int


def main() -> None:
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk. On Debian: apt install wrk")
    pages = [one for one in PAGES if not sys.argv[1:] or any(word in one.name for word in sys.argv[1:])]
    keep = os.environ.get("KEEP")
    folder = Path(keep or tempfile.mkdtemp(prefix="trimtab-bench-"))
    try:
        started = time.monotonic()
        if not (folder / "made.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            _program("make_site", folder)
        _program("count", folder, *(one.name for one in pages))
        made = time.monotonic() - started
        world = json.loads((folder / "made.json").read_text())
        counts = json.loads((folder / "counts.json").read_text())
        with serving(folder) as site:
            costs = {page.name: cost_of(page, world, site) for page in pages}
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    report(pages, costs, counts, made=made, taken=time.monotonic() - started)


def _program(name: str, home: Path, *arguments: str) -> None:
    """Run a function of this file in a process that sees that home."""
    import subprocess

    subprocess.run([sys.executable, __file__, f"--{name}", *arguments], env=environment(home), check=True)


def make_site() -> None:
    """In a process of its own: fill the database and note whom to sign in as."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from bench.account_world import fill_accounts

    call_command("migrate", verbosity=0)
    found = fill_accounts(now=timezone.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does on a server that stays
    tell(found)


def count(names: Sequence[str]) -> None:
    """In a process of its own: queries and processor milliseconds of each page when it is asked again."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    call_command("collectstatic", verbosity=0, interactive=False)  # pages name their files by what is in them
    settings.ALLOWED_HOSTS = ["*"]
    home = Path(os.environ["TRIMTAB_HOME"])
    world, counts = json.loads((home / "made.json").read_text()), {}
    for page in [one for one in PAGES if one.name in names]:
        client = Client()
        client.cookies["sessionid"] = world["sessions"][page.who]
        address = page.address.format(**world)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            size = len(b"".join(answer) if answer.streaming else answer.content)
        assert answer.status_code == 200, f"{address} answers {answer.status_code}, {size} bytes"
        counts[page.name] = len(queries)
    (home / "counts.json").write_text(json.dumps(counts))


def cost_of(page: Asked, world: Mapping[str, object], site: Site) -> Cost:
    """Ask a few times until it is warm, then at four connections, then at one."""
    sessions = world["sessions"]
    assert isinstance(sessions, dict)
    address = site.url + page.address.format(**world)
    cookie = f"sessionid={sessions[page.who]}"
    script = script_for(cookie, "")
    for _turn in range(4):  # each worker reads its caches
        weight = len(read(address, cookie))
    before = processor_of(site.pid)
    four = wrk(address, script, clients=4, seconds=SECONDS)
    spent = processor_of(site.pid) - before
    one = wrk(address, script, clients=1, seconds=SECONDS)
    Path(script).unlink()
    return Cost(
        (one["p50"], one["p95"]),
        (four["p50"], four["p95"]),
        1000 * spent / max(four["requests"], 1),
        weight / 1000,
        int(four["wrong"] + one["wrong"]),
    )


def report(
    pages: Sequence[Asked], costs: Mapping[str, Cost], counts: Mapping[str, int], *, made: float, taken: float
) -> None:
    """The table, target beside results."""
    database = "PostgreSQL" if os.environ.get("TRIMTAB_DATABASE_URL", "").startswith("postgresql") else "SQLite"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"\n{database}, {machine}, Python {platform.python_version()}, {taken:.0f} s, {made:.0f} of them making\n")
    print("| page | p50, p95 at 1 | p50, p95 at 4 | at most | CPU ms | queries | kB | |")
    print("| --- | --: | --: | --: | --: | --: | --: | --- |")
    for page in pages:
        cost = costs[page.name]
        told = "met" if 0 < cost.four[1] < page.most else "missed"  # 0: none was answered in that time
        told = f"{cost.wrong} errors" if cost.wrong else told
        print(
            f"| {page.name} | {cost.one[0]:.0f}, {cost.one[1]:.0f} | {cost.four[0]:.0f}, {cost.four[1]:.0f}"
            f" | {page.most} | {cost.processor:.0f} | {counts[page.name]} | {cost.kilobytes:.0f} | {told} |"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make_site"]:
        make_site()
    elif sys.argv[1:2] == ["--count"]:
        count(sys.argv[2:])
    else:
        main()
