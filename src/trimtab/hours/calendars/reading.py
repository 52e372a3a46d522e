"""A file of a calendar → what somebody did in one week, hour by hour. Knows no database."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from trimtab.hours.calendars.blocks import NotACalendar, cut_to_week, lines_of
from trimtab.hours.calendars.series import UnknownRule, days_within, rule_of

LONGEST = timedelta(hours=16)  # what lasts longer is no piece of work: a journey, a fair, a day that is blocked
MOST_IN_WEEK = 300
MOST_DATES = 1_000  # EXDATE and RDATE of one entry
AROUND = timedelta(days=2)  # days in one time zone are others in another


@dataclass(frozen=True)
class Appointment:
    """One occurrence in the week. attendees: the others, in lower case."""

    uid: str
    occurrence: str
    starts_at: datetime
    day: date
    minutes: int
    title: str
    organizer: str
    attendees: tuple[str, ...]
    is_cancelled: bool = False


@dataclass(frozen=True)
class ReadWeek:
    """What the file holds of a week, and how many of its entries were left out, by the reason."""

    week: date
    appointments: tuple[Appointment, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Asked:
    week: date
    zone: ZoneInfo
    own: str

    def holds(self, moment: datetime) -> bool:
        return self.week <= moment.astimezone(self.zone).date() < self.week + timedelta(days=7)


def read_week(content: bytes, *, week: date, zone: ZoneInfo, own: str) -> ReadWeek:
    """The appointments of the week that begins on that Monday, in that zone, of the person with that address.

    Raises:
        NotACalendar: it is none, or larger than any calendar is.
    """
    try:
        calendar = Calendar.from_ical(cut_to_week(lines_of(content), week=week))
    except NotACalendar:
        raise
    except (ValueError, KeyError, IndexError, OverflowError) as error:  # what its parser raises for broken lines
        raise NotACalendar("broken") from error
    asked, left_out = _Asked(week, zone, own.lower()), Counter[str]()
    found: dict[tuple[str, str], Appointment] = {}
    events = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
    # An occurrence that was moved stands for itself; the series is read first, so that it is replaced.
    for event in sorted(events, key=lambda one: "RECURRENCE-ID" in one):
        _read(event, asked, found, left_out)
    return ReadWeek(week, tuple(_kept(found, asked)), dict(left_out))


def _kept(found: Mapping[tuple[str, str], Appointment], asked: _Asked) -> Iterable[Appointment]:
    kept = [one for one in found.values() if asked.holds(one.starts_at)]
    if len(kept) > MOST_IN_WEEK:
        raise NotACalendar("many")
    return sorted(kept, key=lambda one: (one.starts_at, one.uid, one.occurrence))


def _read(event: Event, asked: _Asked, found: dict[tuple[str, str], Appointment], left_out: Counter[str]) -> None:
    """Put what the entry says of the week into `found`; count it in `left_out` where it says no hours of work."""
    try:
        occurrences = list(_occurrences(event, asked))
        lasts = _length(event)
    except UnknownRule:
        left_out["rule"] += 1
        return
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):  # a value that the standard does not know
        left_out["broken"] += 1
        return
    named = event.get("UID") or f"{event.get('SUMMARY', '')} {_at(event, 'DTSTART')}"
    uid = hashlib.sha256(str(named).encode()).hexdigest()
    for key, moment in occurrences:
        found.pop((uid, key), None)
        reason = _left_out(event, asked, lasts)
        if reason and asked.holds(_moment(moment, asked)):
            left_out[reason] += 1
        elif not reason:
            found[uid, key] = _appointment(event, asked, uid=uid, key=key, at=_moment(moment, asked), lasts=lasts)


def _left_out(event: Event, asked: _Asked, lasts: timedelta | None) -> str:
    """Why it says no hours of work; "" where it does."""
    if str(event.get("CLASS", "")).upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return "private"
    if lasts is None:
        return "all_day"
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return "free"
    if _answer_of(event, asked.own) == "DECLINED":
        return "declined"
    if lasts > LONGEST:
        return "long"
    return "" if lasts >= timedelta(minutes=1) else "no_time"


def _appointment(
    event: Event, asked: _Asked, *, uid: str, key: str, at: datetime, lasts: timedelta | None
) -> Appointment:
    assert lasts is not None, "without hours it is left out"
    organizer = _address(event.get("ORGANIZER"))
    people = [_address(one) for one in _several(event.get("ATTENDEE")) if _is_person(one)]
    return Appointment(
        uid=uid,
        occurrence=key,
        starts_at=at.astimezone(UTC),
        day=at.astimezone(asked.zone).date(),
        minutes=max(round(lasts.total_seconds() / 60), 1),
        title=" ".join(str(event.get("SUMMARY", "")).split())[:200],
        organizer=organizer,
        attendees=tuple(sorted({one for one in [*people, organizer] if one and one != asked.own})),
        is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
    )


def _occurrences(event: Event, asked: _Asked) -> Iterator[tuple[str, date | datetime]]:
    """Key and beginning of each; the key of a single entry is empty, so that it stays the same when it is moved."""
    begin = _at(event, "DTSTART")
    if not isinstance(begin, date):
        raise TypeError("DTSTART")
    if "RECURRENCE-ID" in event:
        yield _key(_at(event, "RECURRENCE-ID"), asked), begin
        return
    if "RRULE" not in event and "RDATE" not in event:
        yield "", begin
        return
    without = {_key(one, asked) for one in _dates(event.get("EXDATE"))}
    for moment in {
        _key(one, asked): one for one in [*_repeated(event, begin, asked), *_dates(event.get("RDATE"))]
    }.items():
        if moment[0] not in without:
            yield moment


def _repeated(event: Event, begin: date | datetime, asked: _Asked) -> Iterator[date | datetime]:
    """The beginnings that its rule gives around the week; without a rule, the one that stands there."""
    if "RRULE" not in event:
        yield begin
        return
    parts = event["RRULE"]
    if not isinstance(parts, Mapping):
        raise UnknownRule("several")
    until = next(iter(parts.get("UNTIL", [])), None)
    start = begin.date() if isinstance(begin, datetime) else begin
    first, last = asked.week - AROUND, asked.week + timedelta(days=7) + AROUND
    for day in days_within(rule_of(parts), start, first=first, last=last):
        moment = datetime.combine(day, begin.timetz()) if isinstance(begin, datetime) else day
        if until is None or not _is_after(moment, until, asked):
            yield moment


def _is_after(moment: date | datetime, until: date | datetime, asked: _Asked) -> bool:
    """Whether it begins after the last one that the rule allows; a day includes all of itself."""
    if isinstance(moment, datetime) and isinstance(until, datetime):
        return _moment(moment, asked) > _moment(until, asked)
    return (moment.date() if isinstance(moment, datetime) else moment) > (
        until.date() if isinstance(until, datetime) else until
    )


def _moment(at: date | datetime, asked: _Asked) -> datetime:
    """With a time zone: the person's own, where the calendar says none."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), asked.zone)
    return at if at.tzinfo is not None else at.replace(tzinfo=asked.zone)


