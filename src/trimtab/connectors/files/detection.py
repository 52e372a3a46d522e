"""What the texts of a column are: dates and their order, numbers and their marks, money, booleans, choices.

A column is called ambiguous only when its own texts and those of its neighbours allow two readings.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from .model import ColumnKind, DateFormat, ValueKind
from .patterns import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    EMPTY_WORDS,
    FALSE_WORDS,
    FIRST_YEAR,
    LAST_YEAR,
    TRUE_WORDS,
    compiled,
    number_pattern,
)
from .values import moment_of, number_of

DISTINCT_LOOKED_AT = 2_000
ENOUGH = 0.9
SAMPLES = 5
MAX_CHOICES = 60
# With this many different texts, a mark that always has three digits behind it is decided without asking.
ENOUGH_GROUPED = 10

_DATE_WORDS = re.compile(r"date|time|created|closed|modified|updated|\bon\b|\bat\b|_on$|_at$|start|end|due", re.I)
_MONEY_WORDS = re.compile(r"amount|value|price|revenue|budget|cost|quota|total|premium|arr\b|mrr\b|fee", re.I)
_FLAG_WORDS = re.compile(r"^(is|has|was|can)[ _A-Z]|deleted|active$", re.I)
_EMPTY = frozenset(EMPTY_WORDS)
_BOOLEAN = frozenset(TRUE_WORDS) | frozenset(FALSE_WORDS)
_UNHINTED: tuple[DateFormat, ...] = (
    "year-month-day",
    "month/day/year",
    "day/month/year",
    "day month-name year",
    "month-name day year",
)
_HINTED: tuple[DateFormat, ...] = ("compact", "epoch-milliseconds", "epoch-seconds", "excel-serial")
_MARKED = re.compile(r"[0-9.,]*[0-9]")


def detect_columns(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> dict[str, ColumnKind]:
    """The kind of each column of a sample; ambiguity is resolved by the other columns of the same table."""
    kinds = {}
    for position, name in enumerate(columns):
        kinds[name] = detect_column(name, [row[position] for row in rows])
    return resolve_together(kinds)


def resolve_together(kinds: Mapping[str, ColumnKind]) -> dict[str, ColumnKind]:
    """Settle ambiguous columns by what their neighbours show beyond doubt: one date order, one decimal mark."""
    orders = {kind.format for kind in kinds.values() if kind.format in _NUMERIC_ORDERS and not kind.ambiguous}
    marks = {kind.decimal_mark for kind in kinds.values() if kind.thousands_mark and not kind.ambiguous}
    settled: dict[str, ColumnKind] = {}
    for name, kind in kinds.items():
        if kind.ambiguous and kind.format and len(orders) == 1:
            kind = replace(kind, format=next(iter(orders)), ambiguous=())
        elif kind.ambiguous and not kind.format and len(marks) == 1:
            kind = replace(kind, decimal_mark=next(iter(marks)), ambiguous=())
        settled[name] = kind
    return settled


_NUMERIC_ORDERS: tuple[DateFormat, ...] = ("month/day/year", "day/month/year")


def detect_column(name: str, values: Sequence[str | None]) -> ColumnKind:
    """The kind of one column from its header name and a sample of its texts."""
    counts = Counter(value for value in values if value is not None and value.lower() not in _EMPTY)
    filled = sum(counts.values()) / len(values) if values else 0.0
    texts = [text for text, _count in counts.most_common(DISTINCT_LOOKED_AT)]
    if not texts:
        return ColumnKind("empty", filled=0.0)
    found = _boolean(name, texts) or _dates(name, counts) or _numbers(name, counts) or _words(texts, counts)
    return replace(found, samples=tuple(texts[:SAMPLES]), filled=round(filled, 4))


def _boolean(name: str, texts: list[str]) -> ColumnKind | None:
    words = {text.lower() for text in texts}
    if not words <= _BOOLEAN or (words <= {"0", "1"} and not _FLAG_WORDS.search(name)):
        return None
    return ColumnKind("boolean") if words & set(TRUE_WORDS) or words <= set(FALSE_WORDS) else None


def _dates(name: str, counts: Counter[str]) -> ColumnKind | None:
    texts = [text for text, _count in counts.most_common(DISTINCT_LOOKED_AT)]
    hinted = bool(_DATE_WORDS.search(name))
    formats = _UNHINTED + (_HINTED if hinted else ("compact",))
    shares = {form: _share(texts, partial(_is_date, form=form, hinted=hinted)) for form in formats}
    best = max(formats, key=lambda form: shares[form])
    readable = [text for text in texts if _is_date(text, form=best, hinted=hinted)]
    if not _is_enough(readable, counts, share=shares[best], hinted=hinted):
        return None
    if best == "compact" and not hinted and not _all_long(texts):
        return None
    kind: ValueKind = "datetime" if any(_has_time(text, best) for text in readable) else "date"
    if best in _NUMERIC_ORDERS:
        return _ordered(kind, readable, shares)
    return ColumnKind(kind, format=best, unreadable=round(1 - shares[best], 4))


def _ordered(kind: ValueKind, texts: list[str], shares: Mapping[DateFormat, float]) -> ColumnKind:
    """Month first or day first: by numbers above 12, else by dots (always day first), else a question."""
    month_first, day_first = shares["month/day/year"], shares["day/month/year"]
    if month_first != day_first:
        best: DateFormat = "month/day/year" if month_first > day_first else "day/month/year"
        return ColumnKind(kind, format=best, unreadable=round(1 - max(month_first, day_first), 4))
    unreadable = round(1 - month_first, 4)
    if all("." in text for text in texts):
        return ColumnKind(kind, format="day/month/year", unreadable=unreadable)
    if all(_same_either_way(text) for text in texts):
        return ColumnKind(kind, format="month/day/year", unreadable=unreadable)
    return ColumnKind(kind, format="month/day/year", ambiguous=_NUMERIC_ORDERS, unreadable=unreadable)


def _same_either_way(text: str) -> bool:
    return moment_of(text, "month/day/year")[0] == moment_of(text, "day/month/year")[0]


def _is_number(text: str, *, mark: str) -> bool:
    return number_of(text, decimal_mark=mark) is not None


def _is_date(text: str, *, form: DateFormat, hinted: bool) -> bool:
    moment, _offset = moment_of(text, form)
    if moment is None:
        return False
    if form in _HINTED and not (form == "compact" and hinted):
        return 1990 <= moment.year <= 2100
    # A year beyond the range is still a date: it is reported as such, not as a text column.
    return moment.year >= FIRST_YEAR or moment.year > LAST_YEAR or moment.year == 1900


def _all_long(texts: list[str]) -> bool:
    return all(len(text) >= 12 for text in texts)


def _has_time(text: str, form: DateFormat) -> bool:
    moment, _offset = moment_of(text, form)
    return moment is not None and (moment.hour, moment.minute, moment.second, moment.microsecond) != (0, 0, 0, 0)


def _share(texts: Sequence[str], is_such: Callable[[str], bool]) -> float:
    return sum(1 for text in texts if is_such(text)) / len(texts)


def _is_enough(readable: Sequence[str], counts: Counter[str], *, share: float, hinted: bool) -> bool:
    """Nearly all different texts are readable; under a telling header one unreadable value more is a slip.

    Small files have few different texts, so that a single slip there is a large share of them.
    """
    if share >= ENOUGH or not hinted:
        return share >= ENOUGH
    read = sum(counts[text] for text in readable)
    slips = counts.total() - read
    return read >= 2 and slips <= max(1, (1 - ENOUGH) * counts.total())


def _numbers(name: str, counts: Counter[str]) -> ColumnKind | None:
    texts = [text for text, _count in counts.most_common(DISTINCT_LOOKED_AT)]
    if any(_is_code(text) for text in texts):
        return None
    shares = {mark: _share(texts, partial(_is_number, mark=mark)) for mark in ".,"}
    best = max(".,", key=lambda mark: shares[mark])
    readable = [text for text in texts if _is_number(text, mark=best)]
    if not _is_enough(readable, counts, share=shares[best], hinted=bool(_MONEY_WORDS.search(name))):
        return None
    currency = _currency(texts, best)
    percent = sum(text.endswith("%") for text in texts) * 2 > len(texts)
    kind: ValueKind = "percent" if percent else "money" if currency or _MONEY_WORDS.search(name) else "number"
    mark, ambiguous = _mark(readable, shares, best)
    other = "," if mark == "." else "."
    return ColumnKind(
        kind,
        decimal_mark=mark,
        thousands_mark=other if any(other in text for text in readable) else "",
        currency=currency,
        ambiguous=ambiguous,
        unreadable=round(1 - shares[mark], 4),
    )


def _is_code(text: str) -> bool:
    """A number with leading zeros or more than 15 digits is a code, not a quantity."""
    return text.isascii() and text.isdigit() and (len(text) > 15 or (len(text) > 1 and text[0] == "0"))


def _mark(texts: list[str], shares: Mapping[str, float], best: str) -> tuple[str, tuple[str, ...]]:
    """The decimal mark, and both marks when the texts cannot tell (all like 1.234)."""
    if shares["."] != shares[","]:
        return best, ()
    marked = [text for text in texts if "." in text or "," in text]
    if not marked:
        return ".", ()
    cores = [found.group() for text in marked if (found := _MARKED.search(text))]
    if any(_tells(core) for core in cores):
        return best, ()
    grouped_by = "," if "," in cores[0] else "."
    as_thousands = "." if grouped_by == "," else ","
    if len(cores) >= ENOUGH_GROUPED:
        return (as_thousands if grouped_by == "," or any(core.endswith("0") for core in cores) else "."), ()
    return as_thousands if grouped_by == "," else ".", (".", ",")


def _tells(core: str) -> bool:
    """True when only one reading of the marks is possible."""
    both = "." in core and "," in core
    return both or not re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", core)


def _currency(texts: list[str], mark: str) -> str:
    """The ISO code that most texts carry as a sign or code; "" when none or several differ."""
    found: Counter[str] = Counter()
    for text in texts[:500]:
        match = compiled(number_pattern(mark)).match(text)
        sign = (match["before"] or match["after"] or "") if match else ""
        code = CURRENCY_SIGNS.get(sign) or (sign.upper() if sign.upper() in CURRENCY_CODES else "")
        if code:
            found[code] += 1
    return found.most_common(1)[0][0] if len(found) == 1 else ""


def _words(texts: list[str], counts: Counter[str]) -> ColumnKind:
    total = sum(counts.values())
    if len(counts) <= MAX_CHOICES and total >= 20 and len(counts) * 4 <= total and max(map(len, texts)) <= 80:
        return ColumnKind("choice", choices=tuple(texts))
    return ColumnKind("text")
