"""Accounts, the people at them, and which of these people take part in which purchase."""

import numpy as np

from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.journal import CONTACTS, Events, seconds_of_day, week_days
from trimtab.insight.simulate.names import to_ascii
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.words import CONTACT_ROLES as ROLE_NAMES
from trimtab.insight.simulate.words import ENDINGS, FIRST_NAMES, FUNCTIONS, LAST_NAMES, SENIORITIES
from trimtab.insight.simulate.world import Accounts, ContactRoles, Contacts, Integers, Moments, Opportunities


def to_accounts(
    book: Book,
    *,
    opportunities: Opportunities,
    parameters: Parameters,
    start: np.datetime64,
    rng: np.random.Generator,
) -> Accounts:
    """Return the accounts, each created a few hours before its first opportunity."""
    size = len(book.name)
    segment = np.array(book.segment)
    median = np.array([row.employees for row in parameters.segments])[segment]
    created_at = _earliest(opportunities.account, opportunities.created_at, size=size)
    return Accounts(
        name=tuple(
            f"{name} {ENDINGS[country]}" if " " in name else name
            for name, country in zip(book.name, book.country, strict=True)
        ),
        domain=tuple(f"{to_ascii(name)}.example" for name in book.name),
        industry=tuple(book.industry),
        country=tuple(book.country),
        region=np.array(book.region),
        segment=segment,
        employees=np.maximum(median * np.exp(rng.normal(0, 0.6, size)), 3).astype(np.int64),
        owner=np.array(book.owner),
        created_at=created_at - rng.integers(600, 3_000, size).astype("timedelta64[s]"),
    )


def _earliest(row: Integers, moment: Moments, *, size: int) -> Moments:
    earliest = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(earliest, row, moment.astype(np.int64))
    return earliest.astype("datetime64[s]")


def draw_contacts(
    accounts: Accounts, *, opportunities: Opportunities, engaged: Integers, rng: np.random.Generator
) -> Contacts:
    """Return contacts: at each account as many as its largest purchase engaged, and often one or two more."""
    needed = np.ones(len(accounts.name), dtype=np.int64)
    np.maximum.at(needed, opportunities.account, engaged)
    sizes = needed + rng.poisson(0.5, len(needed))
    account = np.repeat(np.arange(len(sizes)), sizes)
    first = rng.choice(FIRST_NAMES, len(account)).tolist()
    last = rng.choice(LAST_NAMES, len(account)).tolist()
    delay = rng.integers(60, 600, len(account)).astype("timedelta64[s]")
    return Contacts(
        account,
        tuple(first),
        tuple(last),
        _emails(first, last, [accounts.domain[row] for row in account.tolist()]),
        rng.choice(len(FUNCTIONS), len(account), p=[0.2, 0.25, 0.15, 0.2, 0.15, 0.05]),
        rng.choice(len(SENIORITIES), len(account), p=[0.25, 0.35, 0.2, 0.12, 0.08]),
        accounts.created_at[account] + delay,
    )


def _emails(first: list[str], last: list[str], domain: list[str]) -> tuple[str, ...]:
    plain = {name: to_ascii(name) for name in {*first, *last}}
    given: set[str] = set()
    emails = []
    for number, (one, two, place) in enumerate(zip(first, last, domain, strict=True)):
        email = f"{plain[one]}.{plain[two]}@{place}"
        if email in given:
            email = f"{plain[one]}.{plain[two]}{number}@{place}"
        given.add(email)
        emails.append(email)
    return tuple(emails)


def draw_contact_roles(
    contacts: Contacts, *, events: Events, opportunities: Opportunities, start: np.datetime64, rng: np.random.Generator
) -> ContactRoles:
    """Return roles ordered by opportunity: one contact at its creation, others as they joined."""
    joined = events.of(CONTACTS)
    times = joined.value.astype(np.int64)
    opportunity = np.concatenate([np.arange(len(opportunities.name)), np.repeat(joined.opportunity, times)])
    week = np.concatenate([np.full(len(opportunities.name), -1), np.repeat(joined.week, times)])
    order = np.lexsort((week, opportunity))
    opportunity, week = opportunity[order], week[order]
    place = _place_within(opportunity)
    first_of_account = np.searchsorted(contacts.account, opportunities.account)
    seconds = week_days(len(week), rng=rng) * 86_400 + seconds_of_day(len(week), rng=rng) + week * 7 * 86_400
    at = np.where(
        week < 0,
        opportunities.created_at[opportunity],
        start.astype("datetime64[s]") + seconds.astype("timedelta64[s]"),
    )
    role = rng.integers(0, len(ROLE_NAMES), len(week))
    return ContactRoles(opportunity, first_of_account[opportunity] + place, role, place == 0, at)


def _place_within(group: Integers) -> Integers:
    """Return 0, 1, 2, ... within each run of equal values."""
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    place: Integers = np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group))))
    return place
