"""The power fails: what the disk holds then is worked out from every write and sync that SQLite asked for.

`python -m tests.nerves.power COUNT SYNCHRONOUS FILE` saves so many edits in the installation that TRIMTAB_HOME names,
through the site's own pages, and keeps in FILE what was asked of the disk, in order, with the moment of each answer.
An image is what may be left when the power fails after some step: all that was synced, and of the rest any part, down
to single sectors. A disk that lies about what it has written is another matter.
"""

import ctypes
import json
import os
import pickle
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.nerves.stock import CSRF, Stock, run_in

SECTOR = 512
CHECKPOINT_PAGES = 100  # so that checkpoints are cut short as often as commits
MAIN, LOG = 0x100, 0x80000  # SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL
DATABASE = "trimtab.sqlite3"
STEPS = ("write", "truncate", "sync", "saved")
CHANGES = "SELECT CAST(new AS INTEGER) FROM opportunities_fieldchange WHERE field = 'amount' AND origin = 'edit'"
EVENTS = "SELECT CAST(json_extract(after, '$.amount') AS INTEGER) FROM core_event WHERE verb = 'opportunity.edited'"
Step = tuple[str, str, int, bytes]  # kind, file, offset or size or amount, content


@dataclass(frozen=True)
class Outages:
    """What was found in all images together. saved: transactions that were acknowledged in the whole run."""

    images: int
    saved: int
    with_loss: int
    lost_at_most: int
    half: int
    corrupt: int


def cut_the_power(home: Path, stock: Stock, *, edits: int, images: int, synchronous: str = "FULL") -> Outages:
    """Save so many edits, and look at so many disks as they may be left by a power cut on the way."""
    kept = home / "steps.pickle"
    run_in(home, "tests.nerves.power", str(edits), synchronous, str(kept), stock.session, json.dumps(stock.edit(0)))
    base, steps = pickle.loads(kept.read_bytes())  # our own file, written above
    chance = random.Random(2)
    cuts = sorted(chance.randrange(1, len(steps) + 1) for _ in range(images))
    folder = home / "image"
    lost, half, corrupt = [], 0, 0
    for saved, files in _left(base, steps, cuts, chance):
        missing, is_half, is_whole = _looked_at(folder, files, saved)
        lost.append(missing)
        half += is_half
        corrupt += not is_whole
    saved_in_all = sum(kind == "saved" for kind, *_ in steps)
    return Outages(images, saved_in_all, sum(map(bool, lost)), max(lost), half, corrupt)


@dataclass
class _File:
    """One file: what is safe on the disk, and what was asked for since."""

    safe: bytearray
    asked: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        for step in self.asked:
            _apply(self.safe, step)
        self.asked.clear()

    def left(self, chance: random.Random) -> bytes:
        """Each thing that was asked for since has happened, or has not, or for some sectors."""
        found = bytearray(self.safe)
        for step in self.asked:
            fate = chance.random()
            if fate < 0.5:
                _apply(found, step)
            elif fate < 0.75 and step[0] == "write":
                for at in range(0, len(step[3]), SECTOR):
                    if chance.random() < 0.5:
                        _apply(found, ("write", step[1], step[2] + at, step[3][at : at + SECTOR]))
        return bytes(found)


def _apply(content: bytearray, step: Step) -> None:
    kind, _file, place, data = step
    if kind == "truncate":
        del content[place:]
        return
    content.extend(bytes(max(place + len(data) - len(content), 0)))
    content[place : place + len(data)] = data


def _left(
    base: dict[str, bytes], steps: Sequence[Step], cuts: Sequence[int], chance: random.Random
) -> Iterator[tuple[set[int], dict[str, bytes]]]:
    """What was acknowledged before each cut, and the files as it may leave them."""
    files = {name: _File(bytearray(content)) for name, content in base.items()}
    saved, done = set[int](), 0
    for cut in cuts:
        for kind, name, place, data in steps[done:cut]:
            if kind == "saved":
                saved.add(place)
            elif kind == "sync":
                files[name].sync()
            else:
                files[name].asked.append((kind, name, place, data))
        done = cut
        yield set(saved), {name: one.left(chance) for name, one in files.items()}


