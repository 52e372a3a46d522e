"""Recorded calls, e-mails and meetings: a share of what buyers did, and what sellers tried without an answer."""

import numpy as np

from trimtab.insight.simulate.journal import ATTEMPT, BUYER, Events, seconds_of_day, to_moments, week_days
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.world import CALL, EMAIL, MEETING, Activities, ContactRoles, Flags, Floats, Integers


def draw_activities(
    events: Events,
    *,
    parameters: Parameters,
    roles: ContactRoles,
    offset: Integers,
    start: np.datetime64,
    rng: np.random.Generator,
) -> Activities:
    """Return activities in time order; the contact is one already engaged, or the first."""
    noted = events.of(BUYER, ATTEMPT)
    chance = np.where(noted.kind == BUYER, parameters.buyer_events_recorded, 1.0)
    rows = np.repeat(np.arange(len(noted.kind)), rng.binomial(noted.value.astype(np.int64), chance))
    is_answered = noted.kind[rows] == BUYER
    opportunity = noted.opportunity[rows]
    day, seconds = week_days(len(rows), rng=rng), seconds_of_day(len(rows), rng=rng)
    at = to_moments(start, week=noted.week[rows], day=day, seconds=seconds, offset=offset[opportunity])
    kind = _draw_kinds(is_answered, rng=rng)
    order = np.lexsort((opportunity, at))
    contact = _draw_contacts(opportunity, roles=roles, chance=rng.random(len(rows)))
    inbound = is_answered & (kind == EMAIL) & (rng.random(len(rows)) < 0.7)
    return Activities(
        kind[order],
        inbound[order],
        is_answered[order],
        at[order],
        _draw_minutes(kind, rng=rng)[order],
        noted.by[rows][order],
        opportunity[order],
        contact[order],
    )


def _draw_kinds(is_answered: Flags, *, rng: np.random.Generator) -> Integers:
    chance = rng.random(len(is_answered))
    answered: Integers = np.digitize(chance, [0.22, 0.72])
    tried = np.digitize(chance, [0.45])
    kinds: Integers = np.array([CALL, EMAIL, MEETING])[np.where(is_answered, answered, tried)]
    return kinds


def _draw_minutes(kind: Integers, *, rng: np.random.Generator) -> Integers:
    length = rng.choice([30, 45, 60, 90], len(kind), p=[0.4, 0.2, 0.3, 0.1])
    return np.where(kind == MEETING, length, np.where(kind == CALL, rng.integers(1, 35, len(kind)), 0))


def _draw_contacts(opportunity: Integers, *, roles: ContactRoles, chance: Floats) -> Integers:
    """Return a contact of each opportunity; early joiners are more likely, as they are there for longer."""
    first = np.searchsorted(roles.opportunity, opportunity)
    count = np.searchsorted(roles.opportunity, opportunity, side="right") - first
    contact: Integers = roles.contact[first + (count * chance**1.5).astype(np.int64)]
    return contact
