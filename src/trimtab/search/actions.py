"""Keeping the index current: read again what waits, or everything.

Every batch is one transaction that first takes its rows from those that wait and then reads the records, so that a
change which commits in between waits for the next batch, and a killed process loses nothing.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby

from django.db import connection, transaction

from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.search.engine import clear_index, make_index, settle
from trimtab.search.models import Kind, PendingEntry, SearchEntry, SearchWord, WordKey
from trimtab.search.reading import entries_of
from trimtab.search.watching import watch
from trimtab.search.words import CONTEXT, is_of_letters, keys_of

Progress = Callable[[str, int, int], None]
Reach = PendingEntry.Reach
MOST_KNOWN = 500_000  # words in memory: some 40 MB
BATCH = 10_000  # as many as a fast import writes at once
MANY = 50_000  # rows, after which PostgreSQL is asked to sort them in
ASKED_AT_ONCE = 10_000  # an SQLite may take 32,766 values in a statement
AT_ONCE = 1_000  # what a request reads again at most; the rest waits for the next one
LOCK = 0x7365_6172  # of PostgreSQL, for one batch; SQLite lets one writer in anyway
# Those that only make others wait come first, so that what waits twice is read once.
OF_ACCOUNT = {
    Reach.ALL_OF_ACCOUNT: ((Kind.OPPORTUNITY, Opportunity), (Kind.CONTACT, Contact)),
    Reach.CONTACTS_OF_ACCOUNT: ((Kind.CONTACT, Contact),),
}


def catch_up(*, progress: Progress | None = None, rows: int = BATCH, rest: float = 0) -> int:
    """Read again all that waits, in batches of `rows` with `rest` seconds after each; how many rows waited."""
    done, total, known = 0, PendingEntry.objects.count() if progress else 0, set[str]()
    while count := _index_batch(order=("-kind", "record_id"), limit=rows, known=known):
        done += count
        if progress is not None:
            progress("index", done, max(total, done))
        if rest:
            time.sleep(rest)
    if done > MANY:
        settle()
    return done


def catch_up_with_newest() -> None:
    """Read again what a request has just changed; beside a long import it does not wait for the import's rows."""
    left = AT_ONCE
    while left > 0 and (count := _index_batch(order=("-id",), limit=left, known=set())):
        left -= count


def rebuild(*, progress: Progress | None = None) -> int:
    """Forget the index and read every record; how many there are. Until it ends, some are not found."""
    with transaction.atomic():
        clear_index()
        with connection.cursor() as cursor:
            for model in (WordKey, SearchWord, PendingEntry):  # without reading what would go with each
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
        make_index()
        watch()
        request_everything()
    return catch_up(progress=progress)


def request_everything() -> None:
    """Let every record wait to be read."""
    for kind, model in (
        (Kind.ACCOUNT, Account), (Kind.OPPORTUNITY, Opportunity), (Kind.CONTACT, Contact), (Kind.PERSON, User)
    ):  # fmt: skip
        _request(kind, f"SELECT %s, id FROM {model._meta.db_table}")


def _index_batch(*, order: tuple[str, ...], limit: int, known: set[str]) -> int:
    if not PendingEntry.objects.exists():
        return 0
    with transaction.atomic():
        _lock()
        waiting = list(PendingEntry.objects.order_by(*order).values_list("id", "kind", "record_id")[:limit])
        PendingEntry.objects.filter(pk__in=[row[0] for row in waiting]).delete()
        touched = sorted({(kind, record_id) for _id, kind, record_id in waiting})
        for kind, rows in groupby(touched, key=lambda row: row[0]):
            ids = [record_id for _kind, record_id in rows]
            for follower, model in OF_ACCOUNT.get(Reach(kind), ()) if kind in Reach.values else ():
                listed = ", ".join(map(str, ids))
                _request(follower, f"SELECT %s, id FROM {model._meta.db_table} WHERE account_id IN ({listed})")
            _store(Kind.ACCOUNT if kind in Reach.values else kind, ids, known)
    return len(waiting)


def _lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _request(kind: int, query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {PendingEntry._meta.db_table} (kind, record_id) {query}", [kind])


def _store(kind: int, record_ids: Collection[int], known: set[str]) -> None:
    """Write the entries of the records that can be found, remove those of the others; what is the same stays."""
    ids = [SearchEntry.id_of(kind, record_id) for record_id in record_ids]
    present = dict(SearchEntry.objects.filter(pk__in=ids).values_list("pk", "words"))
    wanted = entries_of(kind, record_ids)
    SearchEntry.objects.filter(pk__in=present.keys() - wanted.keys()).delete()
    changed = [(pk, words) for pk, words in wanted.items() if present.get(pk) != words]
    _write(
        f"INSERT INTO {SearchEntry._meta.db_table} (id, words) VALUES (%s, %s)"
        " ON CONFLICT (id) DO UPDATE SET words = excluded.words",
        changed,
    )
    _learn((word for _pk, words in changed for word in words.split(" ")), known)


def _learn(words: Iterable[str], known: set[str]) -> None:
    """Keep the words that can be mistyped, each with its keys.

    Args:
        known: words that are kept already; it grows, to spare asking for the same again.
    """
    fresh = {bare for word in set(words) - known if is_of_letters(bare := word.removesuffix(CONTEXT))} - known
    if len(known) < MOST_KNOWN:
        known |= fresh
    ordered = sorted(fresh)
    for start in range(0, len(ordered), ASKED_AT_ONCE):
        _add_words(ordered[start : start + ASKED_AT_ONCE])


def _add_words(words: Sequence[str]) -> None:
    kept = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    fresh = [word for word in words if word not in kept]
    _write(f"INSERT INTO {SearchWord._meta.db_table} (word) VALUES (%s)", [(word,) for word in fresh])
    ids = SearchWord.objects.filter(word__in=fresh).values_list("pk", "word")
    keys = [(key, pk) for pk, word in ids for key in keys_of(word)]
    _write(f"INSERT INTO {WordKey._meta.db_table} (key, word_id) VALUES (%s, %s)", keys)


def _write(statement: str, rows: Sequence[tuple[int | str, ...]]) -> None:
    """One statement for many rows, without a model for each: making those took half of the time."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
