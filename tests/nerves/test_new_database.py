"""An empty database gets its tables at once. It must be the one that all migrations, step by step, would have made."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.nerves.clusters import Cluster, programs_of_postgres, running_cluster
from tests.support import ROOT
from trimtab.core.new_database import is_empty

pytestmark = pytest.mark.slow

# Columns, keys with their checks, indexes and triggers: one line each, in the words of the database.
OF_POSTGRES = (
    """SELECT table_name, column_name, udt_name, character_maximum_length, numeric_precision, numeric_scale,
         is_nullable, column_default, identity_generation FROM information_schema.columns
         WHERE table_schema = 'public'""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace""",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def migrate(home: Path, *options: str, url: str = "") -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    given = {"TRIMTAB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "trimtab.config.settings"}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0", *options],
        env=kept | given | ({"TRIMTAB_DATABASE_URL": url} if url else {}), check=True, timeout=900,
    )  # fmt: skip


def words(lines: Iterable[Any]) -> set[tuple[str, ...]]:
    """Each line as its words in order of the alphabet: a column that was added later stands later in its table."""
    return {tuple(sorted(re.sub(r"[(),]", " ", " ".join(map(str, line))).split())) for line in lines}


def sqlite_of(home: Path) -> tuple[set[tuple[str, ...]], dict[str, int]]:
    with sqlite3.connect(home / "trimtab.sqlite3") as database:
        made = words(database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    rows.pop("sqlite_sequence")
    return made, rows


def postgres_of(cluster: Cluster, name: str) -> tuple[set[tuple[str, ...]], dict[str, int]]:
    with psycopg.connect(f"{cluster.url.rpartition('/')[0]}/{name}") as database:
        made = set[tuple[str, ...]]().union(*(words(database.execute(query)) for query in OF_POSTGRES))
        tables = [table for (table,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        rows = {table: _count(database, table) for table in tables}
    return made, rows


def _count(database: psycopg.Connection[tuple[Any, ...]], table: str) -> int:
    found = database.execute(f'SELECT count(*) FROM "{table}"'.encode()).fetchone()
    assert found is not None
    return int(found[0])


def test_sqlite_made_at_once_is_sqlite_made_step_by_step(tmp_path: Path) -> None:
    migrate(tmp_path / "at-once")
    migrate(tmp_path / "by-steps", "--step-by-step")

    (made, rows), (expected, kept) = sqlite_of(tmp_path / "at-once"), sqlite_of(tmp_path / "by-steps")

    assert made == expected
    assert rows == kept
    assert (rows["processes_salesprocess"], rows["django_migrations"] > 90) == (1, True)


@pytest.mark.skipif(programs_of_postgres() is None, reason="needs PostgreSQL's server: apt install postgresql")
def test_postgresql_made_at_once_is_postgresql_made_step_by_step(tmp_path: Path) -> None:
    programs = programs_of_postgres()
    assert programs is not None
    with running_cluster(programs) as cluster:
        with psycopg.connect(cluster.url, autocommit=True) as database:
            database.execute("CREATE DATABASE at_once")
            database.execute("CREATE DATABASE by_steps")
        server = cluster.url.rpartition("/")[0]
        migrate(tmp_path, url=f"{server}/at_once")
        migrate(tmp_path, "--step-by-step", url=f"{server}/by_steps")

        (made, rows), (expected, kept) = postgres_of(cluster, "at_once"), postgres_of(cluster, "by_steps")

    assert made == expected
    assert rows == kept


@pytest.mark.django_db
def test_a_database_that_holds_anything_is_never_built_over() -> None:
    assert not is_empty(connection)
