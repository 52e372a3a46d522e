"""A small disk of a test's own, which can be filled without harm. Needs root, since it mounts a tmpfs."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[bool]:
    """Mount a disk of that size at the folder, if this process may; whether it did."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "trimtab-nerves", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path, *, but: int = 0) -> Iterator[None]:
    """Take the room that is left on the disk of the folder, all of it or all but some bytes, until the block ends."""
    filler = folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                _write_until_full(file.fileno(), size)
            file.truncate(max(file.tell() - but, 0))
        yield
    finally:
        filler.unlink(missing_ok=True)


def _write_until_full(descriptor: int, size: int) -> None:
    block = b"\xff" * size
    try:
        while os.write(descriptor, block):
            pass
    except OSError:
        return
