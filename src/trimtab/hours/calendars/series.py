"""On which days of a span a repeated entry falls. Pure, and bounded: no rule can make it look for long.

Of RFC 5545, what calendars write: daily, weekly, monthly and yearly, with interval, count, weekdays (in months with
their number), days of the month, months and positions. Any other rule is refused, and told to the person.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
# Turns that are counted for a rule with COUNT: three years of days. UNTIL needs no counting.
MOST_TURNS = 1_200


class UnknownRule(ValueError):
    """A rule of a kind that no calendar writes."""


@dataclass(frozen=True)
class Rule:
    """weekdays: (number in the month or 0, weekday); positions: which of the days of one turn."""

    frequency: str
    interval: int = 1
    count: int | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def rule_of(parts: Mapping[str, Sequence[object]]) -> Rule:
    """The rule that these parts are, by their names.

    Raises:
        UnknownRule: it has other parts, or values out of bounds.
    """
    texts = {str(name).upper(): [str(one).upper() for one in values] for name, values in parts.items()}
    frequency = texts.get("FREQ", [""])[0]
    if not set(texts) <= KNOWN or frequency not in FREQUENCIES:
        raise UnknownRule(frequency)
    rule = Rule(
        frequency=frequency,
        interval=_numbers(texts, "INTERVAL", 1, 1_000)[0] if "INTERVAL" in texts else 1,
        count=_numbers(texts, "COUNT", 1, 1_000_000)[0] if "COUNT" in texts else None,
        weekdays=tuple(map(_weekday, texts.get("BYDAY", ()))),
        month_days=_numbers(texts, "BYMONTHDAY", -31, 31),
        months=_numbers(texts, "BYMONTH", 1, 12),
        positions=_numbers(texts, "BYSETPOS", -366, 366),
        week_start=_weekday(texts["WKST"][0])[1] if "WKST" in texts else 0,
    )
    _require_known(rule)
    return rule


def days_within(rule: Rule, start: date, *, first: date, last: date) -> list[date]:
    """Its days from `first` to `last`, for an entry that began on `start`.

    Raises:
        UnknownRule: it would have to be counted for too long.
    """
    if first > last or last < start:
        return []
    found: list[date] = []
    counted = 0
    for turn in range(_first_turn(rule, start, first), _turn_of(rule, start, last) + 1):
        for day in _days_of_turn(rule, start, turn):
            counted += 1
            if day > last or (rule.count is not None and counted > rule.count):
                return found
            if day >= first:
                found.append(day)
    return found


def _first_turn(rule: Rule, start: date, first: date) -> int:
    """Where to begin: near the span; from the start, where days have to be counted."""
    turn = max(_turn_of(rule, start, first) - 1, 0)
    if rule.count is None:
        return turn
    if turn > MOST_TURNS:
        raise UnknownRule("COUNT")
    return 0


def _turn_of(rule: Rule, start: date, day: date) -> int:
    """In which turn of the rule a day lies: the last that begins on it or before."""
    if day < start:
        return 0
    if rule.frequency == "DAILY":
        steps = (day - start).days
    elif rule.frequency == "WEEKLY":
        steps = (_week_start(rule, day) - _week_start(rule, start)).days // 7
    elif rule.frequency == "MONTHLY":
        steps = (day.year - start.year) * 12 + day.month - start.month
    else:
        steps = day.year - start.year
    return steps // rule.interval


def _days_of_turn(rule: Rule, start: date, turn: int) -> list[date]:
    days = sorted(set(_candidates(rule, start, turn * rule.interval)))
    if rule.positions:
        chosen = {one - 1 if one > 0 else len(days) + one for one in rule.positions}
        days = [day for place, day in enumerate(days) if place in chosen]
    return [day for day in days if day >= start]


def _candidates(rule: Rule, start: date, steps: int) -> Iterator[date]:
    if rule.frequency == "DAILY":
        day = start + timedelta(days=steps)
        if _fits(rule, day):
            yield day
    elif rule.frequency == "WEEKLY":
        monday = _week_start(rule, start) + timedelta(weeks=steps)
        wanted = {weekday for _number, weekday in rule.weekdays} or {start.weekday()}
        week = (monday + timedelta(days=offset) for offset in range(7))
        yield from (day for day in week if day.weekday() in wanted and _in_months(rule, day))
    elif rule.frequency == "MONTHLY":
        months = start.year * 12 + start.month - 1 + steps
        yield from _days_of_month(rule, start, months // 12, months % 12 + 1)
    else:
        yield from _days_of_year(rule, start, start.year + steps)


def _days_of_year(rule: Rule, start: date, year: int) -> Iterator[date]:
    months: Sequence[int] = rule.months or (range(1, 13) if rule.month_days else (start.month,))
    for month in months:
        yield from _days_of_month(rule, start, year, month)


def _days_of_month(rule: Rule, start: date, year: int, month: int) -> Iterator[date]:
    if rule.months and month not in rule.months:
        return
    length = calendar.monthrange(year, month)[1]
    numbers = _month_numbers(rule, start, length)
    for number in sorted({one for one in numbers if 1 <= one <= length}):
        day = date(year, month, number)
        if not rule.weekdays or _is_weekday_of_month(rule, day, length):
            yield day


def _month_numbers(rule: Rule, start: date, length: int) -> Sequence[int]:
    if rule.month_days:
        return [one if one > 0 else length + 1 + one for one in rule.month_days]
    return range(1, length + 1) if rule.weekdays else (start.day,)


def _is_weekday_of_month(rule: Rule, day: date, length: int) -> bool:
    from_start, from_end = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return any(day.weekday() == weekday and number in (0, from_start, from_end) for number, weekday in rule.weekdays)


def _fits(rule: Rule, day: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    numbers = {one if one > 0 else length + 1 + one for one in rule.month_days}
    is_weekday = not rule.weekdays or day.weekday() in {weekday for _number, weekday in rule.weekdays}
    return is_weekday and (not numbers or day.day in numbers) and _in_months(rule, day)


def _in_months(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _week_start(rule: Rule, day: date) -> date:
    return day - timedelta(days=(day.weekday() - rule.week_start) % 7)


def _numbers(texts: Mapping[str, Sequence[str]], name: str, least: int, most: int) -> tuple[int, ...]:
    found = []
    for text in texts.get(name, ()):
        if not text.lstrip("+-").isdecimal() or len(text) > 8 or not least <= int(text) <= most or int(text) == 0:
            raise UnknownRule(name)
        found.append(int(text))
    return tuple(found)


def _weekday(text: str) -> tuple[int, int]:
    number, name = text[:-2], text[-2:]
    if name not in WEEKDAYS or (number and (not number.lstrip("+-").isdecimal() or len(number) > 3)):
        raise UnknownRule(text)
    return int(number or 0), WEEKDAYS[name]


def _require_known(rule: Rule) -> None:
    """Refuse combinations that mean something else in other calendars, or nothing."""
    has_numbers = any(number for number, _weekday in rule.weekdays)
    if rule.frequency in {"DAILY", "WEEKLY"} and has_numbers:
        raise UnknownRule("BYDAY")
    if rule.frequency == "WEEKLY" and rule.month_days:
        raise UnknownRule("BYMONTHDAY")
    if rule.frequency == "YEARLY" and rule.weekdays and not rule.months:
        raise UnknownRule("BYDAY")
    if rule.frequency == "YEARLY" and len(rule.months) > 1 and has_numbers and rule.positions:
        raise UnknownRule("BYSETPOS")
