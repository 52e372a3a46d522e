"""What a page costs: the site under gunicorn, asked by wrk on loopback, on SQLite or PostgreSQL.

    python bench/site_load.py 100000                        SQLite in a folder of its own
    tools/postgres.sh python bench/site_load.py 100000      the PostgreSQL that the script starts
    python bench/site_load.py 10000 1000000                 two sizes, and how the cost of a page grows

For each page: processor time of application and database for one request, p95 at one client, requests a second at
eight, bytes. Processor time is counted from /proc and hardly moves with what else the machine does; the other two do.
Needs wrk (Debian: apt install wrk). KEEP=FOLDER keeps the sites that were made, for another run.
"""

import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SECONDS = int(os.environ.get("SECONDS_EACH", "5"))
TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Asked:
    """One page: who asks, where, and how many milliseconds of processor it may take."""

    name: str
    who: str
    address: str
    most: int
    changes: bool = False  # a POST that moves the seller's opportunities, one after the other, to another stage


PAGES = [
    Asked("opportunities, all", "leader", "/opportunities/?scope=everyone", 50),
    Asked(
        "opportunities, any date, by amount", "leader", "/opportunities/?scope=everyone&closing=any&sort=-amount", 50
    ),
    Asked("opportunities, own", "seller", "/opportunities/?scope=me&closing=any", 50),
    Asked("opportunities, a team's", "manager", "/opportunities/?scope=team&closing=any", 50),
    Asked("accounts", "leader", "/accounts/?scope=everyone", 50),
    Asked("one opportunity", "seller", "/opportunities/{opportunity}/", 40),
    Asked("one account", "seller", "/accounts/{account}/", 40),
    Asked("contacts", "leader", "/accounts/contacts/?scope=everyone", 50),
    Asked("activities", "leader", "/opportunities/activities/?scope=everyone", 50),
    Asked("board, own", "seller", "/opportunities/board/?scope=me&closing=any", 50),
    Asked("board, all of the quarter", "leader", "/opportunities/board/?scope=everyone", 50),
    Asked("today, own", "seller", "/today/?scope=me", 50),
    Asked("today, all", "leader", "/today/?scope=everyone", 50),
    Asked("search, mistyped", "leader", "/search/?q=trubines+0000123", 50),
    Asked("review, warm", "leader", "/pipeline/?scope=everyone", 60),
    # Last: thousands of changes make the site bring its extracts up to date beside whatever is asked next.
    Asked("change a stage", "seller", "/opportunities/{n}/stage-changes/", 40, changes=True),
]


@dataclass(frozen=True)
class Cost:
    """What one page cost."""

    processor: float  # milliseconds a request
    p95: float  # milliseconds, one client
    served: float  # requests a second, eight clients
    kilobytes: float
    wrong: int


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [100_000]
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk. On Debian: apt install wrk")
    keep = os.environ.get("KEEP")
    folder = Path(keep or tempfile.mkdtemp(prefix="trimtab-bench-"))
    try:
        found = {size: measured(size, folder / str(size)) for size in sizes}
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    report(found)


def measured(size: int, home: Path) -> dict[str, Cost]:
    """Make the site of that size where it is not there yet, and ask for each page."""
    made = home / "made.json"
    if not made.exists():
        home.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        program("make_site", home, str(size))
        for command in (["index", "--rebuild"], ["extract"]):
            subprocess.run([sys.executable, "-m", "trimtab.cli", *command], env=environment(home), check=True)
        print(f"{size:,} opportunities made in {time.monotonic() - started:.0f} s", file=sys.stderr)
    world = json.loads(made.read_text())
    with serving(home) as site:
        return {page.name: cost_of(page, world, site) for page in PAGES}


