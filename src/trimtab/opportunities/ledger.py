"""The ledger of sums: how many opportunities each person has in each stage, and what they are worth, by month of close.

Triggers write an entry with every change of an opportunity, in the same transaction: of a page, an import, an undo, a
merge, a command that is still to be written. An entry is only ever added, never changed, so two who write at once never
wait for each other; sums add the entries up. `settle` replaces many entries by one with their sum. Archived
opportunities are in no sum.

The triggers are dropped before migrations and set again after them, as those of the search are; where they were
missing, the ledger is built anew.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, connections, transaction

from trimtab.opportunities.models import LedgerEntry

LEDGER = LedgerEntry._meta.db_table
TABLE = "opportunities_opportunity"
KEY = ("stage_id", "month", "currency", "owner_id")
SUMS = ("number", "known", "large", "cents")
WATCHED = ("stage_id", "currency", "close_on", "owner_id", "amount", "archived_at")
COLUMNS = ", ".join((*KEY, *SUMS))
# Beyond, an amount is no number of cents that could be added up; the board then reads the opportunities themselves.
LARGE = 10**10
SETTLED_FROM = 1_000  # entries, below which settling is not worth a write


def watch(using: str = "default") -> None:
    """Set the triggers; where one of them was missing, build the ledger anew."""
    there, wanted = _names(using), dict(_triggers(connections[using].vendor))
    if wanted.keys() <= there:
        return
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            for function in _functions():
                cursor.execute(function)
        for name, sql in wanted.items():
            if name not in there:
                cursor.execute(sql)
        _rebuild(cursor, connections[using].vendor)


def unwatch(using: str = "default") -> None:
    """Take the triggers away."""
    on = f" ON {TABLE}" if connections[using].vendor == "postgresql" else ""
    with connections[using].cursor() as cursor:
        for name in _names(using) & dict(_triggers(connections[using].vendor)).keys():
            cursor.execute(f"DROP TRIGGER {name}{on}")


def rebuild() -> None:
    """Forget the ledger and add up all opportunities. Nobody else may write meanwhile on PostgreSQL."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
        _rebuild(cursor, connection.vendor)


def settle(*, least: int = SETTLED_FROM) -> int:
    """Replace entries by their sums; how many there are then fewer. Nothing happens below `least` entries.

    On PostgreSQL one statement, so that no sum counts an entry twice or not at all, whoever settles at once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        before = _count(cursor)
        if before < least:
            return 0
        if connection.vendor == "postgresql":
            cursor.execute(
                f"WITH gone AS (DELETE FROM {LEDGER} RETURNING {COLUMNS}) "
                f"INSERT INTO {LEDGER} ({COLUMNS}) {_summed('gone')}"
            )
        else:
            cursor.execute(f"SELECT max(id) FROM {LEDGER}")
            last = cursor.fetchone()[0]
            cursor.execute(f"INSERT INTO {LEDGER} ({COLUMNS}) {_summed(LEDGER)}")
            cursor.execute(f"DELETE FROM {LEDGER} WHERE id <= %s", [last])
        return before - _count(cursor)


def problem_of_the_ledger() -> str:
    """Why the ledger cannot be believed, in words; empty where it can. Reads every opportunity."""
    if dict(_triggers(connection.vendor)).keys() - _names("default"):
        return "Not every change of an opportunity is watched."
    counted, kept = (
        f"SELECT * FROM ({_counted(connection.vendor)}) AS counted",
        f"SELECT * FROM ({_summed(LEDGER)}) AS kept",
    )
    parts = [f"SELECT * FROM ({one} EXCEPT {other}) AS part" for one, other in ((counted, kept), (kept, counted))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({' UNION ALL '.join(parts)}) AS differing")
        differing = int(cursor.fetchone()[0])
    return f"{differing} sums differ from what the opportunities add up to." if differing else ""


def unwatch_before_migrations(*, using: str, plan: list[Any], **_: object) -> None:  # a list of pairs of Django's own
    """Make room for migrations; where there are none to apply, the triggers stay."""
    if plan:
        unwatch(using)


def watch_after_migrations(*, using: str, **_: object) -> None:
    """Watch again, once both tables are there."""
    if {LEDGER, TABLE} <= set(connections[using].introspection.table_names()):
        watch(using)
        _forget_what_was_emptied(using)


def _forget_what_was_emptied(using: str) -> None:
    """Where all tables were emptied, in whatever order, the triggers have noted what went."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {LEDGER} WHERE NOT EXISTS (SELECT 1 FROM {TABLE})")


def _rebuild(cursor: Any, vendor: str) -> None:  # of either database
    cursor.execute(f"DELETE FROM {LEDGER}")
    cursor.execute(f"INSERT INTO {LEDGER} ({COLUMNS}) {_counted(vendor)}")


