"""Records that may be the same one: found among neighbours in the order of an index, never by comparing all with all.

A way to look reads the table in the order of a key, cuts it into blocks of one key (or of one beginning of a name), and
compares only neighbours within a block. A page reads a bounded number of rows and says where the next one goes on.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from trimtab.batches.kinds import Kind
from trimtab.batches.models import Distinction
from trimtab.core.paging import Order, page_of
from trimtab.people.models import User

READ_AT_ONCE = 2_000
READ_AT_MOST = 6_000  # rows for one page: a third of a second
PAIRS = 25
NEIGHBOURS = 10
BEGINNING = 4  # letters that names of one block share
SIMILAR = 88.0
CERTAIN, LIKELY = 95, 85
# Forms of companies say nothing about which company it is.
FORMS = {
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "plc", "gmbh", "ag", "kg",
    "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "oy", "pty", "group", "the", "und",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two records that may be the same one, how sure that is (0 to 100), and why."""

    first: Any
    second: Any
    confidence: int
    reason: str

    @property
    def words(self) -> str:
        """How sure, in words."""
        if self.confidence >= CERTAIN:
            return _("almost certain")
        return _("likely") if self.confidence >= LIKELY else _("possible")


@dataclass(frozen=True)
class Way:
    """One way to look. key: what the table is read in the order of. block: rows are compared only where it is equal.

    likeness: how sure it is that two rows of one block are the same record, and why; None: they are not.
    """

    name: str
    label: Promise
    key: Any  # an expression of the database
    block: Callable[[Any], object]
    likeness: Callable[[Any, Any], tuple[int, str] | None]
    related: Sequence[str] = ()
    read: Callable[[str], object] = str


@dataclass(frozen=True)
class Found:
    """The pairs of one page, the name up to which the table was read, and the cursor of the next page ("": the end)."""

    pairs: Sequence[Pair]
    after: str


def normalised(name: str) -> str:
    """A name without accents, signs, capitals and forms of companies: what two spellings of it share."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    words = re.findall(r"\w+", plain.lower())
    return " ".join(word for word in words if word not in FORMS) or " ".join(words)


def find_pairs(kind: Kind, way: Way, user: User, *, after: str = "") -> Found:
    """The next pairs of records that the user may change, without those that were said to be different."""
    refusal = kind.refusals(user)
    records = kind.visible(user).filter(archived_at__isnull=True).annotate(key=way.key).exclude(key__isnull=True)
    if way.read is str:
        records = records.filter(key__gt="")
    records = records.select_related(*dict.fromkeys([*kind.related, *way.related]))
    order = Order("key", read=way.read)
    pairs: list[Pair] = []
    for _round in range(READ_AT_MOST // READ_AT_ONCE):
        page = page_of(records, order=order, after=after, size=READ_AT_ONCE)
        rows, after = _whole_blocks(way, page.rows, page.after)
        near = (pair for _block, group in groupby(rows, key=way.block) for pair in _alike(way, list(group)))
        found = [pair for pair in near if not refusal(pair.first) and not refusal(pair.second)]
        pairs += _not_distinguished(kind.record, found)
        if not after or len(pairs) >= PAIRS:
            break
    return Found(sorted(pairs, key=lambda pair: -pair.confidence), after)


def pairs_of(kind: Kind, record: Any, user: User, *, limit: int = 8) -> list[Pair]:
    """Records that may be the same one as this, the surest first."""
    found: dict[int, Pair] = {}
    for way in WAYS[kind.record]:
        records = kind.visible(user).filter(archived_at__isnull=True).exclude(pk=record.pk).annotate(key=way.key)
        near = records.filter(_same_block(way, record)).select_related(*kind.related).order_by("key", "pk")
        for other in near[:READ_AT_ONCE]:
            likeness = way.likeness(record, other)
            if likeness is not None and likeness[0] > (found[other.pk].confidence if other.pk in found else 0):
                found[other.pk] = Pair(record, other, *likeness)
    refusal = kind.refusals(user)
    mine = [pair for pair in found.values() if not refusal(pair.second)]
    return sorted(mine, key=lambda pair: -pair.confidence)[:limit]


def way_named(kind: Kind, name: str) -> Way:
    """The way of that name; the first one where there is none."""
    ways = WAYS[kind.record]
    return next((way for way in ways if way.name == name), ways[0])


def _whole_blocks(way: Way, rows: list[Any], after: str) -> tuple[list[Any], str]:
    """The rows without a last block that may go on, and the cursor before it; one endless block is taken as it is."""
    if not after:
        return rows, ""
    last = way.block(rows[-1])
    whole = [row for row in rows if way.block(row) != last]
    if not whole:
        return rows, after
    return whole, f"{whole[-1].key}~{whole[-1].pk}"


def _alike(way: Way, rows: list[Any]) -> Iterator[Pair]:
    ordered = sorted(rows, key=lambda row: (normalised(row.name), row.pk))
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 : place + 1 + NEIGHBOURS]:
            likeness = way.likeness(first, second)
            if likeness is not None:
                low, high = sorted((first, second), key=lambda row: int(row.pk))
                yield Pair(low, high, *likeness)


def _not_distinguished(record: str, pairs: Iterable[Pair]) -> list[Pair]:
    listed = list(pairs)
    ids = {row.pk for pair in listed for row in (pair.first, pair.second)}
    said = Distinction.objects.filter(record=record, first_id__in=ids).values_list("first_id", "second_id")
    different = set(said)
    return [pair for pair in listed if (pair.first.pk, pair.second.pk) not in different]


def _same_block(way: Way, record: Any) -> Q:
    """The rows that could stand in the record's block."""
    block = way.block(record)
    if way.name == "name" and way.read is str:
        beginning = str(record.name).lower()[:BEGINNING]
        return Q(key__gte=beginning, key__lt=f"{beginning}\U0010ffff")
    return Q(key=block) if block not in (None, "") else Q(pk__in=[])


