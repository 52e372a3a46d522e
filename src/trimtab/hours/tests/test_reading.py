"""Reading calendars: whose week it is, what is left out, and files that mean harm."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from trimtab.hours.calendars.blocks import LARGEST, NotACalendar
from trimtab.hours.calendars.reading import ReadWeek, read_week
from trimtab.hours.tests.calendars import HEAD, ZONE, calendar, event, guests

WEEK, VIENNA = date(2026, 11, 9), ZoneInfo("Europe/Vienna")


def read(content: bytes, *, week: date = WEEK, zone: ZoneInfo = VIENNA) -> ReadWeek:
    return read_week(content, week=week, zone=zone, own="ana@example.com")


def titles(found: ReadWeek) -> list[str]:
    return [one.title for one in found.appointments]


def test_an_appointment_is_read_with_its_hours() -> None:
    found = read(calendar(event("1", "20261110T090000Z", "20261110T103000Z", "Acme", *guests("kim@acme.example"))))

    (one,) = found.appointments
    assert (one.day, one.minutes, one.title, one.attendees) == (date(2026, 11, 10), 90, "Acme", ("kim@acme.example",))


def test_days_begin_where_the_person_is() -> None:
    """23:30 UTC on Sunday is Monday in Vienna; 23:30 UTC on the next Sunday is the week after."""
    found = read(calendar(event("1", "20261108T233000Z", "20261109T003000Z", "Early"),
                          event("2", "20261115T233000Z", "20261116T003000Z", "Late")))  # fmt: skip

    assert titles(found) == ["Early"]
    assert found.appointments[0].day == date(2026, 11, 9)


@pytest.mark.parametrize("zone", ["", ";TZID=Europe/Vienna", ";TZID=Office", ";TZID=W. Europe Standard Time"])
def test_every_way_to_write_a_time_is_nine_in_vienna(zone: str) -> None:
    start = f"{zone}:20261110T090000".removeprefix("" if zone else ":")
    content = calendar(event("1", start, start.replace("T0900", "T1000"), "Acme"), zones=[ZONE])

    assert read(content).appointments[0].starts_at == datetime(2026, 11, 10, 8, 0, tzinfo=UTC)


def test_a_series_keeps_its_hour_over_the_change_of_clocks() -> None:
    series = event("1", ";TZID=Europe/Vienna:20260706T090000", ";TZID=Europe/Vienna:20260706T093000", "Stand-up",
                   "RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "EXDATE;TZID=Europe/Vienna:20261111T090000")  # fmt: skip

    found = read(calendar(series))

    assert [one.starts_at for one in found.appointments] == [datetime(2026, 11, 9, 8, 0, tzinfo=UTC)]


def test_one_of_a_series_that_was_moved_stands_where_it_was_moved_to() -> None:
    series = event("1", "20261005T080000Z", "20261005T090000Z", "Weekly", "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z")
    moved = event("1", "20261112T100000Z", "20261112T110000Z", "Weekly, later", "RECURRENCE-ID:20261109T080000Z")
    away = event("1", "20261120T100000Z", "20261120T110000Z", "Next week", "RECURRENCE-ID:20261116T080000Z")

    assert titles(read(calendar(moved, series, away))) == ["Weekly, later"]
    assert titles(read(calendar(moved, series, away), week=date(2026, 11, 16))) == ["Next week"]


def test_what_says_no_hours_of_work_is_left_out_and_told() -> None:
    found = read(calendar(
        event("1", ";VALUE=DATE:20261109", ";VALUE=DATE:20261110", "Fair"),
        event("2", "20261110T090000Z", "20261110T100000Z", "Dentist", "CLASS:PRIVATE"),
        event("3", "20261110T090000Z", "20261110T100000Z", "Lunch", "TRANSP:TRANSPARENT"),
        event("4", "20261110T090000Z", "20261110T100000Z", "No", "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.com"),
        event("5", "20261110T000000Z", "20261111T000000Z", "Journey"),
        event("6", "20261110T090000Z", "20261110T090000Z", "Reminder"),
        event("7", "20261101T090000Z", "20261101T100000Z", "Hourly", "RRULE:FREQ=HOURLY"),
    ))  # fmt: skip

    assert titles(found) == []
    assert found.left_out == {"all_day": 1, "private": 1, "free": 1, "declined": 1, "long": 1, "no_time": 1, "rule": 1}


def test_called_off_is_read_as_such() -> None:
    (one,) = read(calendar(event("1", "20261110T090000Z", "20261110T100000Z", "Acme", "STATUS:CANCELLED"))).appointments

    assert one.is_cancelled


def test_rooms_and_oneself_are_no_guests() -> None:
    room = "ATTENDEE;CUTYPE=ROOM:mailto:room@example.com"
    content = calendar(event("1", "20261110T090000Z", "20261110T100000Z", "Acme", room, *guests("ANA@example.com")))

    assert read(content).appointments[0].attendees == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "none"),
        (b"%PDF-1.7 nothing", "none"),
        (b"x" * (LARGEST + 1), "large"),
        (calendar(*(event(str(n), "20261110T090000Z", "20261110T100000Z", "A") for n in range(700))), "many"),
        (calendar(*(event(str(n), "20261109T000000Z", "20261109T000100Z", "A", "RRULE:FREQ=DAILY") for n in range(50))),
         "many"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NotACalendar, match=reason):
        read(content)


HARM = {
    "deep": HEAD.encode() + b"BEGIN:VEVENT\r\n" + b"BEGIN:VALARM\r\n" * 100_000,
    "seconds": calendar(event("1", "19000101T000000Z", "19000101T000100Z", "A", "RRULE:FREQ=SECONDLY")),
    "never": calendar(*(event(str(n), "19010101T000000Z", "19010101T000100Z", "A",
                              "RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30") for n in range(200))),
    "counted": calendar(*(event(str(n), "20240101T000000Z", "20240101T000100Z", "A",
                                "RRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2;COUNT=900") for n in range(200))),
    "zone": calendar(event("1", ";TZID=Evil:20261110T090000", ";TZID=Evil:20261110T100000", "A"),
                     zones=[ZONE.replace("Office", "Evil").replace("FREQ=YEARLY", "FREQ=SECONDLY")]),
    "folded": HEAD.encode() + b"BEGIN:VEVENT\r\nSUMMARY:" + b"a\r\n " * 400_000 + b"\r\nEND:VEVENT\r\nEND:VCALENDAR",
    "guests": calendar(event("1", "20261110T090000Z", "20261110T100000Z", "A", *guests(*["a@b.example"] * 20_000))),
    "years": calendar(*(event(str(n), "20240110T090000Z", "20240110T100000Z", "A") for n in range(10_000))),
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_no_file_takes_long(name: str) -> None:
    begin = time.process_time()

    with suppress(NotACalendar):
        read(HARM[name])

    assert time.process_time() - begin < 3


def test_broken_values_are_counted_and_the_others_are_read() -> None:
    broken = "BEGIN:VEVENT\r\nUID:9\r\nDTSTART:20261110T990000Z\r\nSUMMARY:Broken\r\nEND:VEVENT\r\n"
    content = calendar(broken, event("1", "20261110T090000Z", "20261110T100000Z", "Acme"))

    found = read(content)

    assert titles(found) == ["Acme"]
    assert found.left_out == {"broken": 1}


def test_entries_without_a_uid_are_told_apart() -> None:
    content = calendar(event("", "20261110T090000Z", "20261110T100000Z", "Acme"),
                       event("", "20261111T090000Z", "20261111T100000Z", "Acme"))  # fmt: skip

    assert len(read(content).appointments) == 2
