"""Calendars for tests: a week of Ana's, as a program exports it, and files that mean harm."""

from collections.abc import Iterable

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Some program//EN\r\n"
# 09:00 in Vienna is 08:00 UTC in winter; the zone stands in the file, under a name of its own.
ZONE = """BEGIN:VTIMEZONE\r
TZID:Office\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:19700329T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""


def calendar(*events: str, zones: Iterable[str] = ()) -> bytes:
    """A file of these."""
    return "".join([HEAD, *zones, *events, "END:VCALENDAR\r\n"]).encode()


def event(uid: str, start: str, end: str, title: str, *lines: str) -> str:
    """One entry: 20261109T090000Z; further lines as they stand in the file."""
    begin = start if start.startswith(";") else f":{start}"
    stop = end if end.startswith(";") else f":{end}"
    body = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART{begin}", f"DTEND{stop}", f"SUMMARY:{title}", *lines]
    return "\r\n".join(["BEGIN:VEVENT", *body, "END:VEVENT", ""])


def guests(*addresses: str) -> list[str]:
    return [f"ATTENDEE;CN=Somebody;PARTSTAT=ACCEPTED:mailto:{address}" for address in addresses]


def week_of_ana() -> bytes:
    """The week from 9 November 2026: a customer, colleagues, a title that says it, two that nothing says."""
    return calendar(
        event("1", "20261110T090000Z", "20261110T103000Z", "Acme turbines",
              *guests("Kim@Acme.example", "ana@example.com")),
        event("2", "20261109T080000Z", "20261109T083000Z", "Stand-up", "RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
              "ORGANIZER:mailto:ben@example.com", *guests("ben@example.com", "ana@example.com")),
        event("3", "20261111T130000Z", "20261111T150000Z", "Prepare Acme"),
        event("4", "20261112T130000Z", "20261112T140000Z", "Blue folder"),
        event("5", "20261113T130000Z", "20261113T143000Z", "Blue folder"),
        event("6", ";VALUE=DATE:20261109", ";VALUE=DATE:20261114", "Fair"),
        event("7", "20261112T170000Z", "20261112T180000Z", "Dentist", "CLASS:PRIVATE"),
    )  # fmt: skip
