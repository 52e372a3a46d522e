"""A text under a `ColumnKind` becomes a value, in DuckDB SQL: the same readings as `values.py`, for whole columns.

The expressions are made from the fixed templates below; the only parts that come from outside are the column's name
(quoted as an identifier) and the time zone (quoted as a literal).
"""

from .model import ColumnKind, DateFormat
from .patterns import (
    CENTURY_TURN,
    DATE_PATTERNS,
    EMPTY_WORDS,
    FALSE_WORDS,
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    TRUE_WORDS,
    compiled,
    number_pattern,
    thousands_class,
)
from .staging import literal, quoted
from .values import FieldKind

NUMBER_TYPE = "DECIMAL(28,6)"


def value_sql(column: str, kind: ColumnKind, *, into: FieldKind, zone: str = "UTC") -> str:
    """SQL for the typed value of a staged column: VARCHAR, DECIMAL(28,6), DATE, TIMESTAMP (naive UTC) or BOOLEAN.

    NULL where the text is empty, unreadable or out of range; `problem_sql` tells which.
    """
    name = quoted(column)
    if into in ("text", "reference", "choice", "currency"):
        return name
    return f"CASE WHEN {_is_empty(name)} THEN NULL ELSE {_typed(name, kind, into=into, zone=zone)} END"


def problem_sql(column: str, kind: ColumnKind, *, into: FieldKind, zone: str = "UTC", value: str = "") -> str:
    """SQL for the problem of a staged value: NULL, 'unreadable' or 'out_of_range'.

    Args:
        value: SQL of the value where it is computed already (an outer query over a sub-query that also passes the
            text column on); without it the value is computed again.
    """
    name = quoted(column)
    if into in ("text", "reference", "choice", "currency"):
        return "CAST(NULL AS VARCHAR)"
    value = value or _typed(name, kind, into=into, zone=zone)
    otherwise = "'unreadable'"
    if into in ("date", "datetime"):
        moment = _moment(name, kind.format or "year-month-day")
        otherwise = f"CASE WHEN {moment} IS NULL THEN 'unreadable' ELSE 'out_of_range' END"
    return f"CASE WHEN {_is_empty(name)} OR {value} IS NOT NULL THEN NULL ELSE {otherwise} END"


def _is_empty(name: str) -> str:
    longest = max(map(len, EMPTY_WORDS))
    return f"({name} IS NULL OR (length({name}) <= {longest} AND lower({name}) IN ({_words(EMPTY_WORDS)})))"


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(literal(word) for word in words)


def _typed(name: str, kind: ColumnKind, *, into: FieldKind, zone: str) -> str:
    if into == "boolean":
        true, false = _words(TRUE_WORDS), _words(FALSE_WORDS)
        return f"CASE WHEN lower({name}) IN ({true}) THEN true WHEN lower({name}) IN ({false}) THEN false END"
    if into in ("date", "datetime"):
        return _dated(name, kind.format or "year-month-day", into=into, zone=zone)
    number = _number(name, kind.decimal_mark)
    return f"round({number}, 0)::{NUMBER_TYPE}" if into == "integer" else number


def _once(expression: str, body: str) -> str:
    """`body` speaks of `it`, which is computed once. DuckDB 1.5 repeats repeated expressions: 10 times slower."""
    return f"list_transform([{expression}], lambda it: {body})[1]"


def _groups(name: str, pattern: str, groups: tuple[str, ...]) -> str:
    listed = ", ".join(literal(group) for group in groups)
    return f"regexp_extract({name}, {literal(pattern)}, [{listed}])"


_NUMBER_GROUPS = ("open", "sign", "before", "inner", "digits", "exponent", "suffix", "after", "trailing")


