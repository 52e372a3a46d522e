"""Whether an installation can work: the database answers, its tables are of this version, the disk has room."""

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import Error as DatabaseError

SPACE_WARNING = 0.10
SPACE_PROBLEM = 0.02
PROBE_SECONDS = 3

Readiness = Literal["ok", "low", "problem"]


def readiness(home: Path) -> Mapping[str, Readiness]:
    """What each part of the installation says, within some seconds, also when the database is silent."""
    probe = _probe()
    try:
        missing = _names_of_migrations() - set(MigrationRecorder(probe).applied_migrations())
        database: Readiness = "ok"
        migrations: Readiness = "problem" if missing else "ok"
    except DatabaseError:
        database = migrations = "problem"
    finally:
        probe.close()
    return {"database": database, "migrations": migrations, "disk": space_of(home)}


def space_of(home: Path) -> Readiness:
    """Whether the disk of that folder has room: low below a tenth, a problem below a fiftieth."""
    usage = shutil.disk_usage(home)
    share = usage.free / usage.total
    return "problem" if share < SPACE_PROBLEM else "low" if share < SPACE_WARNING else "ok"


def _probe() -> BaseDatabaseWrapper:
    """A connection of its own: the pool would wait ten seconds for a database that is away."""
    probe: BaseDatabaseWrapper = connection.copy()
    options = dict(probe.settings_dict["OPTIONS"])
    if probe.vendor == "postgresql":
        options.pop("pool", None)
        limits = {"connect_timeout": PROBE_SECONDS, "options": f"-c statement_timeout={PROBE_SECONDS * 1000}"}
        probe.settings_dict["OPTIONS"] = options | limits
    return probe


@cache
def _names_of_migrations() -> frozenset[tuple[str, str]]:
    """What this version brings along."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)
