"""What an appointment probably was."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from trimtab.hours.calendars.proposals import Known, Place, Proposal, propose
from trimtab.hours.calendars.reading import Appointment

ONE = Appointment(
    uid="1", occurrence="", starts_at=datetime(2026, 11, 10, 9, tzinfo=UTC), day=date(2026, 11, 10), minutes=60,
    title="Acme", organizer="", attendees=(),
)  # fmt: skip
KNOWN = Known(
    domain="example.com",
    colleagues={"ben@example.com": "leader", "ana@example.com": "own"},
    contacts={"kim@acme.example": Place(7, 70)},
    domains={"bolt.example": Place(8)},
    said_before={"blue folder": "training"},
    words={"prepare": "preparation", "forecast": "reporting"},
)


@pytest.mark.parametrize(
    ("title", "attendees", "category", "rule"),
    [
        ("Forecast", ("kim@acme.example", "ben@example.com"), "meeting", "contact"),
        ("Hello", ("new@bolt.example",), "meeting", "domain"),
        ("Forecast", ("ben@example.com", "new@example.com"), "internal", "colleagues"),
        ("Prepare Acme", (), "preparation", "words"),
        ("Unprepared", (), "", ""),
        ("Hello", ("somebody@elsewhere.example",), "", ""),
        ("Hello", ("somebody@elsewhere.example", "ben@example.com"), "", ""),
        ("Blue Folder ", ("ben@example.com",), "training", "said_before"),
    ],
)
def test_first_rule_that_knows_proposes(title: str, attendees: tuple[str, ...], category: str, rule: str) -> None:
    found = propose(replace(ONE, title=title, attendees=attendees), KNOWN)

    assert (found.category, found.rule) == (category, rule)


def test_meeting_with_a_contact_is_with_that_account_and_its_deal() -> None:
    assert propose(replace(ONE, attendees=("kim@acme.example",)), KNOWN).place == Place(7, 70)


@pytest.mark.parametrize(
    ("organizer", "attendees", "asker"),
    [
        ("ben@example.com", ("ben@example.com",), "leader"),
        ("ana@example.com", ("ben@example.com",), "own"),
        ("kim@acme.example", ("kim@acme.example",), "customer"),
        ("", (), ""),
    ],
)
def test_whoever_called_it_asked_for_it(organizer: str, attendees: tuple[str, ...], asker: str) -> None:
    assert propose(replace(ONE, organizer=organizer, attendees=attendees), KNOWN).asked_by == asker


def test_addresses_that_anybody_has_say_nothing_of_colleagues() -> None:
    known = replace(KNOWN, domain="gmail.com", colleagues={})

    assert propose(replace(ONE, attendees=("somebody@gmail.com",)), known) == Proposal()