def _count(cursor: Any) -> int:  # of either database
    cursor.execute(f"SELECT count(*) FROM {LEDGER}")
    return int(cursor.fetchone()[0])


def _summed(table: str) -> str:
    """The sums of entries; what is empty by now is left out."""
    return f"{_grouped(f'SELECT {COLUMNS} FROM {table}')} HAVING sum(number) <> 0"


def _counted(vendor: str) -> str:
    """The same sums from the opportunities themselves."""
    return _grouped(f"SELECT {_values('', '1', vendor)} FROM {TABLE} WHERE archived_at IS NULL")


def _grouped(entries: str) -> str:
    keys, sums = ", ".join(KEY), ", ".join(f"CAST(sum({one}) AS BIGINT) AS {one}" for one in SUMS)
    return f"SELECT {keys}, {sums} FROM ({entries}) AS entry GROUP BY {keys}"


def _values(row: str, sign: str, vendor: str) -> str:
    """The columns of the entry of one opportunity, in the order of COLUMNS. row: "NEW.", "OLD." or nothing."""
    day, amount = f"{row}close_on", f"{row}amount"
    month = f"CAST(date_trunc('month', {day}) AS DATE)" if vendor == "postgresql" else f"date({day}, 'start of month')"
    return (
        f"{row}stage_id AS stage_id, {month} AS month, {row}currency AS currency, {row}owner_id AS owner_id, "
        f"{sign} AS number, CASE WHEN {amount} IS NULL THEN 0 ELSE {sign} END AS known, "
        f"CASE WHEN abs({amount}) >= {LARGE} THEN {sign} ELSE 0 END AS large, "
        f"CASE WHEN abs({amount}) < {LARGE} THEN {sign} * CAST(round({amount} * 100) AS BIGINT) ELSE 0 END AS cents"
    )


def _entry(row: str, sign: str, vendor: str) -> str:
    return f"INSERT INTO {LEDGER} ({COLUMNS}) SELECT {_values(row, sign, vendor)} WHERE {row}archived_at IS NULL"


def _differs(vendor: str) -> str:
    distinct = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return " OR ".join(f"OLD.{column} {distinct} NEW.{column}" for column in WATCHED)


def _functions() -> Iterator[str]:
    for name, sign in (("added", "1"), ("removed", "-1")):
        yield f"""
            CREATE OR REPLACE FUNCTION ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO {LEDGER} ({COLUMNS})
                {_grouped(f"SELECT {_values('', sign, 'postgresql')} FROM touched WHERE archived_at IS NULL")};
                RETURN NULL;
            END $$"""
    yield f"""
        CREATE OR REPLACE FUNCTION ledger_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {_entry("OLD.", "-1", "postgresql")};
            {_entry("NEW.", "1", "postgresql")};
            RETURN NULL;
        END $$"""


def _triggers(vendor: str) -> Iterator[tuple[str, str]]:
    columns = ", ".join(WATCHED)
    if vendor == "postgresql":
        # One statement for all rows that come or go together: an import copies thousands at once.
        for name, event, rows in (("added", "INSERT", "NEW TABLE"), ("removed", "DELETE", "OLD TABLE")):
            yield (
                f"ledger_{name}",
                (
                    f"CREATE TRIGGER ledger_{name} AFTER {event} ON {TABLE} REFERENCING {rows} AS touched "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION ledger_{name}()"
                ),
            )
        yield (
            "ledger_changed",
            (
                f"CREATE TRIGGER ledger_changed AFTER UPDATE OF {columns} ON {TABLE} FOR EACH ROW "
                f"WHEN ({_differs(vendor)}) EXECUTE FUNCTION ledger_changed()"
            ),
        )
        return
    added, removed = _entry("NEW.", "1", vendor), _entry("OLD.", "-1", vendor)
    yield "ledger_added", f"CREATE TRIGGER ledger_added AFTER INSERT ON {TABLE} BEGIN {added}; END"
    yield "ledger_removed", f"CREATE TRIGGER ledger_removed AFTER DELETE ON {TABLE} BEGIN {removed}; END"
    yield (
        "ledger_changed",
        (
            f"CREATE TRIGGER ledger_changed AFTER UPDATE OF {columns} ON {TABLE} WHEN {_differs(vendor)} "
            f"BEGIN {removed}; {added}; END"
        ),
    )


def _names(using: str) -> set[str]:
    listed = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connections[using].vendor == "postgresql":
        listed = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connections[using].cursor() as cursor:
        cursor.execute(listed)
        return {str(row[0]) for row in cursor.fetchall()}
