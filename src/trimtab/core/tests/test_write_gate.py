"""Writers of one SQLite file take turns, over real processes."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.utils import OperationalError
from pytest_django import DjangoDbBlocker

from trimtab.core.sqlite.gate import GateTimeout, WriteGate, holder
from trimtab.core.tests.writer import connect, count_up

Starter = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(autouse=True)
def _own_files_may_be_opened(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def database(tmp_path: Path) -> str:
    name = str(tmp_path / "shared.sqlite3")
    connection = connect(name)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (n INTEGER NOT NULL)")
        cursor.execute("INSERT INTO counter VALUES (0)")
    connection.close()
    return name


@pytest.fixture
def start(database: str) -> Iterator[Starter]:
    """Starts writers on the database; those still running at the end are killed."""
    started = []

    def start(job: str, times: int = 0, **options: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "trimtab.core.tests.writer", database, job, str(times), json.dumps(options)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def holding(start: Starter) -> "subprocess.Popen[str]":
    """A process inside a write transaction."""
    process = start("hold")
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    return process


def gate_of(database: str) -> WriteGate:
    return WriteGate.beside(Path(database))


def counted(database: str) -> int:
    connection = connect(database)
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        number: int = cursor.fetchone()[0]
    connection.close()
    return number


def refused(processes: list["subprocess.Popen[str]"]) -> int:
    return sum(json.loads(process.communicate(timeout=60)[0])["refused"] for process in processes)


def test_four_writing_processes_are_never_refused(database: str, start: Starter) -> None:
    writers = [start("write", 40) for _ in range(4)]

    assert refused(writers) == 0

    assert counted(database) == 160


def test_without_gate_and_immediate_the_same_writers_are_refused(database: str, start: Starter) -> None:
    options = {"gate": False, "transaction_mode": "DEFERRED", "pause": 0.02}

    writers = [start("write", 40, **options) for _ in range(4)]

    assert refused(writers) > 0


def test_a_greedy_writer_lets_others_in_after_each_turn(database: str, start: Starter) -> None:
    greedy = start("write", 100_000, pause=0.005)
    connection = connect(database)
    overtaken = []
    while counted(database) == 0:
        pass

    for _ in range(30):
        before = counted(database)
        count_up(connection)
        overtaken.append(counted(database) - before - 1)
    connection.close()

    assert greedy.poll() is None
    # A busy machine may hold this process back before it stands at the gate: nobody is overtaken then.
    assert sorted(overtaken)[-3] <= 4


def test_a_shut_gate_gives_up_and_names_the_time_waited(database: str, holding: "subprocess.Popen[str]") -> None:
    with pytest.raises(GateTimeout, match=r"shut for 0\.2 seconds"):
        gate_of(database).enter(seconds=0.2)


def test_who_gave_up_does_not_shut_the_gate_later(database: str, holding: "subprocess.Popen[str]") -> None:
    with pytest.raises(GateTimeout):
        gate_of(database).enter(seconds=0.1)

    holding.communicate("")

    gate_of(database).enter(seconds=5).leave()
    gate_of(database).enter(seconds=5).leave()
    assert holder(gate_of(database).path) is None


def test_a_killed_writer_leaves_the_gate_open(database: str, holding: "subprocess.Popen[str]") -> None:
    holding.kill()

    gate_of(database).enter(seconds=5).leave()

    assert holding.wait() == -9


def test_the_holder_is_known(database: str, holding: "subprocess.Popen[str]") -> None:
    assert holder(gate_of(database).path) == holding.pid


def test_a_thread_may_enter_twice_and_leaves_twice(tmp_path: Path) -> None:
    gate = WriteGate(tmp_path / "gate")
    outer = gate.enter(seconds=1)
    gate.enter(seconds=0).leave()

    assert not enters_from_another_thread(gate)

    outer.leave()

    assert enters_from_another_thread(gate)


def enters(gate: WriteGate) -> bool:
    try:
        gate.enter(seconds=0.05).leave()
    except GateTimeout:
        return False
    return True


def test_reads_never_wait(database: str, holding: "subprocess.Popen[str]") -> None:
    connection = connect(database, timeout=0.1)

    with connection.cursor() as cursor:
        cursor.execute("WITH all_rows AS (SELECT n FROM counter) SELECT n FROM all_rows")
        assert cursor.fetchall() == [(0,)]
        with pytest.raises(OperationalError, match=r"0\.1 seconds"):
            cursor.execute("UPDATE counter SET n = 1")
    connection.close()


def test_a_single_insert_returns_its_row_and_opens_the_gate(database: str) -> None:
    connection = connect(database)

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO counter VALUES (%s) RETURNING n", [7])
        assert enters_from_another_thread(gate_of(database))
        assert cursor.fetchone() == (7,)
        assert cursor.fetchone() is None
    connection.close()


def test_a_closed_connection_opens_the_gate(database: str) -> None:
    connection = connect(database)
    connection.cursor().execute("BEGIN IMMEDIATE")
    assert not enters_from_another_thread(gate_of(database))

    connection.close()

    assert enters_from_another_thread(gate_of(database))


def enters_from_another_thread(gate: WriteGate) -> bool:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(enters(gate)))
    thread.start()
    thread.join()
    return answers[0]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("journal_mode", "wal"), ("synchronous", 2), ("mmap_size", 0), ("journal_size_limit", 67108864),
     ("foreign_keys", 1), ("busy_timeout", 20_000)],
)  # fmt: skip
def test_settings_in_force(database: str, name: str, wanted: object) -> None:
    connection = connect(database)

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        assert cursor.fetchone() == (wanted,)
    connection.close()


def test_a_database_in_memory_has_no_gate() -> None:
    connection = connect(":memory:")

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n)")

    assert not connection.is_gated
    assert connection.passage is None
