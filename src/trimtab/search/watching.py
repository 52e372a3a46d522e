"""Triggers that note each record whose words or viewers may have changed.

They see every write: of a page, an import, an undo, a merge, a command that is still to be written. They are dropped
before migrations and set again after them, since PostgreSQL refuses to change a column that a trigger names, and SQLite
loses the triggers of a table that Django makes anew. A migration that changes names must let everything be read again:
see `actions.request_everything`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connections

from trimtab.search.models import Kind, PendingEntry

Reach = PendingEntry.Reach
PENDING = PendingEntry._meta.db_table


class Watch(NamedTuple):
    """Columns of a table; a change of one of them changes what `kind` of record is found by."""

    table: str
    kind: int
    columns: tuple[str, ...] = ()  # empty: rows that come or go
    record: str = "id"


WATCHES = (
    Watch("accounts_account", Kind.ACCOUNT),
    Watch("accounts_account", Reach.ALL_OF_ACCOUNT, ("name",)),
    Watch("accounts_account", Reach.CONTACTS_OF_ACCOUNT, ("owner_id", "territory_id")),
    Watch("accounts_account", Kind.ACCOUNT, ("domain", "external_id", "archived_at")),
    Watch("accounts_accountmember", Reach.CONTACTS_OF_ACCOUNT, record="account_id"),
    Watch("accounts_contact", Kind.CONTACT),
    Watch("accounts_contact", Kind.CONTACT, ("name", "email", "external_id", "account_id", "archived_at")),
    Watch("opportunities_opportunity", Kind.OPPORTUNITY),
    Watch(
        "opportunities_opportunity",
        Kind.OPPORTUNITY,
        ("name", "external_id", "owner_id", "account_id", "archived_at"),
    ),
    Watch("people_user", Kind.PERSON),
    Watch("people_user", Kind.PERSON, ("name", "email")),
)
ROWS_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION search_note_rows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format('INSERT INTO {PENDING} (kind, record_id) SELECT $1, %I FROM touched', TG_ARGV[1])
            USING TG_ARGV[0]::int;
        RETURN NULL;
    END $$"""
CHANGE_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION search_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO {PENDING} (kind, record_id) VALUES (TG_ARGV[0]::int, NEW.id);
        RETURN NULL;
    END $$"""  # the table's own name


def watch(using: str = "default") -> None:
    """Set the triggers that are missing."""
    connection = connections[using]
    there = names_of_triggers(using)
    wanted = dict(_triggers(connection.vendor))
    if wanted.keys() <= there:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ROWS_FUNCTION)
            cursor.execute(CHANGE_FUNCTION)
        for name, sql in wanted.items():
            if name not in there:
                cursor.execute(sql)


def unwatch(using: str = "default") -> None:
    """Take the triggers away."""
    connection = connections[using]
    tables = {f"{_name(watch)}_{event}": watch.table for watch in WATCHES for event in _events(watch)}
    with connection.cursor() as cursor:
        for name in names_of_triggers(using) & tables.keys():
            table = f" ON {tables[name]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{table}")


def missing_triggers(using: str = "default") -> set[str]:
    """The triggers that ought to be there and are not."""
    return set(dict(_triggers(connections[using].vendor))) - names_of_triggers(using)


def names_of_triggers(using: str) -> set[str]:
    """The triggers that the database has."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connections[using].vendor == "postgresql":
        listed = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connections[using].cursor() as cursor:
        cursor.execute(listed)
        return {str(row[0]) for row in cursor.fetchall()}


def unwatch_before_migrations(*, using: str, plan: list[Any], **_: object) -> None:  # a list of pairs of Django's own
    """Make room for migrations; where there are none to apply, the triggers stay."""
    if plan:
        unwatch(using)


def watch_after_migrations(*, using: str, **_: object) -> None:
    """Watch again, once all tables are there."""
    tables = set(connections[using].introspection.table_names())
    if {PENDING, *(watch.table for watch in WATCHES)} <= tables:
        watch(using)


def _name(watch: Watch) -> str:
    return "_".join(["search", watch.table.partition("_")[2], str(int(watch.kind)), *watch.columns[:1]])


def _events(watch: Watch) -> tuple[str, ...]:
    return ("changed",) if watch.columns else ("added", "removed")


def _triggers(vendor: str) -> Iterator[tuple[str, str]]:
    for watch in WATCHES:
        for event in _events(watch):
            name = f"{_name(watch)}_{event}"
            yield name, (_on_postgresql if vendor == "postgresql" else _on_sqlite)(name, watch, event)


def _on_sqlite(name: str, watch: Watch, event: str) -> str:
    row = "OLD" if event == "removed" else "NEW"
    moment = {"added": "INSERT", "removed": "DELETE", "changed": f"UPDATE OF {', '.join(watch.columns)}"}[event]
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in watch.columns)
    return (
        f"CREATE TRIGGER {name} AFTER {moment} ON {watch.table} {f'WHEN {differs}' if differs else ''} BEGIN"
        f" INSERT INTO {PENDING} (kind, record_id) VALUES ({int(watch.kind)}, {row}.{watch.record}); END"
    )


def _on_postgresql(name: str, watch: Watch, event: str) -> str:
    if event == "changed":
        differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in watch.columns)
        return (
            f"CREATE TRIGGER {name} AFTER UPDATE OF {', '.join(watch.columns)} ON {watch.table} FOR EACH ROW"
            f" WHEN ({differs}) EXECUTE FUNCTION search_note_change('{int(watch.kind)}')"
        )
    # One statement for all rows that come or go together: an import copies thousands at once.
    moment, rows = ("INSERT", "NEW TABLE") if event == "added" else ("DELETE", "OLD TABLE")
    return (
        f"CREATE TRIGGER {name} AFTER {moment} ON {watch.table} REFERENCING {rows} AS touched FOR EACH STATEMENT"
        f" EXECUTE FUNCTION search_note_rows('{int(watch.kind)}', '{watch.record}')"
    )