def _names(first: Any, second: Any) -> float:
    """How alike the names are, 0 to 100; names whose figures differ are not alike."""
    one, other = normalised(first.name), normalised(second.name)
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0
    return fuzz.ratio(one, other)


def _by_name(first: Any, second: Any) -> tuple[int, str] | None:
    score = _names(first, second)
    if score < SIMILAR:
        return None
    if score == 100:
        return 90, _("The names are the same but for spelling.")
    return int(score) - 8, _("The names are alike.")


def _accounts_by_name(first: Any, second: Any) -> tuple[int, str] | None:
    alike = _by_name(first, second)
    is_one_domain = bool(first.domain) and first.domain.lower() == second.domain.lower()
    return _by_domain(first, second) if alike is not None and is_one_domain else alike


def _people_by_name(first: Any, second: Any) -> tuple[int, str] | None:
    alike = _by_name(first, second)
    if alike is None or first.account_id == second.account_id:
        return alike
    return (70, _("The names are the same; they work at different accounts.")) if alike[0] == 90 else None


def _by_email(first: Any, second: Any) -> tuple[int, str] | None:
    return 98, _("They have the same e-mail address.")


def _by_domain(first: Any, second: Any) -> tuple[int, str] | None:
    if _names(first, second) >= SIMILAR:
        return 97, _("They have the same web domain, and their names are alike.")
    return 60, _("They have the same web domain, under different names.")


def _opportunities(first: Any, second: Any) -> tuple[int, str] | None:
    alike = _by_name(first, second)
    if alike is None:
        return None
    if first.amount is not None and first.amount == second.amount:
        return 97, _("They are at one account, their names are alike, and the amounts are the same.")
    return alike[0], _("They are at one account, and their names are alike.")


def _beginning(row: Any) -> str:
    return str(row.name).lower()[:BEGINNING]


SIMILAR_NAME = gettext_lazy("Similar name")
WAYS: Mapping[str, Sequence[Way]] = {
    "account": (
        Way("domain", gettext_lazy("Same web domain"), Lower("domain"), lambda row: row.domain.lower(), _by_domain),
        Way("name", SIMILAR_NAME, Lower("name"), _beginning, _accounts_by_name),
    ),
    "contact": (
        Way("email", gettext_lazy("Same e-mail address"), Lower("email"), lambda row: row.email.lower(), _by_email),
        Way("name", SIMILAR_NAME, Lower("name"), _beginning, _people_by_name),
    ),
    "opportunity": (
        Way(
            "name",
            gettext_lazy("Similar name at one account"),
            F("account_id"),
            lambda row: row.account_id,
            _opportunities,
            read=int,
        ),
    ),
}
