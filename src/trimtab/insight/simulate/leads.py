"""Leads: those that became an opportunity, and the many that did not."""

from collections.abc import Sequence

import numpy as np

from trimtab.insight.simulate.journal import seconds_of_day
from trimtab.insight.simulate.names import CompanyNames, to_ascii
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.people import Staff
from trimtab.insight.simulate.state import Calendar
from trimtab.insight.simulate.words import FIRST_NAMES, LAST_NAMES, LEAD_SOURCES
from trimtab.insight.simulate.world import OWNER, Accounts, Flags, Integers, Leads, Moments, Opportunities

OPEN, WORKING, REFUSED, CONVERTED = range(4)
# First touch: median 4 hours, spread 1.8 on the log scale; 23% are never touched (see README.md).
_TOUCH_HOURS, _TOUCH_SPREAD, _NEVER_TOUCHED = 4.0, 1.8, 0.23
_LATEST_TOUCH_HOURS = 24 * 21
_OPEN_DAYS = 30


def draw_leads(
    accounts: Accounts,
    *,
    opportunities: Opportunities,
    staff: Staff,
    parameters: Parameters,
    calendar: Calendar,
    rng: np.random.Generator,
) -> Leads:
    """Return leads in order of arrival."""
    converted = np.flatnonzero((opportunities.kind == 0) & (rng.random(len(opportunities.name)) < parameters.from_lead))
    opportunity = _with_lost(converted, conversion=parameters.lead_conversion)
    created_at = _arrivals(opportunity, opportunities=opportunities, calendar=calendar, rng=rng)
    order = np.argsort(created_at, kind="stable")
    opportunity, created_at = opportunity[order], created_at[order]
    is_converted = opportunity >= 0
    touched_at = _touches(created_at, is_converted=is_converted, rng=rng)
    end = np.datetime64(calendar.through, "s") + np.timedelta64(1, "D")
    touched_at[touched_at >= end] = np.datetime64("NaT")
    status = _statuses(created_at, touched_at, is_converted=is_converted, end=end)
    decided_at = _decisions(opportunity, touched_at, status=status, opportunities=opportunities, end=end)
    owner = np.where(
        is_converted,
        opportunities.first[opportunity, OWNER].astype(np.int64),
        _owners_at(created_at, staff=staff, start=calendar.start, rng=rng),
    )
    first, last = (rng.choice(names, len(order)).tolist() for names in (FIRST_NAMES, LAST_NAMES))
    company, domain = _companies(opportunity, accounts=accounts, opportunities=opportunities, names=CompanyNames(rng))
    return Leads(
        first=tuple(first),
        last=tuple(last),
        company=tuple(company),
        email=_emails(first, last, domain),
        source=_sources(opportunity, opportunities=opportunities, rng=rng),
        status=status,
        owner=owner,
        opportunity=opportunity,
        created_at=created_at,
        touched_at=touched_at,
        decided_at=decided_at,
    )


def _with_lost(converted: Integers, *, conversion: float) -> Integers:
    """The opportunities that leads became, followed by -1 for each lead that became none."""
    return np.concatenate([converted, np.full(round(len(converted) * (1 / conversion - 1)), -1)])


def _emails(first: Sequence[str], last: Sequence[str], domain: Sequence[str]) -> tuple[str, ...]:
    people = zip(first, last, domain, strict=True)
    return tuple(f"{to_ascii(one)}.{to_ascii(two)}@{place}" for one, two, place in people)


def _arrivals(
    opportunity: Integers, *, opportunities: Opportunities, calendar: Calendar, rng: np.random.Generator
) -> Moments:
    size = len(opportunity)
    ahead = (rng.exponential(6, size) * 86_400 + 600 * 60).astype("timedelta64[s]")
    days = rng.integers(0, calendar.weeks * 7 - 1, size)
    spread = calendar.start.astype("datetime64[s]") + (days * 86_400 + seconds_of_day(size, rng=rng)).astype(
        "timedelta64[s]"
    )
    at: Moments = np.where(opportunity >= 0, opportunities.created_at[opportunity] - ahead, spread)
    return at


def _touches(created_at: Moments, *, is_converted: Flags, rng: np.random.Generator) -> Moments:
    size = len(created_at)
    hours = np.minimum(_TOUCH_HOURS * np.exp(rng.normal(0, _TOUCH_SPREAD, size)), _LATEST_TOUCH_HOURS)
    # Whoever converts was touched before; the arrival lies at least ten hours ahead of the opportunity.
    hours = np.where(is_converted, np.minimum(hours, 9.5), hours)
    touched: Moments = created_at + (hours * 3_600).astype("timedelta64[s]")
    touched[~is_converted & (rng.random(size) < _NEVER_TOUCHED)] = np.datetime64("NaT")
    return touched


def _statuses(
    created_at: Moments,
    touched_at: Moments,
    *,
    is_converted: Flags,
    end: np.datetime64,
) -> Integers:
    is_recent = created_at > end - np.timedelta64(_OPEN_DAYS, "D")
    waiting = np.where(np.isnat(touched_at), OPEN, np.where(is_recent, WORKING, REFUSED))
    return np.where(is_converted, CONVERTED, waiting)


def _decisions(
    opportunity: Integers, touched_at: Moments, *, status: Integers, opportunities: Opportunities, end: np.datetime64
) -> Moments:
    refused = np.minimum(touched_at + np.timedelta64(9, "D"), end - np.timedelta64(1, "h"))
    decided = np.where(status == CONVERTED, opportunities.created_at[opportunity], refused)
    decided[(status == OPEN) | (status == WORKING)] = np.datetime64("NaT")
    return decided


def _owners_at(created_at: Moments, *, staff: Staff, start: np.datetime64, rng: np.random.Generator) -> Integers:
    """Return a seller who works in the week of each moment."""
    week = (created_at - start.astype("datetime64[s]")).astype(np.int64) // (7 * 86_400)
    owner = np.zeros(len(week), dtype=np.int64)
    for one in np.unique(week).tolist():
        there = np.flatnonzero(staff.is_seller & (staff.starts <= max(one, 0)) & (staff.leaves > max(one, 0)))
        rows = np.flatnonzero(week == one)
        owner[rows] = rng.choice(there, len(rows))
    return owner


def _companies(
    opportunity: Integers, *, accounts: Accounts, opportunities: Opportunities, names: CompanyNames
) -> tuple[list[str], list[str]]:
    """Return (company, domain) of each lead."""
    companies, domains = [], []
    for row in opportunity.tolist():
        account = int(opportunities.account[row])
        company = accounts.name[account] if row >= 0 else names.next()[0]
        companies.append(company)
        domains.append(accounts.domain[account] if row >= 0 else f"{to_ascii(company)}.example")
    return companies, domains


def _sources(opportunity: Integers, *, opportunities: Opportunities, rng: np.random.Generator) -> Integers:
    drawn = rng.choice(len(LEAD_SOURCES), len(opportunity), p=[0.42, 0.06, 0.18, 0.02, 0.12, 0.20])
    return np.where(opportunity >= 0, opportunities.source[opportunity], drawn)
