"""Connections and cursors that pass the write gate, with the settings that keep what was acknowledged."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from trimtab.core.sqlite.gate import Passage, WriteGate

WAIT_SECONDS = 20
# FULL: with NORMAL a power cut loses acknowledged transactions. No mmap: SQLite 3.7.0 to 3.51.2 may corrupt with it.
SETTINGS = "PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; PRAGMA journal_size_limit = 67108864"
READS = re.compile(
    r"\s*(SELECT|VALUES|EXPLAIN|ATTACH|DETACH|PRAGMA(?!\s+wal_checkpoint)|WITH(?!.*\b(INSERT|UPDATE|DELETE|REPLACE)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
# What writes to a new file only reads ours, and waits for nobody.
COPIES = re.compile(r"\s*VACUUM\s+INTO\b", re.IGNORECASE)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. Each write transaction, and each write outside one, passes the gate; reads never wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_gated = False
        self.passage: Passage | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters, with our defaults for those that the settings leave out."""
        given: dict[str, Any] = self.settings_dict["OPTIONS"]
        given.setdefault("timeout", WAIT_SECONDS)
        given.setdefault("transaction_mode", "IMMEDIATE")
        given.setdefault("init_command", SETTINGS)
        self.is_gated = given.get("gate", True) and not self.is_in_memory_db()
        parameters: dict[str, Any] = super().get_connection_params()
        parameters.pop("gate", None)
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """A connection in WAL mode; the change of mode happens once in the life of a file, behind the gate."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db() and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            with self.writing():
                connection.execute("PRAGMA journal_mode = WAL")
        return connection

    def create_cursor(self, name: str | None = None) -> "GatedCursor":
        """A cursor that knows its wrapper."""

        def cursor(connection: sqlite3.Connection) -> GatedCursor:
            return GatedCursor(connection, self)

        made: GatedCursor = self.connection.cursor(factory=cursor)
        return made

    def enter_gate(self) -> None:
        """Wait for leave to write, unless this connection has it."""
        if self.is_gated and self.passage is None:
            gate = WriteGate.beside(Path(self.settings_dict["NAME"]))
            self.passage = gate.enter(seconds=self.settings_dict["OPTIONS"]["timeout"])

    def leave_gate(self) -> None:
        """Let the next one write, unless a transaction of ours is still open."""
        if self.passage is not None and not (self.connection and self.connection.in_transaction):
            self._open_gate()

    def _open_gate(self) -> None:
        if self.passage is not None:
            self.passage.leave()
            self.passage = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the gate for one write; for longer when the write began a transaction."""
        self.enter_gate()
        try:
            yield
        finally:
            self.leave_gate()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self.leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self.leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._open_gate()


class GatedCursor(base.SQLiteCursorWrapper):
    """Passes the gate before anything that writes."""

    def __init__(self, connection: sqlite3.Connection, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper
        self._returned: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> "GatedCursor":
        """Run one statement."""
        self._returned = None
        if self.connection.in_transaction or READS.match(query) or COPIES.match(query):
            super().execute(query, params)
            self._wrapper.leave_gate()  # it may have been a COMMIT
            return self
        with self._wrapper.writing():
            super().execute(query, params)
            if self.description is not None:
                # INSERT ... RETURNING commits with its last row: fetch all while we hold the gate.
                self._returned = iter(super().fetchall())
        return self

    def executemany(self, query: str, param_list: Any) -> "GatedCursor":
        """Run one statement for each of many parameters."""
        with self._wrapper.writing():
            super().executemany(query, param_list)
        return self

    def fetchone(self) -> Any:
        """The next row, None after the last."""
        return super().fetchone() if self._returned is None else next(self._returned, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        count = self.arraysize if size is None else size
        if self._returned is None:
            return super().fetchmany(count)
        return [row for _, row in zip(range(count), self._returned, strict=False)]

    def fetchall(self) -> list[Any]:
        """The rest of the rows."""
        return super().fetchall() if self._returned is None else list(self._returned)

    def __next__(self) -> Any:
        return super().__next__() if self._returned is None else next(self._returned)
