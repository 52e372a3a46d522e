"""Accounts, the people at them, and which of these people take part in which purchase."""

from collections.abc import Mapping

import numpy as np

from trimtab.insight.simulate.arrays import Integers, Moments, Texts
from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.journal import CONTACTS, Journal, seconds_of_day, week_days
from trimtab.insight.simulate.names import CompanyNames, Spelled, to_ascii
from trimtab.insight.simulate.words import CONTACT_ROLES as ROLE_NAMES
from trimtab.insight.simulate.words import ENDINGS, FIRST_NAMES, FUNCTIONS, LAST_NAMES, SENIORITIES
from trimtab.insight.simulate.world import Accounts, ContactRoles, Contacts, Opportunities


class Prospects:
    """The names of accounts by row; those that every example speaks of are given."""

    def __init__(self, names: CompanyNames, given: Mapping[int, str]) -> None:
        """Remember where names come from."""
        self.names, self._given = names, given

    def name(self, row: int) -> str:
        """Return the name without its legal ending."""
        return self._given.get(row) or self.names.name(row)


def to_accounts(
    book: Book, *, names: Prospects, opportunities: Opportunities, start: np.datetime64, rng: np.random.Generator
) -> Accounts:
    """Return the accounts, each created a few hours before its first opportunity."""
    size, parameters = book.count, book.parameters
    segment, region, country = book.segment[:size], book.region[:size], book.country[:size]
    median = np.array([row.employees for row in parameters.segments])[segment]
    widest = max(len(place.countries) for place in parameters.regions)
    countries = np.array([[*place.countries, *[""] * widest][:widest] for place in parameters.regions], dtype=object)
    named = countries[region, country].tolist()
    created_at = _earliest(opportunities.account, opportunities.created_at, size=size)
    return Accounts(
        name=Spelled(size, lambda: [_legal(names.name(row), country=named[row]) for row in range(size)]),
        domain=Spelled(size, lambda: [f"{to_ascii(names.name(row))}.example" for row in range(size)]),
        industry=Spelled(size, lambda: [names.names.industry(row) for row in range(size)]),
        country=tuple(named),
        region=region,
        segment=segment,
        employees=np.maximum(median * np.exp(rng.normal(0, 0.6, size)), 3).astype(np.int64),
        owner=book.owner[:size],
        created_at=created_at - rng.integers(600, 3_000, size).astype("timedelta64[s]"),
    )


def _legal(name: str, *, country: str) -> str:
    return f"{name} {ENDINGS[country]}" if " " in name else name


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
    size = len(account)
    given, family = rng.integers(0, len(FIRST_NAMES), size), rng.integers(0, len(LAST_NAMES), size)
    first = Spelled(size, lambda: [FIRST_NAMES[row] for row in given.tolist()])
    last = Spelled(size, lambda: [LAST_NAMES[row] for row in family.tolist()])
    delay = rng.integers(60, 600, len(account)).astype("timedelta64[s]")
    return Contacts(
        account,
        first,
        last,
        Spelled(size, lambda: _emails(first, last, [accounts.domain[row] for row in account.tolist()])),
        rng.choice(len(FUNCTIONS), len(account), p=[0.2, 0.25, 0.15, 0.2, 0.15, 0.05]),
        rng.choice(len(SENIORITIES), len(account), p=[0.25, 0.35, 0.2, 0.12, 0.08]),
        accounts.created_at[account] + delay,
    )


def _emails(first: Texts, last: Texts, domain: Texts) -> list[str]:
    plain = {name: to_ascii(name) for name in {*first, *last}}
    given: set[str] = set()
    emails = []
    for number, (one, two, place) in enumerate(zip(first, last, domain, strict=True)):
        email = f"{plain[one]}.{plain[two]}@{place}"
        if email in given:
            email = f"{plain[one]}.{plain[two]}{number}@{place}"
        given.add(email)
        emails.append(email)
    return emails


def draw_contact_roles(
    contacts: Contacts, *, events: Journal, opportunities: Opportunities, start: np.datetime64, rng: np.random.Generator
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
