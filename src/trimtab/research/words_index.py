"""The words of articles, and the index over them: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

An SQLite without FTS5 has no index; articles are then found by reading them all.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from trimtab.research.models import Article

INDEX = "research_words"
TABLE = "research_article"
LETTERS = re.compile(r"[^\W_]+")
LONGEST_WORD = 40
MOST_WORDS = 3_000  # of one article
MOST_ASKED = 8
MAKE_SQLITE = (
    (
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='{TABLE}', content_rowid='id', tokenize='ascii',"
        " detail=none, columnsize=0, prefix='2 3 4')"
    ),
    (
        f"CREATE TRIGGER {INDEX}_added AFTER INSERT ON {TABLE} BEGIN"
        f" INSERT INTO {INDEX} (rowid, words) VALUES (NEW.id, NEW.words); END"
    ),
    (
        f"CREATE TRIGGER {INDEX}_removed AFTER DELETE ON {TABLE} BEGIN"
        f" INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', OLD.id, OLD.words); END"
    ),
    (
        f"CREATE TRIGGER {INDEX}_changed AFTER UPDATE OF words ON {TABLE} BEGIN"
        f" INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
        f" INSERT INTO {INDEX} (rowid, words) VALUES (NEW.id, NEW.words); END"
    ),
)
VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
MAKE_POSTGRESQL = (f"CREATE INDEX {INDEX} ON {TABLE} USING gin ({VECTOR})",)
DROP_SQLITE = (
    *(f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in ("added", "removed", "changed")),
    f"DROP TABLE IF EXISTS {INDEX}",
)


def folded(text: str) -> list[str]:
    """The words of a text in small letters, without accents, in their order."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return [word[:LONGEST_WORD] for word in LETTERS.findall(letters)]


def words_of(*texts: str) -> str:
    """Each word of the texts once, as an article keeps them."""
    found = dict.fromkeys(word for text in texts for word in folded(text))
    return " ".join(list(found)[:MOST_WORDS])


def holding(articles: "QuerySet[Article]", text: str) -> "QuerySet[Article]":
    """Those articles that hold every word of the text; the last one may be a beginning."""
    asked = folded(text)[:MOST_ASKED]
    if not asked:
        return articles
    connection = connections[articles.db]
    if connection.vendor == "postgresql":
        query = " & ".join([*(f"'{word}'" for word in asked[:-1]), f"'{asked[-1]}':*"])
        met = RawSQL(f"SELECT id FROM {TABLE} WHERE {VECTOR} @@ %s::tsquery", [query])
        return articles.filter(pk__in=met)
    if not has_index(articles.db):
        for word in asked:
            articles = articles.filter(words__contains=word)
        return articles
    query = " AND ".join([*(f'"{word}"' for word in asked[:-1]), f'"{asked[-1]}" *'])
    met = RawSQL(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [query])
    return articles.filter(pk__in=met)


def make_index(using: str) -> None:
    """Make the index; on an SQLite without FTS5 there is none."""
    if connections[using].vendor == "postgresql":
        _run(MAKE_POSTGRESQL, using)
    elif _can_index(using):
        _run(MAKE_SQLITE, using)


def drop_index(using: str) -> None:
    """Remove it."""
    is_postgresql = connections[using].vendor == "postgresql"
    _run((f"DROP INDEX IF EXISTS {INDEX}",) if is_postgresql else DROP_SQLITE, using)


def has_index(using: str) -> bool:
    """Whether an SQLite has the index."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [INDEX])
        return cursor.fetchone() is not None


def _can_index(using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(cursor.fetchone()[0])


def _run(statements: Sequence[str], using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
