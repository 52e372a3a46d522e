"""Which target field each column fills: by the system's words, by plain words, by likeness; the rest are own fields."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from .mappings import SystemWords, plain
from .model import CUSTOM_PREFIX, ENTERED_PREFIX, EXITED_PREFIX, ColumnKind, ColumnMapping
from .targets import TARGETS, TargetTable
from .values import FieldKind

ALIKE = 90
_HISTORY = "opportunity_history"
_STAGE_DATE = re.compile(
    r"^(?:date|time) (?P<way>entered|exited)(?: stage)?[ \"']+(?P<stage>.+?)[\"']?"
    r"(?: \([^()]*pipeline[^()]*\))?[\"']?$",
    re.IGNORECASE,
)
_PERSON_OR_PLACE = {"owner": "users", "account": "accounts", "manager": "users"}
_FITTING: Mapping[FieldKind, frozenset[str]] = {
    "date": frozenset({"date", "datetime", "empty"}),
    "datetime": frozenset({"date", "datetime", "empty"}),
    "money": frozenset({"number", "money", "percent", "empty"}),
    "number": frozenset({"number", "money", "percent", "empty"}),
    "integer": frozenset({"number", "money", "percent", "empty"}),
    "percent": frozenset({"number", "money", "percent", "empty"}),
    "boolean": frozenset({"boolean", "number", "empty"}),
}


def map_columns(
    headers: Mapping[str, str],
    kinds: Mapping[str, ColumnKind],
    target: str,
    words: Sequence[SystemWords],
    *,
    filled: set[str],
) -> list[ColumnMapping]:
    """A mapping for every column, in the order of the file.

    Args:
        headers: column name → normalised header.
        words: the words to try, the most specific first.
        filled: the targets that other tables of the source fill: ids are preferred where they lead somewhere.
    """
    table = TARGETS[target]
    siblings = frozenset(headers.values())
    wishes = [wish for name, header in headers.items() for wish in _wishes(name, header, table, words, siblings)]
    wishes.sort(key=lambda wish: (-wish[0], wish[1]))
    taken: dict[str, ColumnMapping] = {}
    used: set[str] = set()
    for confidence, _rank, column, field in _preferred(wishes, headers, filled):
        if column in taken or (field and field in used):
            continue
        if field and not _fits(table, field, kinds[column], column):
            continue
        taken[column] = ColumnMapping(column, field, kinds[column], confidence, _("By its name."))
        used.add(field)
    return [taken.get(name) or _rest(name, headers[name], kinds[name], table, used, wishes) for name in headers]


_Wish = tuple[float, int, str, str]


def _in_history(field: str, header: str, siblings: frozenset[str]) -> str:
    """A history that is a copy of the table per change has the opportunity's own id and creation date in it."""
    if header == "id" and "opportunity id" not in siblings:
        return "external_id"
    if header == "created date" and siblings & set(plain.FIELDS[_HISTORY]["at"]):
        return "opened_at"
    return field


def _wishes(
    name: str, header: str, table: TargetTable, words: Sequence[SystemWords], siblings: frozenset[str]
) -> Iterator[_Wish]:
    """(confidence, rank, column, field) for every field that a header could mean."""
    stage_date = _STAGE_DATE.match(name.strip())
    if stage_date and table.takes_custom:
        prefix = ENTERED_PREFIX if stage_date["way"].lower() == "entered" else EXITED_PREFIX
        yield 0.98, 0, name, prefix + stage_date["stage"].strip()
        return
    base = "opportunities" if table.name == "opportunity_exports" else table.name
    for place, source in enumerate(words):
        field = source.fields.get(base, {}).get(header)
        if field is not None:
            yield 0.98 - place / 100, 0, name, _in_history(field, header, siblings) if base == _HISTORY else field
    synonyms = plain.FIELDS.get(table.name, {})
    bare = re.sub(r" (usd|eur|gbp|inr|chf|currency|in company currency)$", "", header)
    for field, texts in synonyms.items():
        found = next((text for text in (header, bare) if text in texts), "")
        if found:
            yield 0.9, texts.index(found), name, field
    if len(header) >= 5:
        yield from _alike(name, header, synonyms)


def _alike(name: str, header: str, synonyms: Mapping[str, tuple[str, ...]]) -> Iterator[_Wish]:
    texts = {text: field for field, several in synonyms.items() for text in several if len(text) >= 5}
    found = process.extractOne(header, list(texts), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    if found is not None and found[0] != header:
        yield 0.7, 100 - int(found[1]), name, texts[found[0]]


def _preferred(wishes: list[_Wish], headers: Mapping[str, str], filled: set[str]) -> list[_Wish]:
    """People and customers by name where no table of them is in the source, for an id would lead nowhere."""

    def rank(wish: _Wish) -> tuple[float, int]:
        confidence, place, column, field = wish
        goal = _PERSON_OR_PLACE.get(field)
        names_only = goal is not None and goal not in filled
        is_id = headers[column].endswith((" id", "_id"))
        rivals = any(w[3] == field and not headers[w[2]].endswith(" id") for w in wishes)
        return (-confidence + (0.5 if names_only and is_id and rivals else 0.0), place)

    return sorted(wishes, key=rank)


def _fits(table: TargetTable, field: str, kind: ColumnKind, column: str) -> bool:
    if field.startswith((ENTERED_PREFIX, EXITED_PREFIX)):
        return kind.kind in _FITTING["datetime"]
    if field.startswith(CUSTOM_PREFIX):
        return True
    declared = table.field(field)
    if declared is None:
        return False
    allowed = _FITTING.get(declared.kind)
    return allowed is None or kind.kind in allowed


def _rest(
    name: str, header: str, kind: ColumnKind, table: TargetTable, used: set[str], wishes: list[_Wish]
) -> ColumnMapping:
    """What becomes of a column that fills no field."""
    rival = next((field for _c, _r, column, field in wishes if column == name and field in used and field), "")
    if any(f"{header} ".startswith(word) for word in plain.TECHNICAL):
        return ColumnMapping(name, "", kind, 0.9, _("It belongs to the tool that made the export."))
    if rival and rival in ("owner", "account"):
        return ColumnMapping(name, "", kind, 0.8, _("Another column already gives {field}.").format(field=rival))
    if kind.kind == "empty":
        return ColumnMapping(name, "", kind, 0.9, _("It is empty."))
    if not table.takes_custom:
        return ColumnMapping(name, "", kind, 0.8, _("There is no field for it."))
    slug = re.sub(r"[^a-z0-9]+", "_", header).strip("_")[:60] or "field"
    while f"{CUSTOM_PREFIX}{slug}" in used:
        slug += "_2"
    used.add(f"{CUSTOM_PREFIX}{slug}")
    return ColumnMapping(name, f"{CUSTOM_PREFIX}{slug}", kind, 0.6, _("An own field."))
