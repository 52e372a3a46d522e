"""Finding records by what somebody types, never more than that person may see."""

from collections.abc import Sequence
from itertools import islice

from django.db import connection

from trimtab.accounts.queries import visible_accounts
from trimtab.core.searching import LAST_CHARACTER, starting_with
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone, visible_people
from trimtab.search.engine import LISTED_LETTERS, Group, IndexMissing, Term, has_index, matching
from trimtab.search.models import Kind, PendingEntry, SearchWord
from trimtab.search.ranking import Found, ranked
from trimtab.search.words import CONTEXT, KIND, PERSON, SIZE, TERRITORY, keys_of, mistypings, words_of

MOST_TYPED = 8  # words
ENOUGH = 8  # well met ones: nobody looks for a mistyping behind them
LOOKED_AT = 60  # entries of one kind that are compared with what was typed
WHOLE_NAMES = 40
MOST_ENDINGS = 40  # words that begin with what was typed
MOST_ALIKE = 40  # words that may be meant by a mistyped one
# Each viewer costs a look into the index: 0.1 ms, where comparing an entry costs 0.005.
MOST_VIEWERS = 50
MOST_COMPARED = 4_000
MANY = 2_000  # records that wait to be read


def find(user: User, text: str, *, limit: int) -> list[Found]:
    """The records that are met best; for each word one of the record's must be it, begin with it or nearly be it."""
    typed = list(dict.fromkeys(words_of(text)))[:MOST_TYPED]
    asked = [word for word in typed if _is_enough(word)]
    if not asked:
        return []
    try:
        return _met(user, typed, asked)[:limit]
    except IndexMissing:
        return _by_beginning(user, text, limit=limit)


def _met(user: User, typed: Sequence[str], asked: Sequence[str]) -> list[Found]:
    viewers = _viewers(user)
    entries = _whole_names(asked, viewers)
    entries |= _by_kind([_beginnings(word) for word in asked], viewers)
    found = ranked(entries, typed)
    if len(found) < ENOUGH:
        alike = _alike(asked)
        groups = [[*_beginnings(word), *_exactly(*alike[word])] for word in asked]
        if any(alike.values()):
            found = ranked(entries | _by_kind(groups, viewers), typed)
    return found


def is_complete() -> bool:
    """Whether words inside a name are found, and mistyped ones: an SQLite built without FTS5 has no such index."""
    return has_index()


def is_behind() -> bool:
    """Whether so much was written at once that some of it cannot be found yet."""
    return PendingEntry.objects.order_by("pk")[MANY : MANY + 1].exists()


def _is_enough(word: str) -> bool:
    """One letter says too little; one sign of a script without blanks is a word."""
    return len(word) > 1 or word > "\u2fff"


def _by_beginning(user: User, text: str, *, limit: int) -> list[Found]:
    """Names that begin with the text, by the indexes that the lists use."""
    accounts = starting_with(visible_accounts(user).current(), text)[:limit]
    opportunities = starting_with(visible_opportunities(user).current(), text)[:limit]
    found = [Found(Kind.ACCOUNT, one.pk, 1) for one in accounts] + [
        Found(Kind.OPPORTUNITY, one.pk, 1) for one in opportunities
    ]
    return found[:limit]


def _whole_names(words: Sequence[str], viewers: "Viewers") -> dict[int, str]:
    """Names of exactly these words, in any order: the newest of a common word would hide the one that is called so."""
    size = [Term(f"{SIZE}{len(words)}")]
    return _entries([*([Term(word)] for word in words), size], viewers, limit=WHOLE_NAMES)


def _by_kind(groups: Sequence[Group], viewers: "Viewers") -> dict[int, str]:
    found: dict[int, str] = {}
    for kind in Kind.values:
        found |= _entries([*groups, [Term(f"{KIND}{kind}")]], viewers, limit=LOOKED_AT)
    return found


Viewers = frozenset[str] | None


def _viewers(user: User) -> Viewers:
    """The marks of entries that the user may see; None: of all."""
    if sees_everyone(user):
        return None
    people = visible_people(user).values_list("pk", flat=True)
    territories = user.territories.values_list("pk", flat=True)
    return frozenset([f"{PERSON}{pk}" for pk in people] + [f"{TERRITORY}{pk}" for pk in territories])


def _entries(groups: Sequence[Group], viewers: Viewers, *, limit: int) -> dict[int, str]:
    if viewers is None:
        return dict(matching(groups, limit=limit))
    if len(viewers) > MOST_VIEWERS:
        compared = list(matching(groups, limit=MOST_COMPARED))
        visible = (entry for entry in compared if not viewers.isdisjoint(entry[1].split(" ")))
        found = dict(islice(visible, limit))
        if len(found) == limit or len(compared) < MOST_COMPARED:
            return found
    return dict(matching([*groups, [Term(mark) for mark in sorted(viewers)]], limit=limit))


def _beginnings(word: str) -> list[Term]:
    """The word, or a longer one: short beginnings by their own lists, longer ones by the words there are."""
    endings = _words_beginning_with(word) if len(word) > LISTED_LETTERS else []
    if 0 < len(endings) < MOST_ENDINGS:  # more of them: each is rare, and the database puts them together itself
        return _exactly(word, *endings)
    return [Term(word, is_beginning=True)]


def _words_beginning_with(word: str) -> list[str]:
    found = SearchWord.objects.filter(word__startswith=word)
    if connection.vendor == "sqlite":  # uses an index for a range, not for LIKE
        found = SearchWord.objects.filter(word__gte=word, word__lt=word + LAST_CHARACTER)
    return list(found.values_list("word", flat=True)[:MOST_ENDINGS])


def _exactly(*words: str) -> list[Term]:
    return [Term(word + mark) for word in dict.fromkeys(words) for mark in ("", CONTEXT)]


def _alike(typed: Sequence[str]) -> dict[str, list[str]]:
    """For each typed word the words there are that differ by one letter and do not begin with it."""
    keys = {word: keys_of(word) for word in typed if len(word) > 3 and word.isalpha()}
    wanted = set[int]().union(*keys.values())
    near: dict[str, list[str]] = {word: [] for word in typed}
    if not wanted:
        return near
    there = SearchWord.objects.filter(keys__key__in=wanted).values_list("keys__key", "word")
    words_by_key: dict[int, set[str]] = {}
    for key, word in there:
        words_by_key.setdefault(key, set()).add(word)
    for word, own in keys.items():
        candidates = set[str]().union(*(words_by_key.get(key, ()) for key in own))
        others = [one for one in candidates if not one.startswith(word)]
        measured = [(mistypings(word, one), abs(len(one) - len(word)), one) for one in others]
        near[word] = [one for distance, _length, one in sorted(measured) if distance <= 1][:MOST_ALIKE]
    return near
