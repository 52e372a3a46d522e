"""The long faults, in one run: `make soak`. Writes its table into docs/explanation/reliability.md.

    python bench/soak.py [--minutes 5] [--kills 300] [--images 450] [--rounds 8]
        [--only kills,crowd,deferred,backup,postgres,guesses,posts,power,full,pool,races,clock]

`--try` shortens all of it to some minutes and writes no table.

Real processes on real databases; what it does to them is in tests/nerves, where the test suite does the same in short.
"""

import argparse
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.sites import running  # noqa: E402
from tests.nerves import links  # noqa: E402
from tests.nerves.backing_up import back_up_under_writers  # noqa: E402
from tests.nerves.clusters import programs_of_postgres, running_cluster  # noqa: E402
from tests.nerves.crowding import crowd_in  # noqa: E402
from tests.nerves.exhausting import NARROW, Exhausted, exhaust_the_pool  # noqa: E402
from tests.nerves.filling import fill_the_disk  # noqa: E402
from tests.nerves.killing import kill_workers  # noqa: E402
from tests.nerves.power import cut_the_power  # noqa: E402
from tests.nerves.racing import UNLOCKED, race  # noqa: E402
from tests.nerves.stock import fill, run_in  # noqa: E402
from tests.nerves.stopping import stop_the_database  # noqa: E402

TABLE = ROOT / "docs" / "explanation" / "reliability.md"
BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"
# For a try: what is long is cut, and no table written.
SHORT = {"minutes": 0.3, "kills": 10, "megabytes": 30, "away": 5, "guesses": 20_000, "images": 60, "rounds": 3}
Line = tuple[str, str, str, bool]  # what, target, measured, kept


