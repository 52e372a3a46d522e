"""How texts of dates, numbers and booleans look: written once, in the part of the syntax that Python and RE2 share."""

import re
from functools import cache

from .model import DateFormat

FIRST_YEAR, LAST_YEAR = 1970, 2199
# Two-digit years: 70 to 99 lie in the 1900s, 00 to 69 in the 2000s, as spreadsheets and POSIX read them.
CENTURY_TURN = 70

EMPTY_WORDS = ("-", "--", ".", "n/a", "na", "#n/a", "null", "none", "nil", "nan", "(blank)", "(none)", "\\n")
TRUE_WORDS = ("true", "t", "yes", "y", "1", "x", "ja", "wahr", "oui", "vrai", "si", "sí", "sim", "verdadero", "on")
FALSE_WORDS = ("false", "f", "no", "n", "0", "nein", "falsch", "non", "faux", "não", "falso", "off")

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12,
}  # fmt: skip

_BLANK = "[ \u00a0\u202f]"
_TIME = (
    rf"(?:(?:[T,]|{_BLANK})+(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    rf"{_BLANK}?(?P<half>[AaPp]\.?[Mm]\.?)?{_BLANK}?(?P<offset>Z|UTC|GMT|[-+][0-9]{{2}}:?(?:[0-9]{{2}})?)?)?"
)
_SHORT_DAY, _SHORT_MONTH = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})"
_YEAR, _LONG_YEAR, _BETWEEN = r"(?P<year>[0-9]{4}|[0-9]{2})", r"(?P<year>[0-9]{4})", "[-/. ]"
_NAME = r"(?P<month>[^0-9 .,/-]{3,10})"

DATE_PATTERNS: dict[DateFormat, str] = {
    "year-month-day": f"^{_LONG_YEAR}{_BETWEEN}{_SHORT_MONTH}{_BETWEEN}{_SHORT_DAY}{_TIME}$",
    "month/day/year": f"^{_SHORT_MONTH}{_BETWEEN}{_SHORT_DAY}{_BETWEEN}{_YEAR}{_TIME}$",
    "day/month/year": f"^{_SHORT_DAY}{_BETWEEN}{_SHORT_MONTH}{_BETWEEN}{_YEAR}{_TIME}$",
    "day month-name year": rf"^(?:[A-Za-z]{{3,9}},? )?{_SHORT_DAY}\.?[ -]{_NAME}\.?,?[ -]{_YEAR}{_TIME}$",
    "month-name day year": rf"^(?:[A-Za-z]{{3,9}},? )?{_NAME}\.? {_SHORT_DAY},? {_LONG_YEAR}{_TIME}$",
    "compact": (
        r"^(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
        r"(?:[T ]?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?:\.0+)?(?P<offset>Z)?$"
    ),
    "excel-serial": r"^(?P<days>[0-9]{1,6})(?:\.(?P<part>[0-9]{1,12})[0-9]*)?$",
    "epoch-seconds": r"^(?P<seconds>[0-9]{9,10})(?:\.[0-9]+)?$",
    "epoch-milliseconds": r"^(?P<milliseconds>[0-9]{12,13})(?:\.0+)?$",
}

NUMBER_SIGNS = "[-+\u2212]"

CURRENCY_SIGNS = {
    "US$": "USD", "R$": "BRL", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD",
    "S$": "SGD", "MX$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB",
    "₺": "TRY", "₫": "VND", "₪": "ILS", "Rs": "INR", "Rs.": "INR", "zł": "PLN", "Kč": "CZK", "Ft": "HUF",
}  # fmt: skip
CURRENCY_CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "INR",
        "CHF",
        "CAD",
        "AUD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "TRY",
        "BRL",
        "MXN",
        "ARS",
        "CLP",
        "COP",
        "PEN",
        "ZAR",
        "SGD",
        "HKD",
        "CNY",
        "TWD",
        "KRW",
        "THB",
        "MYR",
        "IDR",
        "PHP",
        "VND",
        "AED",
        "SAR",
        "QAR",
        "KWD",
        "ILS",
        "EGP",
        "NGN",
        "KES",
        "RUB",
        "UAH",
    ]
)
_CURRENCY = rf"(?:[A-Z]{{0,3}}[$€£¥₹₩₽₺₫₪]|{'|'.join(sorted(CURRENCY_CODES))}|Rs\.?|kr\.?|zł|Kč|Ft)"


def thousands_class(decimal_mark: str) -> str:
    """The characters that may stand between groups of digits, given the decimal mark."""
    other = "," if decimal_mark == "." else r"\."
    return f"[{other} \u00a0\u202f'\u2019]"


@cache
def number_pattern(decimal_mark: str) -> str:
    """A number, amount or percentage with the given decimal mark; groups are checked, so 1,5 is never 15."""
    mark, group = re.escape(decimal_mark), thousands_class(decimal_mark)
    digits = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}}|[0-9]+)(?:{mark}[0-9]*)?|{mark}[0-9]+"
    return (
        rf"^(?P<open>\()?{_BLANK}?(?P<sign>{NUMBER_SIGNS})?{_BLANK}?(?P<before>{_CURRENCY})?{_BLANK}?"
        rf"(?P<inner>{NUMBER_SIGNS})?(?P<digits>{digits})(?P<exponent>[eE][-+]?[0-9]{{1,2}})?"
        rf"{_BLANK}?(?P<suffix>[KkMmBb]n?)?{_BLANK}?(?P<after>{_CURRENCY}|%)?(?P<trailing>-)?\)?$"
    )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern for Python."""
    return re.compile(pattern)