def _key(at: date | datetime, asked: _Asked) -> str:
    return _moment(at, asked).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _at(event: Event, name: str) -> Any:  # Any: a day, a moment or a length, as the file has it
    """What stands there. Raises AttributeError where it is none of these."""
    return event[name].dt  # type: ignore[union-attr]  # broken values are told as such


def _length(event: Event) -> timedelta | None:
    """How long it lasts; None for whole days."""
    begin = _at(event, "DTSTART")
    if not isinstance(begin, datetime):
        return None
    if "DURATION" in event:
        lasts = _at(event, "DURATION")
        if not isinstance(lasts, timedelta):
            raise TypeError("DURATION")
        return lasts
    end = _at(event, "DTEND") if "DTEND" in event else begin
    if not isinstance(end, datetime):
        raise TypeError("DTEND")
    # Both in one way: a calendar may write one of them without a zone.
    return end - begin if (end.tzinfo is None) == (begin.tzinfo is None) else end.replace(tzinfo=begin.tzinfo) - begin


def _dates(found: Any) -> list[date | datetime]:  # Any: what the parser gives, one or several
    """The days and moments of EXDATE and RDATE; spans among them are none."""
    dates = [getattr(one, "dt", None) for listed in _several(found) for one in getattr(listed, "dts", ())]
    return [one for one in dates if isinstance(one, date)][:MOST_DATES]


def _several(found: Any) -> Sequence[Any]:
    return () if found is None else found if isinstance(found, list) else (found,)


def _address(found: Any) -> str:
    text = str(found or "").strip().lower()
    return text.removeprefix("mailto:") if "@" in text else ""


def _is_person(attendee: Any) -> bool:
    kind = str(getattr(attendee, "params", {}).get("CUTYPE", "")).upper()
    return kind not in {"ROOM", "RESOURCE"}


def _answer_of(event: Event, own: str) -> str:
    mine = [one for one in _several(event.get("ATTENDEE")) if _address(one) == own]
    return str(mine[0].params.get("PARTSTAT", "")).upper() if mine else ""
