"""What an appointment probably was, by rules that can be said in one sentence each. Pure.

In this order: what the person said of the same title before; a contact takes part, or somebody of an account's domain:
with customers; all others are colleagues: a meeting among us; a word of the title, where nobody else takes part.
Whatever no rule knows stays unknown and is asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from trimtab.hours.calendars.reading import Appointment

# Anybody may have an address there; it says nothing of where the person works.
ANYBODYS = frozenset({
    "aol.com", "free.fr", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
    "mail.ru", "me.com", "msn.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com", "t-online.de",
    "web.de", "yahoo.com", "163.com",
})  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A customer, and the one deal there that is the person's own, where there is exactly one."""

    account_id: int
    opportunity_id: int | None = None


@dataclass(frozen=True)
class Known:
    """What is known of those who take part. Addresses, domains and titles in lower case.

    colleagues: address → who that is as one who asks for something. words: word → category.
    """

    domain: str = ""
    colleagues: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, Place] = field(default_factory=dict)
    domains: Mapping[str, Place] = field(default_factory=dict)
    said_before: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A category with the rule that gave it; both empty where none knows."""

    category: str = ""
    rule: str = ""
    place: Place | None = None
    asked_by: str = ""


def propose(one: Appointment, known: Known) -> Proposal:
    """The first rule that knows."""
    place, place_rule = _place_of(one, known)
    asked_by = _asker_of(one, known, is_customer=place is not None)
    if said := known.said_before.get(title_key(one.title)):
        return Proposal(said, "said_before", place, asked_by)
    if place is not None:
        return Proposal("meeting", place_rule, place, asked_by)
    if one.attendees and all(_is_colleague(address, known) for address in one.attendees):
        return Proposal("internal", "colleagues", None, asked_by)
    if not one.attendees and (category := _by_words(one.title, known)):
        return Proposal(category, "words", None, asked_by)
    return Proposal(asked_by=asked_by)


def title_key(title: str) -> str:
    """What makes two titles the same one."""
    return title.casefold().strip()


def _place_of(one: Appointment, known: Known) -> tuple[Place | None, str]:
    for address in one.attendees:
        if place := known.contacts.get(address):
            return place, "contact"
    for address in one.attendees:
        if place := known.domains.get(_domain(address)):
            return place, "domain"
    return None, ""


def _is_colleague(address: str, known: Known) -> bool:
    return address in known.colleagues or (
        _domain(address) == known.domain and known.domain not in ANYBODYS and known.domain != ""
    )


def _asker_of(one: Appointment, known: Known, *, is_customer: bool) -> str:
    """Whoever called the meeting asked for it, where it is known who that is."""
    if one.organizer in known.colleagues:
        return known.colleagues[one.organizer]
    if one.organizer and is_customer and not _is_colleague(one.organizer, known):
        return "customer"
    return ""


def _by_words(title: str, known: Known) -> str:
    text = title.casefold()
    for word, category in known.words.items():
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            return category
    return ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
