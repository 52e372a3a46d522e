"""The inverted index, which each database keeps in its own way: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

Both take words as they are, without an extension that a role may lack the right to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connections
from django.db.utils import OperationalError

from trimtab.search.models import SearchEntry

INDEX = "search_index"
ENTRY = SearchEntry._meta.db_table
# Beginnings of two to five letters have lists of their own: putting those of "renewal" and its like together while
# somebody waits took 107 ms at a million opportunities.
LISTED_LETTERS = 5
MAKE_SQLITE = (
    (
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='{ENTRY}', content_rowid='id', tokenize='ascii',"
        " detail=none, columnsize=0, prefix='2 3 4 5')"
    ),
    # Words are gathered in memory, 8 MB of them, before they are sorted in.
    f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('hashsize', 8388608)",
    (
        f"CREATE TRIGGER {INDEX}_added AFTER INSERT ON {ENTRY} BEGIN"
        f" INSERT INTO {INDEX} (rowid, words) VALUES (NEW.id, NEW.words); END"
    ),
    (
        f"CREATE TRIGGER {INDEX}_removed AFTER DELETE ON {ENTRY} BEGIN"
        f" INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', OLD.id, OLD.words); END"
    ),
    (
        f"CREATE TRIGGER {INDEX}_changed AFTER UPDATE ON {ENTRY} BEGIN"
        f" INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
        f" INSERT INTO {INDEX} (rowid, words) VALUES (NEW.id, NEW.words); END"
    ),
)
VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
MAKE_POSTGRESQL = (
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {ENTRY} USING gin ({VECTOR}) WITH (gin_pending_list_limit = 512)",
)  # of what is not yet sorted in every search reads all: at most 512 kB, not the usual 4 MB
DROP_SQLITE = (
    *(f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in ("added", "removed", "changed")),
    f"DROP TABLE IF EXISTS {INDEX}",
)


class IndexMissing(LookupError):
    """The database has no index; names are found by their beginning only."""


@dataclass(frozen=True)
class Term:
    """One way to meet a word: the word as it is, or as a beginning."""

    word: str
    is_beginning: bool = False


Group = Sequence[Term]  # any of them


def make_index(using: str = "default") -> None:
    """Make the index; on an SQLite without FTS5 there is none."""
    if connections[using].vendor == "postgresql":
        _run(MAKE_POSTGRESQL, using)
    elif can_index(using):
        _run(MAKE_SQLITE, using)


def drop_index(using: str = "default") -> None:
    """Remove it."""
    if connections[using].vendor == "postgresql":
        _run((f"DROP INDEX IF EXISTS {INDEX}",), using)
    else:
        _run(DROP_SQLITE, using)


def clear_index(using: str = "default") -> None:
    """Forget every entry. Dropping the index first spares taking each entry out of it."""
    drop_index(using)
    SearchEntry.objects.using(using).all().delete()


def can_index(using: str = "default") -> bool:
    """Whether the database is able to: SQLite can be built without FTS5."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(cursor.fetchone()[0])


def has_index(using: str = "default") -> bool:
    """Whether the index is there."""
    listed = "SELECT count(*) FROM sqlite_master WHERE name = %s"
    if connections[using].vendor == "postgresql":
        listed = "SELECT count(*) FROM pg_indexes WHERE indexname = %s AND schemaname = current_schema()"
    with connections[using].cursor() as cursor:
        cursor.execute(listed, [INDEX])
        return bool(cursor.fetchone()[0])


def matching(groups: Sequence[Group], *, limit: int) -> Iterator[tuple[int, str]]:
    """Entries (id, words) that meet one term of each group; on SQLite the newest first."""
    try:
        with connections["default"].cursor() as cursor:
            query, asked = _query(groups, connections["default"].vendor)
            cursor.execute(query, [asked, limit])
            yield from cursor.fetchall()
    except OperationalError as error:
        if f"no such table: {INDEX}" in str(error):
            raise IndexMissing(INDEX) from error
        raise


def settle(using: str = "default") -> None:
    """After many entries were written at once: let PostgreSQL sort them in and learn which words are common."""
    if connections[using].vendor == "postgresql":
        _run((f"SELECT gin_clean_pending_list('{INDEX}')", f"ANALYZE {ENTRY}"), using)


def _query(groups: Sequence[Group], vendor: str) -> tuple[str, str]:
    """The statement, and what stands for the words in it."""
    if vendor == "postgresql":
        # Planned for all rows, stopped after the first: a plan for the first ones would read the table from its start.
        met = f"SELECT id, words FROM {ENTRY} WHERE {VECTOR} @@ %s::tsquery"
        return f"WITH met AS MATERIALIZED ({met}) SELECT id, words FROM met LIMIT %s", _tsquery(groups)
    query = (
        f"SELECT e.id, e.words FROM {INDEX} JOIN {ENTRY} e ON e.id = {INDEX}.rowid WHERE {INDEX} MATCH %s"
        f" ORDER BY {INDEX}.rowid DESC LIMIT %s"
    )
    return query, _fts5_query(groups)


def _run(statements: Sequence[str], using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _fts5_query(groups: Sequence[Group]) -> str:
    def written(term: Term) -> str:
        return f'"{term.word}"{" *" if term.is_beginning else ""}'

    return " AND ".join(f"({' OR '.join(map(written, group))})" for group in groups)


def _tsquery(groups: Sequence[Group]) -> str:
    def written(term: Term) -> str:
        return f"'{term.word}'{':*' if term.is_beginning else ''}"

    return " & ".join(f"({' | '.join(map(written, group))})" for group in groups)
