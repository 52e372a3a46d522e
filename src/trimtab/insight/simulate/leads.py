"""Leads: two departments that see the same thing differently, a first touch soon or late, and what came of it.

Candidates are drawn with their fit, their first touch and a decision, until as many were accepted as became
opportunities; so whoever was touched late was accepted less often, and good ones were touched sooner. The chance that
each would have had with a touch within the hour is kept: the truth about speed.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Floats, Integers, Moments, Texts
from trimtab.insight.simulate.calendar import Calendar
from trimtab.insight.simulate.names import CompanyNames, Spelled, to_ascii
from trimtab.insight.simulate.parameters import LeadFlow
from trimtab.insight.simulate.people import Staff
from trimtab.insight.simulate.words import FIRST_NAMES, LAST_NAMES, LEAD_SOURCES, SOURCE_FIT
from trimtab.insight.simulate.world import OWNER, Leads, World

OPEN, WORKING, REFUSED, CONVERTED, RECYCLED = range(5)
_SOURCE_SHARES = (0.42, 0.06, 0.18, 0.02, 0.12, 0.20)
_LONGEST_HOURS = 24 * 30
_WORK_STARTS, _WORK_ENDS = 8, 18
_OPEN_DAYS = 30


@dataclass(frozen=True)
class _Candidates:
    """Leads before they have an owner and a name. `hours` from assignment to first touch; never: infinite."""

    source: Integers
    fit: Floats
    hour: Floats  # of the week in which it came, Monday 0:00 is 0
    hours: Floats
    chance: Floats
    chance_if_fast: Floats
    is_accepted: Flags


def draw_leads(world: World, *, staff: Staff, calendar: Calendar, seed: int) -> Leads:
    """Return leads in order of arrival."""
    rng, flow = np.random.default_rng([seed, 24]), world.parameters.leads
    facts = world.opportunities
    became = np.flatnonzero((facts.kind == 0) & (rng.random(len(facts.kind)) < flow.share_of_new))
    drawn = _draw_candidates(flow, effect=world.parameters.effects.touch, accepted=len(became), rng=rng)
    opportunity = np.full(len(drawn.fit), -1)
    opportunity[drawn.is_accepted] = _matched(drawn.source[drawn.is_accepted], became, facts.source, rng=rng)
    created_at = _arrivals(drawn, opportunity, world=world, calendar=calendar, rng=rng)
    end = np.datetime64(world.through, "s") + np.timedelta64(1, "D")
    order = np.argsort(created_at, kind="stable")
    order = order[created_at[order] < end]
    return _to_leads(drawn, opportunity, created_at, order, world=world, staff=staff, end=end, rng=rng)


def _matched(source: Integers, became: Integers, of: Integers, *, rng: np.random.Generator) -> Integers:
    """Return one opportunity for each lead, of the same source where there are enough."""
    leads = np.lexsort((rng.random(len(source)), source))
    became = became[np.lexsort((rng.random(len(became)), of[became]))]
    matched = np.empty(len(source), dtype=np.int64)
    matched[leads] = became
    return matched


def _draw_candidates(flow: LeadFlow, *, effect: float, accepted: int, rng: np.random.Generator) -> _Candidates:
    """Draw leads until `accepted` of them were; the last one drawn is the last that was accepted."""
    size = int(1.35 * accepted / flow.accepted) + 200
    base = _base(flow, effect=effect)
    while True:
        drawn = _draw_some(flow, effect=effect, base=base, size=size, rng=rng)
        places = np.flatnonzero(drawn.is_accepted)
        if len(places) >= accepted:
            last = int(places[accepted - 1]) + 1 if accepted else 0
            return _Candidates(*(getattr(drawn, name)[:last] for name in _Candidates.__dataclass_fields__))
        size *= 2


def _draw_some(flow: LeadFlow, *, effect: float, base: float, size: int, rng: np.random.Generator) -> _Candidates:
    source = rng.choice(len(LEAD_SOURCES), size, p=_SOURCE_SHARES)
    fit = np.array(SOURCE_FIT)[source] + rng.normal(0, 1, size)
    hour = _draw_hours_of_week(size, rng=rng)
    hours = _draw_touches(flow, fit=fit, hour=hour, rng=rng)
    chance = _odds(base, fit=fit, hours=hours, flow=flow, effect=effect)
    fast = _odds(base, fit=fit, hours=np.minimum(hours, 1.0), flow=flow, effect=effect)
    # Nobody buys who was never called.
    is_accepted = (rng.random(size) < chance) & np.isfinite(hours)
    return _Candidates(source, fit, hour, hours, np.where(np.isfinite(hours), chance, 0.0), fast, is_accepted)


def _odds(base: float, *, fit: Floats, hours: Floats, flow: LeadFlow, effect: float) -> Floats:
    """Return the chance to be accepted after a first touch."""
    spent = np.log1p(np.minimum(hours, _LONGEST_HOURS))
    chance: Floats = 1 / (1 + np.exp(-(base + flow.fit_on_accepted * fit + effect * spent)))
    return chance


def _base(flow: LeadFlow, *, effect: float) -> float:
    """Return the intercept with which the share accepted is as told, found by halving on leads of its own."""
    rng = np.random.default_rng(1)
    source = rng.choice(len(LEAD_SOURCES), 20_000, p=_SOURCE_SHARES)
    fit = np.array(SOURCE_FIT)[source] + rng.normal(0, 1, len(source))
    hours = _draw_touches(flow, fit=fit, hour=_draw_hours_of_week(len(fit), rng=rng), rng=rng)
    touched = np.isfinite(hours)
    low, high = -10.0, 10.0
    for _ in range(40):
        base = (low + high) / 2
        share = (touched * _odds(base, fit=fit, hours=hours, flow=flow, effect=effect)).mean()
        low, high = (base, high) if share < flow.accepted else (low, base)
    return base


def _draw_hours_of_week(size: int, *, rng: np.random.Generator) -> Floats:
    """Return when leads come: mostly on working days, but a third in the evening, at night or at the weekend."""
    is_worked = rng.random(size) < 0.65
    day = np.where(is_worked, rng.integers(0, 5, size), rng.integers(0, 7, size))
    hour = np.where(is_worked, rng.uniform(_WORK_STARTS, _WORK_ENDS, size), rng.uniform(0, 24, size))
    return day * 24 + hour


def _draw_touches(flow: LeadFlow, *, fit: Floats, hour: Floats, rng: np.random.Generator) -> Floats:
    """Return hours until the first touch; people work from 8 to 18 on five days, and call good ones sooner."""
    size = len(fit)
    median = flow.touch_hours * np.exp(flow.fit_on_touch * fit)
    worked = np.minimum(median * np.exp(rng.normal(0, flow.touch_spread, size)), 200)
    hours = _after_work(hour, worked) - hour
    never = rng.random(size) < flow.never_touched
    return np.where(never, np.inf, hours)


def _after_work(hour: Floats, worked: Floats) -> Floats:
    """Return the hour of the week (or a later one) when so many working hours have passed."""
    length = _WORK_ENDS - _WORK_STARTS
    day, clock = np.divmod(hour, 24)
    before = np.minimum(day, 5) * length + np.where(day < 5, np.clip(clock - _WORK_STARTS, 0, length), 0)
    total = before + worked
    week, rest = np.divmod(total, 5 * length)
    days, hours = np.divmod(rest, length)
    after: Floats = week * 168 + days * 24 + _WORK_STARTS + hours
    return np.maximum(after, hour)


def _arrivals(
    drawn: _Candidates, opportunity: Integers, *, world: World, calendar: Calendar, rng: np.random.Generator
) -> Moments:
    """Return when leads came: at the hour of the week they were drawn with, before what they became was opened."""
    size = len(drawn.fit)
    considered = 6 + rng.exponential(6 * 24, size)
    opened = world.opportunities.created_at[opportunity]
    before = opened - ((np.where(drawn.is_accepted, drawn.hours, 0) + considered) * 3_600).astype("timedelta64[s]")
    start = calendar.start.astype("datetime64[s]")
    week = (before - start).astype(np.int64) // (7 * 86_400) - 1
    week = np.where(drawn.is_accepted, week, rng.integers(-1, calendar.weeks, size))
    at: Moments = start + (week * 7 * 86_400 + (drawn.hour * 3_600).astype(np.int64)).astype("timedelta64[s]")
    return at


def _to_leads(  # every column needs another of these
    drawn: _Candidates,
    opportunity: Integers,
    created_at: Moments,
    order: Integers,
    *,
    world: World,
    staff: Staff,
    end: np.datetime64,
    rng: np.random.Generator,
) -> Leads:
    opportunity, created_at = opportunity[order], created_at[order]
    flow, facts, size = world.parameters.leads, world.opportunities, len(order)
    touched_at = _touches(created_at, drawn.hours[order], end=end)
    status = _statuses(created_at, touched_at, opportunity, end=end)
    status[(status == REFUSED) & (rng.random(size) < flow.recycled)] = RECYCLED
    decided_at = _decisions(touched_at, status, opened=facts.created_at[opportunity], end=end)
    owner = np.where(
        opportunity >= 0,
        facts.first[opportunity, OWNER].astype(np.int64),
        _owners_at(created_at, staff=staff, start=np.datetime64(world.starts_on, "D"), rng=rng),
    )
    is_sampled = rng.random(size) < flow.blind_sample
    return Leads(
        *_names(opportunity, world=world, rng=rng),
        source=drawn.source[order],
        status=status,
        owner=owner,
        opportunity=opportunity,
        created_at=created_at,
        touched_at=touched_at,
        decided_at=decided_at,
        fit=drawn.fit[order],
        chance=drawn.chance[order],
        chance_if_fast=drawn.chance_if_fast[order],
        said_by_marketing=_judge(drawn.fit[order], flow.marketing_threshold, is_sampled=is_sampled, flow=flow, rng=rng),
        said_by_sales=_judge(drawn.fit[order], flow.sales_threshold, is_sampled=is_sampled, flow=flow, rng=rng),
    )


def _names(opportunity: Integers, *, world: World, rng: np.random.Generator) -> tuple[Texts, Texts, Texts, Texts]:
    """Return first and last names, companies and e-mail addresses."""
    size = len(opportunity)
    given, family = rng.integers(0, len(FIRST_NAMES), size), rng.integers(0, len(LAST_NAMES), size)
    first = Spelled(size, lambda: [FIRST_NAMES[row] for row in given.tolist()])
    last = Spelled(size, lambda: [LAST_NAMES[row] for row in family.tolist()])
    company = Spelled(size, lambda: _companies(opportunity, world=world))
    return first, last, company, Spelled(size, lambda: _emails(first, last, company))


def _judge(fit: Floats, threshold: float, *, is_sampled: Flags, flow: LeadFlow, rng: np.random.Generator) -> Integers:
    """Return what a department said, unaware of the other, of the leads in the sample."""
    seen = fit + rng.normal(0, flow.judgement_noise, len(fit))
    return np.where(is_sampled, (seen > threshold).astype(np.int64), -1)


def _touches(created_at: Moments, hours: Floats, *, end: np.datetime64) -> Moments:
    seconds = (np.where(np.isfinite(hours), hours, 0) * 3_600).astype("timedelta64[s]")
    touched = np.where(np.isfinite(hours), created_at + seconds, np.datetime64("NaT", "s"))
    touched[touched >= end] = np.datetime64("NaT", "s")
    return touched


def _statuses(created_at: Moments, touched_at: Moments, opportunity: Integers, *, end: np.datetime64) -> Integers:
    is_recent = created_at > end - np.timedelta64(_OPEN_DAYS, "D")
    waiting = np.where(np.isnat(touched_at), OPEN, np.where(is_recent, WORKING, REFUSED))
    return np.where(opportunity >= 0, CONVERTED, waiting)


def _decisions(touched_at: Moments, status: Integers, *, opened: Moments, end: np.datetime64) -> Moments:
    refused = np.minimum(touched_at + np.timedelta64(9, "D"), end - np.timedelta64(1, "h"))
    decided = np.where(status == CONVERTED, opened, refused)
    decided[(status == OPEN) | (status == WORKING)] = np.datetime64("NaT")
    return decided


def _owners_at(created_at: Moments, *, staff: Staff, start: np.datetime64, rng: np.random.Generator) -> Integers:
    """Return a seller who works in the week of each moment."""
    week = (created_at - start.astype("datetime64[s]")).astype(np.int64) // (7 * 86_400)
    owner = np.zeros(len(week), dtype=np.int64)
    edges = np.flatnonzero(np.append(True, week[1:] != week[:-1])[: len(week)])
    for first, last in zip(edges.tolist(), [*edges[1:].tolist(), len(week)], strict=True):
        one = max(int(week[first]), 0)
        there = np.flatnonzero(staff.is_seller & (staff.starts <= one) & (staff.leaves > one))
        owner[first:last] = rng.choice(there, last - first)
    return owner


def _companies(opportunity: Integers, *, world: World) -> list[str]:
    names = CompanyNames(np.random.default_rng([world.seed, 25]))
    account = world.opportunities.account[opportunity]
    known = zip(opportunity.tolist(), account.tolist(), strict=True)
    return [world.accounts.name[row] if won >= 0 else names.name(place) for place, (won, row) in enumerate(known)]


def _emails(first: Texts, last: Texts, company: Texts) -> list[str]:
    people = zip(first, last, company, strict=True)
    return [f"{to_ascii(one)}.{to_ascii(two)}@{to_ascii(place)}.example" for one, two, place in people]