def _number(name: str, mark: str) -> str:
    bare = f"replace(regexp_replace(it['digits'], {literal(thousands_class(mark))}, '', 'g'), {literal(mark)}, '.')"
    plain = f"TRY_CAST(nullif({bare}, '') || it['exponent'] AS {NUMBER_TYPE})"
    factor = (
        "CASE lower(left(it['suffix'], 1)) WHEN 'k' THEN 1000 WHEN 'm' THEN 1000000 WHEN 'b' THEN 1000000000"
        " ELSE 1 END::DECIMAL(10,0)"
    )
    sign = (
        "CASE WHEN it['open'] <> '' OR it['sign'] IN ('-', '\u2212') OR it['inner'] IN ('-', '\u2212')"
        " OR it['trailing'] = '-' THEN -1 ELSE 1 END"
    )
    value = f"TRY_CAST(TRY_CAST(({plain}) * ({factor}) AS DECIMAL(38,6)) * ({sign}) AS {NUMBER_TYPE})"
    slow = _once(_groups(name, number_pattern(mark), _NUMBER_GROUPS), value)
    # A text is cast to DECIMAL(18,6) in 2 microseconds, to DECIMAL(28,6) in 70 (DuckDB 1.5.6): mind the digits.
    quick = r"-?[0-9]{1,12}(\.[0-9]{1,6})?" if mark == "." else "-?[0-9]{1,12}"
    signs, group = "$€£¥₹", "," if mark == "." else "."
    grouped = rf"[{signs}]?([0-9]{{1,3}}(\{group}[0-9]{{3}}){{0,3}}|[0-9]{{1,12}})(\{mark}[0-9]{{1,6}})?"
    ungrouped = f"translate({name}, '{mark}{group}{signs}', '.')"
    return (
        f"CASE WHEN regexp_full_match({name}, '{quick}') THEN TRY_CAST({name} AS DECIMAL(18,6))::{NUMBER_TYPE}"
        f" WHEN regexp_full_match({name}, '{grouped}') THEN TRY_CAST({ungrouped} AS DECIMAL(18,6))::{NUMBER_TYPE}"
        f" ELSE {slow} END"
    )


def _dated(name: str, form: DateFormat, *, into: FieldKind, zone: str) -> str:
    valid = f"year(it) BETWEEN {FIRST_YEAR} AND {LAST_YEAR}"
    value = "CAST(it AS DATE)" if into == "date" else _in_utc(name, form, zone=zone)
    return _once(_moment(name, form), f"CASE WHEN {valid} THEN {value} END")


def _in_utc(name: str, form: DateFormat, *, zone: str) -> str:
    """The moment `it`, as written, in UTC: by its own offset, or else by the zone."""
    local = "it" if zone == "UTC" else f"timezone('UTC', timezone({literal(zone)}, it))"
    if form in ("epoch-seconds", "epoch-milliseconds"):
        return "it"
    if form == "excel-serial":
        return local
    offset = f"regexp_extract({name}, {literal(DATE_PATTERNS[form])}, {_names(form).index('offset') + 1})"
    digits = f"rpad(replace({offset}[2:], ':', ''), 4, '0')"
    minutes = f"(CAST({digits}[1:2] AS INTEGER) * 60 + CAST({digits}[3:4] AS INTEGER))"
    signed = f"CASE WHEN {offset}[1] = '-' THEN -{minutes} ELSE {minutes} END"
    return (
        f"CASE WHEN NOT regexp_matches({name}, '(Z|UTC|GMT|[-+][0-9:]+)$') OR {offset} = '' THEN {local}"
        f" WHEN suffix({name}, 'Z') OR {offset}[1] NOT IN ('+', '-') THEN it ELSE it - to_minutes({signed}) END"
    )


def _names(form: DateFormat) -> tuple[str, ...]:
    groups = compiled(DATE_PATTERNS[form]).groupindex
    return tuple(sorted(groups, key=lambda name: groups[name]))


