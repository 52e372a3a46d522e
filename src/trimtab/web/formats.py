"""How numbers, money and times are written. Unknown is a word, never a zero."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import timezone, translation
from django.utils.translation import gettext as _

Number = int | float | Decimal

# A figure and its unit stay on one line.
JOINT = "\N{NO-BREAK SPACE}"
STEPS = ((Decimal(10) ** 9, "G"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def locale() -> str:
    """The current language as Babel writes it."""
    return _locale(translation.get_language() or "en")


@lru_cache
def _locale(language: str) -> str:
    return translation.to_locale(language)


def unknown() -> str:
    """What stands where nothing is known."""
    return _("unknown")


def compact(value: Number | None) -> str:
    """Three significant digits and a unit: 1.42 M, 38.4 k, 214."""
    if value is None:
        return unknown()
    number = Decimal(str(value))
    for size, unit in STEPS:
        if abs(number) >= size * Decimal("0.9995"):
            return f"{_three_digits(number / size)}{JOINT}{unit}"
    return _three_digits(number) if number != number.to_integral_value() else whole(int(number))


def whole(value: Number | None) -> str:
    """A whole number with the locale's grouping."""
    return unknown() if value is None else _whole(round(value), locale())


@lru_cache(maxsize=5_000)
def _whole(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def number(value: Number | None) -> str:
    """A number with its decimals, as many as it has, and the locale's grouping."""
    return unknown() if value is None else format_decimal(value, format="#,##0.######", locale=locale())


def money(value: Number | None, currency: str) -> str:
    """An amount in full with its currency; without cents where there are none."""
    if value is None:
        return unknown()
    return _money(Decimal(str(value)), currency, locale())


def rounded(value: Number | None, currency: str) -> str:
    """An amount in a headline: cents are for rows."""
    return money(None if value is None else round(value), currency)


# Babel parses the pattern again with each figure (60 µs); a page shows the same figures to one person after the other.
@lru_cache(maxsize=20_000)
def _money(amount: Decimal, currency: str, locale: str) -> str:
    digits = amount != amount.to_integral_value()
    return format_currency(
        amount, currency, format="#,##0.00 ¤¤" if digits else "#,##0 ¤¤", locale=locale, currency_digits=False
    )


def rate(value: Decimal | None) -> str:
    """An exchange rate with the decimals that it has."""
    if value is None:
        return unknown()
    return format_decimal(value.normalize(), format="#,##0.00######", locale=locale())


def percent(share: Number | None) -> str:
    """A share as a whole percentage; one digit below ten percent."""
    if share is None:
        return unknown()
    return format_percent(share, format="0.0%" if share and abs(float(share)) < 0.0995 else "0%", locale=locale())


def percent_to_tenth(share: Number | None) -> str:
    """A share as a percentage with one digit, where a tenth of a point is told."""
    return unknown() if share is None else format_percent(share, format="0.0%", locale=locale())


def in_hundred(chance: float) -> str:
    """A chance as a number of a hundred; what is rare or nearly sure is no certainty."""
    return _("less than 1") if chance < 0.01 else _("more than 99") if chance > 0.99 else str(round(100 * chance))


def signed(value: Number | None) -> str:
    """A change, compact, with its sign: +1.12 k, −610."""
    if value is None:
        return unknown()
    text = compact(abs(Decimal(str(value))))
    return f"+{text}" if float(value) > 0 else f"−{text}" if float(value) < 0 else text


def interval(low: Number | None, high: Number | None) -> str:
    """From – to, compact, the unit once where both have the same: 1.21–1.66 M."""
    if low is None or high is None:
        return ""
    start, end = compact(low), compact(high)
    _number, joint, unit = end.partition(JOINT)
    return f"{start.removesuffix(joint + unit)}–{end}"


def percent_interval(low: Number | None, high: Number | None) -> str:
    """From – to, in percent, the sign once."""
    return "" if low is None or high is None else f"{round(100 * float(low))}–{round(100 * float(high))}%"


def cases(number: int) -> str:
    """How many cases stand behind a figure, on one line: n = 57."""
    return _("n = %(count)s").replace(" ", JOINT) % {"count": whole(number)}


def days(value: Number | None) -> str:
    """A number of days."""
    return unknown() if value is None else _("%(count)s d") % {"count": whole(value)}


def day(value: date | datetime | None) -> str:
    """A date, as the locale writes a medium one, in the person's time zone."""
    if value is None:
        return unknown()
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return _day(value.date() if isinstance(value, datetime) else value, locale())


@lru_cache(maxsize=5_000)
def _day(value: date, locale: str) -> str:
    return format_date(value, "medium", locale=locale)


def moment(value: datetime | None) -> str:
    """A date with its time to the minute, in the person's time zone; a naive one is UTC."""
    if value is None:
        return unknown()
    aware = value if timezone.is_aware(value) else value.replace(tzinfo=timezone.get_default_timezone())
    return _moment(timezone.localtime(aware).replace(second=0, microsecond=0, tzinfo=None), locale())


@lru_cache(maxsize=5_000)
def _moment(local: datetime, locale: str) -> str:
    joined = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    return joined.format(format_time(local.time(), "short", locale=locale), _day(local.date(), locale))


def day_or_moment(value: datetime) -> str:
    """A moment; where it is midnight, so that nobody said an hour, the day only."""
    local = timezone.localtime(value)
    return moment(value) if (local.hour, local.minute, local.second) != (0, 0, 0) else day(value)


def hour(value: datetime) -> str:
    """The time of day to the minute, in the person's time zone."""
    local = timezone.localtime(value)
    return format_time(local, "short", tzinfo=timezone.get_current_timezone(), locale=locale())


def _three_digits(number: Decimal) -> str:
    digits = 2 if abs(number) < Decimal("9.995") else 1 if abs(number) < Decimal("99.95") else 0
    return _digits(str(round(number, digits)), digits, locale())


@lru_cache(maxsize=5_000)  # of the 1,000 cells of a grid most are written alike: 3 ms instead of 30
def _digits(number: str, digits: int, locale: str) -> str:
    return format_decimal(Decimal(number), format="#,##0." + "0" * digits if digits else "#,##0", locale=locale)