def kills(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """G1."""
    stock = fill(folder, opportunities=40)
    with running("serve", home=folder) as site:
        found = kill_workers(site, stock, kills=chosen.kills)
    yield (
        f"`kill -9` of a worker, {found.kills} times, 6 writers: acknowledged writes lost",
        "0",
        f"{found.lost} of {found.acknowledged:,}",
        found.lost == 0,
    )
    wrong = found.without_event + found.half
    yield "the same: edits without their history or audit, or half there", "0", str(wrong), wrong == 0
    yield "the same: `integrity_check`", "ok", found.integrity, found.integrity == "ok"


def crowd(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """H5."""
    stock = fill(folder, opportunities=2_000)
    with running("serve", home=folder) as site:
        load = crowd_in(site, stock, people=32, seconds=chosen.minutes * 60)
    what = f"{chosen.minutes:g} minutes, 32 people, 90 % reads, importer, backups, checkpoints"
    shape = (
        f"{load.requests:,} requests, {load.writes:,} writes, {load.imports:,} rows imported, {load.backups} backups"
    )
    yield f"{what}: requests refused", "0", f"{load.refused} ({shape})", load.refused == 0
    yield "the same: `integrity_check`", "ok", load.integrity, load.integrity == "ok"
    yield "the same: p50, p99, p99 of writes", "p99 < 1,500 ms", (
        f"{load.p50:,}, {load.p99:,}, {load.write_p99:,} ms"
    ), load.p99 < 1_500  # fmt: skip


def deferred(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """The negative control of H5."""
    stock = fill(folder, opportunities=40)
    with running("serve", home=folder, DJANGO_SETTINGS_MODULE="tests.nerves.deferred") as site:
        load = crowd_in(site, stock, people=8, seconds=min(chosen.minutes * 60, 30), only_writes=True)
    share = load.writes_refused / max(load.writes, 1)
    what = "negative control, 8 writers, DEFERRED, no gate: refused"
    yield what, "> 50 %", f"{share:.0%} of {load.writes:,}", share > 0.5


def backup(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """I1."""
    found = back_up_under_writers(folder, megabytes=chosen.megabytes)
    what = f"backup of {found.megabytes} MB while one process writes"
    yield f"{what}: copy", "< 10 s", f"{found.seconds:.1f} s, {found.writes:,} writes meanwhile", found.seconds < 10
    yield f"{what}: longest pause of the writer", "< 500 ms", f"{found.pause_ms:,} ms", found.pause_ms < 500
    yield f"{what}: the copy", "ok", found.integrity, found.integrity == "ok"


def postgres(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """G4."""
    found = stop_the_database(folder, seconds=chosen.away)
    what = f"PostgreSQL stopped for {chosen.away:g} s under 4 writers"
    yield f"{what}: live, ready meanwhile", "200, 503 in ≤ 5 s", (
        f"{found.live}, {found.ready} in {found.ready_seconds:.1f} s"
    ), (found.live, found.ready) == (200, 503) and found.ready_seconds <= 5  # fmt: skip
    yield (
        f"{what}: first page after its return",
        "≤ 10 s",
        f"{found.recovery_seconds:.1f} s",
        found.recovery_seconds <= 10,
    )
    yield f"{what}: acknowledged writes lost", "0", f"{found.lost} of {found.acknowledged:,}", found.lost == 0
    statuses = ", ".join(str(status) for status in sorted(found.statuses))
    yield f"{what}: what people were told", "302, 503 only", statuses, found.statuses <= {302, 503}


def guesses(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """E1."""
    fill(folder, opportunities=1)
    found = links.guess(folder, guesses=chosen.guesses)
    what = f"{found.tried:,} guesses at {links.LINKS:,} secret links, by the look-up of the pages"
    rate = f"{found.hits} ({found.tried / found.seconds:,.0f} a second)"
    yield f"{what}: hits", "0", rate, found.hits == 0 and found.known > 0
    with running("serve", home=folder) as site:
        answered = links.knock(site, times=200)
    yield "200 wrong links over HTTP from one address: answered before 429", "≤ 30 a worker", str(
        answered[404]
    ), answered[404] <= 60 and set(answered) == {404, 429}  # fmt: skip


def _on_both(fault: Callable[..., Iterator[Line]], folder: Path) -> Iterator[Line]:
    """The fault on SQLite, and on PostgreSQL where its server is installed."""
    yield from fault(folder, "SQLite")
    programs = programs_of_postgres()
    if programs is not None:
        with running_cluster(programs) as cluster:
            yield from fault(folder, "PostgreSQL", TRIMTAB_DATABASE_URL=cluster.url)


def posts(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """E2, on both databases."""
    yield from _on_both(_posts, folder)


def _posts(folder: Path, database: str, **variables: str) -> Iterator[Line]:
    """Of each kind one more than there are people: the form that fifty send at once counts once."""
    fill(folder, opportunities=1, **variables)
    shared = links.share(folder, **variables)
    with running("serve", home=folder, **variables) as site:
        answered = links.write_at_once(site, shared)
    kept, people = links.kept(folder, **variables), links.PEOPLE
    what, ticks = f"{database}: {people} customers at once", answered.pop("ticks")
    events = (kept.plan_events - ticks[302], kept.case_events)
    yield f"{what} write of a step, of a value line, and {people} times one form: kept, and events of it", (
        f"{people + 1} each"
    ), f"{kept.replies}, {kept.answers}; {events[0]}, {events[1]}", (
        {kept.replies, kept.answers, *events} == {people + 1}
    )  # fmt: skip
    told = sum(answered.values(), Counter[int]())
    yield f"{what}: forms answered otherwise than as taken", "0", f"{told.total() - told[302]} of {told.total()}", (
        set(told) == {302}
    )  # fmt: skip
    yield f"{what} say that one step is done: times it became so", "1", str(kept.ticks), (
        kept.ticks == 1 and set(ticks) <= {302, 422}
    )  # fmt: skip


def power(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """G2, with its negative control: what NORMAL would lose."""
    for synchronous, target in (("FULL", "0"), ("NORMAL", "> 0")):
        home = folder / synchronous
        home.mkdir()
        stock = fill(home, opportunities=2)
        found = cut_the_power(home, stock, edits=80, images=chosen.images, synchronous=synchronous)
        is_control = synchronous == "NORMAL"
        what = f"{'negative control, ' if is_control else ''}power cut, `synchronous = {synchronous}`: "
        images = f"{found.images} images of a run of {found.saved} edits"
        lost = f"{found.with_loss} (at most {found.lost_at_most} edits)"
        yield f"{what}of {images}, those that lack an acknowledged edit", target, lost, (
            (found.with_loss > 0) == is_control
        )  # fmt: skip
        wrong = f"{found.corrupt}, {found.half}"
        yield f"{what}images that are corrupt, that hold half a transaction", "0, 0", wrong, wrong == "0, 0"


def full(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """G3, without one free byte; nothing where no disk of its own can be mounted."""
    found = fill_the_disk(folder, rounds=chosen.rounds)
    if found is None:
        return
    what = f"disk without a free byte, {found.rounds} times"
    said = ", ".join(f"{count} times {status}" for status, count in sorted(found.reads.items()))
    yield f"{what}: pages read meanwhile", "200", said, set(found.reads) == {200}
    told = ", ".join(str(status) for status in sorted(found.writes))
    yield f"{what}: what saving is told, traces shown", "507, 0", f"{told}, {found.traces}", (
        set(found.writes) == {507} and not found.traces
    )  # fmt: skip
    plain = [name for name, text in found.said.items() if text and "Traceback" not in text]
    yield f"{what}: import, backup and migration end with a sentence, or go through", "3 of 3", (
        f"{len(plain) + sum(not text for text in found.said.values())} of {len(found.said)}"
    ), not any("Traceback" in text for text in found.said.values())  # fmt: skip
    yield f"{what}: saved as soon as there is room, kept of it, half backups left, `integrity_check`", (
        f"{found.rounds}, {found.rounds}, 0, ok"
    ), f"{found.afterwards[302]}, {found.rounds - found.lost}, {found.left_behind}, {found.integrity}", (
        (found.afterwards[302], found.lost, found.left_behind, found.integrity) == (found.rounds, 0, 0, "ok")
    )  # fmt: skip


def pool(folder: Path, _chosen: argparse.Namespace) -> Iterator[Line]:
    """G4: somebody holds a row, and connections run out."""
    if programs_of_postgres() is None:
        return
    narrow, wide = folder / "narrow", folder / "wide"
    narrow.mkdir()
    wide.mkdir()
    found = exhaust_the_pool(narrow, people=4, held=30, workers=1, **NARROW)
    what = "PostgreSQL, two connections for four threads, a row held for 30 s, 4 people save it"
    waits = ", ".join(f"{seconds:.0f}" for seconds in found.refused_after)
    # Two have no connection; one waits for the row, the other behind that one. Its own time begins when it is next, and
    # it is served, unless both came within the same few milliseconds: then its time ends with that of the first.
    refused, served = [round(seconds, -1) for seconds in found.refused_after], found.told[302]
    yield f"{what}: refused (503) after", "10, 10, 20 s; the fourth too, or served", f"{waits} s, {served} served", (
        (refused, served) in [([10, 10, 20], 1), ([10, 10, 20, 20], 0)]
    )  # fmt: skip
    yield _afterwards(what, found, people=4)
    found = exhaust_the_pool(wide, people=50, held=15)
    what = "PostgreSQL, the pool as it comes, a row held for 15 s, 50 people save it"
    told = ", ".join(f"{count} times {status}" for status, count in sorted(found.told.items()))
    yield f"{what}: what they are told", "50 times 302", told, found.told == {302: 50}
    yield _afterwards(what, found, people=50)


def _afterwards(what: str, found: Exhausted, *, people: int) -> Line:
    line = f"{found.ready}, {found.afterwards[302]}, {found.connections}, {found.left_open}"
    is_kept = (found.ready, found.afterwards[302], found.left_open) == (200, people, 0) and found.connections <= 18
    target = f"200, {people}, ≤ 18, 0"
    return f"{what}: afterwards ready, saved, connections, transactions left open", target, line, is_kept


def races(folder: Path, chosen: argparse.Namespace) -> Iterator[Line]:
    """H7, with its negative control: the same without the lock."""
    if programs_of_postgres() is None:
        return
    for name, variables in (("as it is", {}), ("negative control, without the lock", UNLOCKED)):
        home = folder / name.replace(" ", "-")
        home.mkdir()
        found = race(home, rounds=chosen.rounds, **variables)
        what = f"PostgreSQL, {name}: {found.told.total()} edits and stage moves of one deal, six at a time"
        is_kept = found.lost > 0 if variables else not found.lost and found.stands and set(found.told) == {302}
        yield f"{what}: changes that replaced something else than they say", "> 0" if variables else "0", (
            f"{found.lost} of {found.changes}"
        ), is_kept  # fmt: skip


def clock(folder: Path, _chosen: argparse.Namespace) -> Iterator[Line]:
    """G6, on both databases."""
    yield from _on_both(_clock, folder)


def _clock(folder: Path, database: str, **variables: str) -> Iterator[Line]:
    fill(folder, opportunities=1, **variables)
    found = run_in(folder, "tests.nerves.clocks", **variables)
    what = (
        f"{database}: the clock goes back and forth by an hour, over both changes of summer time, 29 February, New Year"
    )
    yield f"{what}: edits out of their order in history and audit", "0", (
        f"{found['out_of_order']} of {found['edits']}"
    ), found["out_of_order"] == 0  # fmt: skip
    yield f"{what}: days whose work was claimed by more or less than one of three", "0", (
        f"{found['claimed_wrongly']} of {found['days']}"
    ), found["claimed_wrongly"] == 0  # fmt: skip
    yield f"{what}: links that open after their end, or not before it", "0", str(found["links_wrong"]), (
        found["links_wrong"] == 0
    )  # fmt: skip


PARTS: dict[str, Callable[[Path, argparse.Namespace], Iterator[Line]]] = {
    "kills": kills, "crowd": crowd, "deferred": deferred, "backup": backup, "postgres": postgres,
    "guesses": guesses, "posts": posts, "power": power, "full": full, "pool": pool, "races": races, "clock": clock,
}  # fmt: skip


def machine() -> str:
    """What it ran on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, {versions}, load {load}"


def as_table(lines: list[Line]) -> str:
    """The lines in Markdown; a missed target is named as one."""
    head = "| what | target | measured | |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {what} | {target} | {found} | {'kept' if is_kept else '**missed**'} |\n"
        for what, target, found, is_kept in lines
    )


def write_table(text: str) -> None:
    """Replace what stands between the two marks."""
    page = TABLE.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    TABLE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")


def main() -> int:
    """Run the parts, print and keep the table; 1 when a target was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--away", type=float, default=30)
    parser.add_argument("--guesses", type=int, default=1_000_000)
    parser.add_argument("--images", type=int, default=450)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--try", action="store_true", dest="is_try", help="everything in short; writes no table")
    chosen = parser.parse_args()
    if chosen.is_try:
        vars(chosen).update(SHORT)
    begun, lines = machine(), list[Line]()
    for name in chosen.only.split(","):
        folder = Path(tempfile.mkdtemp(prefix="trimtab-soak-"))
        home = folder / "home"
        home.mkdir()
        try:
            for line in PARTS[name](home, chosen):
                print(" · ".join(line[:3]), "kept" if line[3] else "MISSED", flush=True)
                lines.append(line)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if not chosen.is_try:
        write_table(
            f"Machine: {begun} at the start, {machine().rpartition('load ')[2]} at the end.\n\n{as_table(lines)}"
        )
    return 0 if all(line[3] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
