"""The text of a calendar, cut to what can concern one week before anything is parsed.

A file of years then costs little, and a file that was made to harm costs no more: only lines of known names are kept,
time zones only with the plain rules that calendars write, and of everything no more than so much.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

LARGEST = 5_000_000  # bytes
MOST_KEPT = 600  # entries that can concern the week, series among them
MOST_ZONES = 100
MOST_LINES = 300  # of one entry: those who take part are most of them
LONGEST_LINE = 2_000
NAMES = frozenset({
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "TRANSP", "SUMMARY",
    "ATTENDEE", "ORGANIZER", "CLASS",
})  # fmt: skip
ZONE_NAMES = frozenset({"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "BEGIN", "END"})
ZONE_PARTS = frozenset({"STANDARD", "DAYLIGHT"})
# One day a year, or all of one weekday: nothing that takes long to walk through.
ZONE_RULE = re.compile(r"RRULE:FREQ=YEARLY(;(BYMONTH=\d{1,2}|BYDAY=-?\d?[A-Z]{2}|UNTIL=\w+|INTERVAL=1|WKST=[A-Z]{2}))*")
DAY = re.compile(r":(\d{4})(\d\d)(\d\d)")
UNTIL = re.compile(r"UNTIL=(\d{4})(\d\d)(\d\d)")
AROUND = timedelta(days=3)  # time zones, and entries that last over midnight


class NotACalendar(ValueError):
    """What is wrong with the file, as a word: large, none, many, broken."""


@dataclass
class Block:
    """The lines of one component, by the name of what they say."""

    lines: list[tuple[str, str]] = field(default_factory=list)

    def first(self, name: str) -> str:
        return next((line for known, line in self.lines if known == name), "")

    @property
    def text(self) -> str:
        return "\r\n".join(line for _name, line in self.lines)


def lines_of(content: bytes) -> list[str]:
    """Its lines, folded ones put together.

    Raises:
        NotACalendar: it is too large, or no calendar.
    """
    if len(content) > LARGEST:
        raise NotACalendar("large")
    text = content.decode("utf-8-sig", errors="replace").replace("\0", "")
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        raise NotACalendar("none")
    return re.split(r"\r\n|\n|\r", re.sub(r"(?:\r\n|\n|\r)[ \t]", "", text))


def cut_to_week(lines: list[str], *, week: date) -> str:
    """A calendar of the time zones, and of the entries that can concern the week that begins on that day.

    Raises:
        NotACalendar: too many entries can.
    """
    zones: list[str] = []
    kept: list[str] = []
    for name, block in _components(lines):
        if name == "VTIMEZONE" and len(zones) < MOST_ZONES and _is_plain(block):
            zones.append(f"BEGIN:VTIMEZONE\r\n{block.text}\r\nEND:VTIMEZONE")
        elif name == "VEVENT" and _concerns(block, week):
            kept.append(f"BEGIN:VEVENT\r\n{block.text}\r\nEND:VEVENT")
        if len(kept) > MOST_KEPT:
            raise NotACalendar("many")
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Trimtab//Hours//EN", *zones, *kept, "END:VCALENDAR", ""]
    )


def _components(lines: list[str]) -> Iterator[tuple[str, Block]]:
    """Each entry and each time zone with the lines that are kept of it; what lies inside an entry is left out."""
    name, block, depth = "", Block(), 0
    for line in lines:
        word = re.split("[:;]", line[:40], maxsplit=1)[0].upper()
        value = line.partition(":")[2].strip().upper()[:40] if word in {"BEGIN", "END"} else ""
        if not name:
            if word == "BEGIN" and value in {"VEVENT", "VTIMEZONE"}:
                name, block, depth = value, Block(), 0
        elif word == "END" and value == name and depth <= 0:
            yield name, block
            name = ""
        else:
            depth += {"BEGIN": 1, "END": -1}.get(word, 0)
            _keep(block, word, line, of=name, depth=depth)


def _keep(block: Block, word: str, line: str, *, of: str, depth: int) -> None:
    wanted = word in ZONE_NAMES if of == "VTIMEZONE" else word in NAMES and depth == 0
    if wanted and len(block.lines) < MOST_LINES and len(line) <= LONGEST_LINE:
        block.lines.append((word, line))


def _is_plain(block: Block) -> bool:
    """Whether its rules are those that a time zone has."""
    parts = all(
        line.partition(":")[2].strip().upper() in ZONE_PARTS for name, line in block.lines if name in {"BEGIN", "END"}
    )
    rules = all(ZONE_RULE.fullmatch(line.strip().upper()) for name, line in block.lines if name == "RRULE")
    return parts and rules and len(block.lines) < MOST_LINES


def _concerns(block: Block, week: date) -> bool:
    """Whether an entry may have an occurrence in the week, or says that an occurrence of it was moved or cancelled."""
    begin = _day_in(block.first("DTSTART"), DAY)
    if begin is None:
        return False
    first, last = week - AROUND, week + timedelta(days=7) + AROUND
    if block.first("RDATE"):
        return True
    if rule := block.first("RRULE"):
        until = _day_in(rule.upper(), UNTIL)
        return begin <= last and (until is None or until >= first)
    moved = _day_in(block.first("RECURRENCE-ID"), DAY)
    return first <= begin <= last or (moved is not None and first <= moved <= last)


def _day_in(line: str, pattern: re.Pattern[str]) -> date | None:
    found = pattern.search(line)
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None