# The commonest ways of writing, which need no groups: a full match, and the moment as text. Everything else goes on.
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_SLASHED = "translate({name}, '-.', '//')"
_PARTS = {place: f"lpad(split_part({_SLASHED}, '/', {place}), 2, '0')" for place in (1, 2)}
_PARTS[3] = f"split_part({_SLASHED}, '/', 3)"
_NUMERIC_DAY = "[0-9]{1,2}[-/.][0-9]{1,2}[-/.][12][0-9]{3}"
_QUICK: dict[DateFormat, tuple[str, str]] = {
    "year-month-day": (
        rf"[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}([ T]{_CLOCK}(\.[0-9]{{1,6}})?(Z|\+0000)?)?",
        "replace(rtrim({name}, 'Z'), '+0000', '')",
    ),
    "month/day/year": (_NUMERIC_DAY, f"{_PARTS[3]} || '-' || {_PARTS[1]} || '-' || {_PARTS[2]}"),
    "day/month/year": (_NUMERIC_DAY, f"{_PARTS[3]} || '-' || {_PARTS[2]} || '-' || {_PARTS[1]}"),
}


def _moment(name: str, form: DateFormat) -> str:
    slow = _once(_groups(name, DATE_PATTERNS[form], _names(form)), _slow_moment(form))
    if form not in _QUICK:
        return slow
    pattern, text = _QUICK[form]
    quick = f"TRY_CAST({text.format(name=name)} AS TIMESTAMP)"
    return f"CASE WHEN regexp_full_match({name}, {literal(pattern)}) THEN {quick} ELSE {slow} END"


def _slow_moment(form: DateFormat) -> str:
    if form == "excel-serial":
        part = "CAST('0.' || (CASE WHEN it['part'] = '' THEN '0' ELSE it['part'] END) AS DECIMAL(18,12))"
        seconds = f"CAST(round({part} * 86400, 0) AS INTEGER)"
        days = "TRY_CAST(nullif(it['days'], '') AS INTEGER)"
        return f"(TIMESTAMP '1899-12-30' + to_days({days}) + to_seconds({seconds}))"
    if form == "epoch-seconds":
        return "make_timestamp(TRY_CAST(nullif(it['seconds'], '') AS BIGINT) * 1000000)"
    if form == "epoch-milliseconds":
        return "make_timestamp(TRY_CAST(nullif(it['milliseconds'], '') AS BIGINT) * 1000)"
    return _calendar(form)


def _calendar(form: DateFormat) -> str:
    month = "it['month']"
    if form in ("day month-name year", "month-name day year"):
        branches = " ".join(f"WHEN {literal(word)} THEN '{number}'" for word, number in MONTHS.items())
        month = f"CASE left(lower({month}), 3) {branches} END"
    year = (
        "CASE WHEN length(it['year']) = 4 THEN nullif(it['year'], '0000')"
        f" WHEN it['year'] >= '{CENTURY_TURN}' THEN '19' || it['year'] ELSE '20' || it['year'] END"
    )
    date = f"nullif({year}, '20') || '-' || lpad({month}, 2, '0') || '-' || lpad(it['day'], 2, '0')"
    return f"TRY_CAST({date} || ' ' || {_time(form)} AS TIMESTAMP)"


def _time(form: DateFormat) -> str:
    """The time of day as text; NULL when the hour is impossible (SQL would take 24:00 for the next day)."""
    hour = "TRY_CAST(it['hour'] AS INTEGER)"
    minute = "CASE WHEN it['minute'] = '' THEN '00' ELSE it['minute'] END"
    second = "CASE WHEN it['second'] = '' THEN '00' ELSE it['second'] END"
    if form == "compact":
        hours = f"CASE WHEN it['hour'] = '' THEN '00' WHEN {hour} <= 23 THEN it['hour'] END"
        return f"({hours}) || ':' || ({minute}) || ':' || ({second})"
    half = "lower(left(it['half'], 1))"
    hours = (
        f"CASE WHEN it['hour'] = '' THEN '00' WHEN {half} = '' AND {hour} <= 23 THEN lpad(it['hour'], 2, '0')"
        f" WHEN {half} <> '' AND {hour} BETWEEN 1 AND 12"
        f" THEN lpad(CAST({hour} % 12 + CASE WHEN {half} = 'p' THEN 12 ELSE 0 END AS VARCHAR), 2, '0') END"
    )
    return f"({hours}) || ':' || ({minute}) || ':' || ({second}) || '.' || (rpad(it['fraction'], 6, '0')[1:6])"