def _looked_at(folder: Path, files: dict[str, bytes], saved: set[int]) -> tuple[int, bool, bool]:
    """How many acknowledged edits the image lacks, whether one is there by half, and whether it can be read."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as rows:
            is_whole = rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            changes = {amount for (amount,) in rows.execute(CHANGES)}
            events = {amount for (amount,) in rows.execute(EVENTS)}
    except sqlite3.DatabaseError:
        return 0, False, False
    return len(saved - changes), changes != events, is_whole


# What follows runs in the process that writes.


class _OpenFile(ctypes.Structure):
    _fields_ = (("methods", ctypes.c_void_p),)


_POINTERS = (
    "close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved", "control", "sector", "device",
    "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch",
)  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = (("version", ctypes.c_int), *((name, ctypes.c_void_p) for name in _POINTERS))


class _System(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int), ("size", ctypes.c_int), ("longest", ctypes.c_int), ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p), ("data", ctypes.c_void_p), ("open", ctypes.c_void_p),
    )  # fmt: skip


_Open = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class Recorder:
    """Listens to what SQLite asks of the disk in this process, from the next connection on."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.kept: list[object] = []  # what SQLite calls must not be collected
        self.names: dict[int, str] = {}

    def begin(self) -> None:
        """Stand between SQLite and the system: its table of calls is patched where files are opened."""
        import _sqlite3

        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_System)
        system = library.sqlite3_vfs_find(None).contents
        opening = _Open(system.open)

        def open_file(vfs: int, path: int, file: int, flags: int, out: int) -> int:
            answer: int = opening(vfs, path, file, flags, out)
            if answer == 0 and flags & (MAIN | LOG):
                self.names[file] = Path(os.fsdecode(ctypes.string_at(path))).name
                self._listen(_OpenFile.from_address(file))
            return answer

        heard = _Open(open_file)
        self.kept.append(heard)
        system.open = ctypes.cast(heard, ctypes.c_void_p).value

    def _listen(self, opened: _OpenFile) -> None:
        real = _Methods.from_address(opened.methods or 0)
        ours = _Methods.from_buffer_copy(real)
        write, truncate, sync = _Write(real.write), _Truncate(real.truncate), _Sync(real.sync)

        def write_here(file: int, data: int, size: int, offset: int) -> int:
            self._note("write", file, offset, ctypes.string_at(data, size))
            return int(write(file, data, size, offset))

        def truncate_here(file: int, size: int) -> int:
            self._note("truncate", file, size)
            return int(truncate(file, size))

        def sync_here(file: int, flags: int) -> int:
            answer: int = sync(file, flags)
            self._note("sync", file, 0)
            return answer

        pairs: tuple[tuple[str, Any], ...] = (  # Any: callbacks of three types
            ("write", _Write(write_here)), ("truncate", _Truncate(truncate_here)), ("sync", _Sync(sync_here)),
        )  # fmt: skip
        for name, heard in pairs:
            setattr(ours, name, ctypes.cast(heard, ctypes.c_void_p).value)
        self.kept += [ours, *(heard for _name, heard in pairs)]
        opened.methods = ctypes.addressof(ours)

    def _note(self, kind: str, file: int, place: int, data: bytes = b"") -> None:
        self.steps.append((kind, self.names[file], place, data))


def _write(count: int, synchronous: str, kept: Path, session: str, typed: dict[str, str]) -> None:
    import django

    recorder = Recorder()
    recorder.begin()
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from trimtab.opportunities.models import Opportunity

    pk = Opportunity.objects.order_by("pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    base = {DATABASE: database.read_bytes(), f"{DATABASE}-wal": b""}
    recorder.steps.clear()
    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=True)
    client.cookies.load({"sessionid": session, "csrftoken": CSRF})
    for amount in range(1, count + 1):
        answer = client.post(f"/opportunities/{pk}/edit/", typed | {"amount": str(amount)})
        assert answer.status_code == 302, answer.content[-500:]
        recorder.steps.append(("saved", "", amount, b""))
    kept.write_bytes(pickle.dumps((base, recorder.steps)))


def main(arguments: Sequence[str]) -> None:
    """Write in this installation and keep what was asked of its disk."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")
    count, synchronous, kept, session, typed = arguments
    _write(int(count), synchronous, Path(kept), session, json.loads(typed))
    print(json.dumps({"edits": int(count)}), flush=True)  # noqa: T201  # the caller reads it
    # Connections that are closed while Python ends would call into what is gone already.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