def make_site(size: int) -> None:
    """In a process of its own: fill the database and note whom to sign in as."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    sys.path.insert(0, str(ROOT))
    from bench.site_world import fill
    from trimtab.opportunities.models import Stage

    call_command("migrate", verbosity=0)
    found: dict[str, object] = dict(fill(size, now=timezone.now()))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does on a server that stays
    found["stages"] = list(Stage.objects.order_by("position").values_list("pk", flat=True))
    tell(found)


def tell(found: Mapping[str, object]) -> None:
    """Sign seller, manager and leader in, and note what was made."""
    from django.contrib.sessions.backends.db import SessionStore

    from trimtab.people.models import User

    sessions = {}
    for who in ("seller", "manager", "leader"):
        user = User.objects.get(pk=found[who])
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        sessions[who] = session.session_key
    Path(os.environ["TRIMTAB_HOME"], "made.json").write_text(json.dumps({**found, "sessions": sessions}))


def environment(home: Path) -> dict[str, str]:
    """Of the site's processes."""
    own = {"TRIMTAB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "trimtab.config.settings", "TRIMTAB_NIGHTLY": "no"}
    return {**os.environ, **own}


def program(name: str, home: Path, *arguments: str) -> None:
    """Run a function of this file in a process that sees that home."""
    subprocess.run([sys.executable, __file__, f"--{name}", *arguments], env=environment(home), check=True)


@dataclass(frozen=True)
class Site:
    """A running site: its address and the process that started it."""

    url: str
    pid: int


@contextmanager
def serving(home: Path) -> Iterator[Site]:
    """`trimtab serve` with two workers of four threads, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "trimtab.cli", "serve", "--port", str(port), "--workers", "2"]
    with (home / "site.log").open("w") as log:
        server = subprocess.Popen(command, env=environment(home), stdout=log, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        for _try in range(300):
            try:
                urlopen(f"{url}/sign-in/login/", timeout=20).read()
                break
            except OSError:
                time.sleep(0.2)
        yield Site(url, server.pid)
    finally:
        server.terminate()
        server.wait(60)


def cost_of(page: Asked, world: Mapping[str, object], site: Site) -> Cost:
    """Ask a few times until it is warm, then with eight clients, then with one."""
    sessions, stages = world["sessions"], world["stages"]
    assert isinstance(sessions, dict)
    assert isinstance(stages, list)
    address = site.url + page.address.format(**{"n": "0", **{key: str(value) for key, value in world.items()}})
    token = "a" * 32
    cookie = f"sessionid={sessions[page.who]}; csrftoken={token}"
    script = script_for(cookie, _posts(token, stages[:4], world["own"]) if page.changes else "")
    weight = 0
    for _turn in range(8):  # each worker reads its caches
        if not page.changes:
            weight = len(read(address, cookie))
    before = processor_of(site.pid)
    eight = wrk(address, script, clients=8)
    spent = processor_of(site.pid) - before
    one = wrk(address, script, clients=1)
    Path(script).unlink()
    requests = max(eight["requests"], 1)
    return Cost(1000 * spent / requests, one["p95"], eight["served"], weight / 1000, int(eight["wrong"] + one["wrong"]))


def read(address: str, cookie: str) -> bytes:
    """One answer; anything but a page ends the run."""
    try:
        with urlopen(Request(address, headers={"Cookie": cookie}), timeout=300) as answer:
            text: bytes = answer.read()
    except HTTPError as error:
        sys.exit(f"{address} answers {error}")
    return text


def _posts(token: str, stages: object, opportunities: object) -> str:
    """Moves each opportunity in turn, all of them to the next stage after each round."""
    listed = [",".join(map(str, ids)) for ids in (stages, opportunities) if isinstance(ids, list)]
    return f"""
local stages, ids, n = {{{listed[0]}}}, {{{listed[1]}}}, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
request = function()
  n = n + 1
  local path = "/opportunities/" .. ids[n % #ids + 1] .. "/stage-changes/"
  local stage = stages[math.floor(n / #ids) % #stages + 1]
  return wrk.format(nil, path, nil, "csrfmiddlewaretoken={token}&stage=" .. stage)
end"""


def script_for(cookie: str, posts: str) -> str:
    """wrk's script: the cookies, what is posted, and what it tells at its end."""
    text = f"""wrk.headers["Cookie"] = "{cookie}"
{posts}
done = function(summary, latency)
  io.write(string.format("TOLD %d %d %f %f %d\\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.read))
end
"""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as file:
        file.write(text)
    return file.name


def wrk(address: str, script: str, *, clients: int, seconds: float = SECONDS) -> dict[str, float]:
    """One run of wrk."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "30s", "-s", script, address]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told = re.search(r"TOLD (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", printed)
    assert told is not None, printed
    requests, microseconds, p50, p95, wrong = (float(part) for part in told.groups())
    served = requests / (microseconds / 1e6)
    return {"requests": requests, "served": served, "p50": p50, "p95": p95, "wrong": wrong}


def processor_of(pid: int) -> float:
    """Seconds of processor that the site and the database server have used so far, ended children included."""
    return sum(_seconds(one) for one in [*_family(pid), *_database()])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _database() -> Iterator[int]:
    """The processes of the PostgreSQL that the address names, found by its port."""
    url = os.environ.get("TRIMTAB_DATABASE_URL", "")
    if not url.startswith("postgresql"):
        return
    port = url.rpartition(":")[2].partition("/")[0]
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"/postgres") and port.encode() in words:
                yield from _family(int(folder.name))
                return


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def report(found: Mapping[int, Mapping[str, Cost]]) -> None:
    """The table, targets beside results."""
    database = "PostgreSQL" if os.environ.get("TRIMTAB_DATABASE_URL", "").startswith("postgresql") else "SQLite"
    load = os.getloadavg()[0]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
    print(f"\n{database}, {machine}")
    for size, costs in found.items():
        print(
            f"\n{size:,} opportunities\n\n| page | CPU ms | at most | p95 ms, 1 client | requests/s, 8 clients | kB | |"
        )
        print("| --- | --: | --: | --: | --: | --: | --- |")
        for page in PAGES:
            cost = costs[page.name]
            is_met = cost.processor <= page.most and cost.p95 <= 150 and cost.served >= 30 and not cost.wrong
            wrong = f"{cost.wrong} errors" if cost.wrong else "met" if is_met else "missed"
            print(
                f"| {page.name} | {cost.processor:.0f} | {page.most} | {cost.p95:.0f} | {cost.served:.0f}"
                f" | {cost.kilobytes:.0f} | {wrong} |"
            )
    if len(found) > 1:
        small, large = min(found), max(found)
        print(f"\nFrom {small:,} to {large:,}\n\n| page | grows | at most |\n| --- | --: | --: |")
        for page in PAGES:
            grows = found[large][page.name].processor / found[small][page.name].processor
            print(f"| {page.name} | {grows:.2f} | 1.5 |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make_site"]:
        make_site(int(sys.argv[2]))
    else:
        main()
