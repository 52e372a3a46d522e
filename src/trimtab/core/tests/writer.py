"""A process that writes, for the tests of the gate: `python -m trimtab.core.tests.writer FILE JOB COUNT [OPTIONS]`."""

import json
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db.utils import ConnectionHandler, OperationalError

if TYPE_CHECKING:
    from trimtab.core.sqlite.base import DatabaseWrapper


def connect(name: str, **options: object) -> "DatabaseWrapper":
    """A connection of its own to the file `name`."""
    handler = ConnectionHandler({"default": {"ENGINE": "trimtab.core.sqlite", "NAME": name, "OPTIONS": options}})
    connection: DatabaseWrapper = handler["default"]  # type: ignore[assignment]
    return connection


def count_up(connection: "DatabaseWrapper", *, pause: float = 0.0) -> None:
    """Read the counter, then write it, in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN " + (connection.settings_dict["OPTIONS"]["transaction_mode"]))
        try:
            cursor.execute("SELECT n FROM counter")
            number = cursor.fetchone()[0]
            time.sleep(pause)
            cursor.execute("UPDATE counter SET n = %s", [number + 1])
            cursor.execute("COMMIT")
        except OperationalError:
            with suppress(OperationalError):
                cursor.execute("ROLLBACK")
            raise


def write(connection: "DatabaseWrapper", *, times: int, pause: float) -> int:
    """Count up so many times; how many were refused."""
    refused = 0
    for _ in range(times):
        try:
            count_up(connection, pause=pause)
        except OperationalError:
            refused += 1
    return refused


def hold(connection: "DatabaseWrapper") -> None:
    """Begin a transaction, say so, and keep it until stdin closes."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        print("holding", flush=True)  # noqa: T201  # the test waits for this line
        sys.stdin.read()


def main() -> None:
    """Do the job and print what was refused as JSON."""
    name, job, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    options = json.loads(sys.argv[4]) if len(sys.argv) > 4 else {}
    pause = options.pop("pause", 0.001)
    connection = connect(name, **options)
    if job == "hold":
        hold(connection)
    else:
        print(json.dumps({"refused": write(connection, times=times, pause=pause)}))  # noqa: T201
    connection.close()


if __name__ == "__main__":
    main()
