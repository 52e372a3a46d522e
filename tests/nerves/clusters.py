"""A PostgreSQL of a test's own on loopback, to stop and start. It refuses root, who hands it to another user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.sites import free_port


@dataclass(frozen=True)
class Cluster:
    """Where it lives and how it is reached. What was committed is on the disk: `fsync` is on."""

    programs: Path
    folder: Path
    port: int
    prefix: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"postgresql://trimtab@127.0.0.1:{self.port}/postgres"

    def start(self, *, connections: int = 60) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c max_connections={connections}"
        self._run("pg_ctl", "-D", "cluster", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        """At once, as when the machine is pulled out: clients lose their connections, nobody says good-bye."""
        self._run("pg_ctl", "-D", "cluster", "-m", "immediate", "stop")

    def make(self) -> None:
        self._run("initdb", "-D", "cluster", "-U", "trimtab", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.prefix, str(self.programs / program), *arguments]
        subprocess.run(
            command, cwd=self.folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip


def programs_of_postgres() -> Path | None:
    """Where its server's programs are; None where it is not installed."""
    if found := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return found[-1].parent
    given = shutil.which("initdb")
    return Path(given).parent if given else None


@contextmanager
def running_cluster(programs: Path) -> Iterator[Cluster]:
    """A cluster that is started, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="trimtab-cluster-"))
    prefix: tuple[str, ...] = ()
    if os.geteuid() == 0:
        user = next(one.pw_name for one in pwd.getpwall() if one.pw_name in {"postgres", "nobody"})
        shutil.chown(folder, user)
        prefix = ("runuser", "-u", user, "--")
    cluster = Cluster(programs, folder, free_port(), prefix)
    cluster.make()
    cluster.start()
    try:
        yield cluster
    finally:
        subprocess.run(
            [*prefix, str(programs / "pg_ctl"), "-D", "cluster", "-m", "immediate", "stop"],
            cwd=folder, check=False, capture_output=True,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
