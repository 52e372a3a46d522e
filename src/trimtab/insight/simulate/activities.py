"""Recorded calls, e-mails and meetings: a share of what buyers did, and what sellers tried without an answer.

What buyers do changes no hazard, so it is drawn after the run, in portions of opportunities with generators of their
own: a company of any size is written portion by portion, and gives the same rows as when it is drawn at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Floats, Integers, Moments
from trimtab.insight.simulate.journal import CONTACTS, Journal, seconds_of_day, to_moments, week_days
from trimtab.insight.simulate.occasions import LOGGING, Occasions
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.people import Staff
from trimtab.insight.simulate.spells import AWAKE, Spells
from trimtab.insight.simulate.world import CALL, EMAIL, MEETING, OWNER, Activities, ContactRoles

PORTION = 40_000
# A seller who games the count of activities makes this many attempts where others make one.
GAMED = 6.0
# How often a contact beside the main one comes to a meeting.
_COMES = 0.6


@dataclass(frozen=True)
class Owners:
    """Who held each opportunity from which week on, as sorted keys of opportunity and week."""

    key: Integers
    owner: Integers

    @classmethod
    def of(cls, events: Journal, *, first: Integers) -> "Owners":
        """Return the owners by the journal, beginning with the first of each opportunity."""
        changes = events.of(OWNER)
        key = np.concatenate([np.arange(len(first)) * 10_000, changes.opportunity * 10_000 + changes.week])
        owner = np.concatenate([first, changes.value.astype(np.int64)])
        order = np.argsort(key, kind="stable")
        return cls(key[order], owner[order])

    def at(self, opportunity: Integers, week: Integers) -> Integers:
        """Return who held opportunities in a week."""
        found: Integers = self.owner[np.searchsorted(self.key, opportunity * 10_000 + week, side="right") - 1]
        return found


@dataclass(frozen=True)
class Engaged:
    """How many contacts took part in each purchase from which week on, as sorted keys of opportunity and week."""

    key: Integers
    number: Integers

    @classmethod
    def of(cls, events: Journal, *, size: int) -> "Engaged":
        """Return the numbers by the journal: one contact at first, then those who joined."""
        joined = events.of(CONTACTS)
        key = np.concatenate([np.arange(size) * 10_000, joined.opportunity * 10_000 + joined.week])
        order = np.argsort(key, kind="stable")
        total = np.concatenate([np.ones(size, dtype=np.int64), joined.value.astype(np.int64)])[order].cumsum()
        before = np.flatnonzero(key[order] % 10_000 == 0)
        first = np.searchsorted(before, np.arange(len(key)), side="right") - 1
        return cls(key[order], total - total[before][first] + 1)

    def at(self, opportunity: Integers, week: Integers) -> Integers:
        """Return how many took part in a week."""
        found: Integers = self.number[np.searchsorted(self.key, opportunity * 10_000 + week, side="right") - 1]
        return found


@dataclass(frozen=True)
class Course:
    """All that activities are drawn from."""

    parameters: Parameters
    seed: int
    staff: Staff
    spells: Spells
    owners: Owners
    engaged: Engaged
    pace: Floats
    offset: Integers
    start: np.datetime64
    occasions: Occasions

    def portions(self) -> Iterator[tuple[int, int, np.random.Generator]]:
        """Yield (first opportunity, end, generator)."""
        for number, first in enumerate(range(0, len(self.pace), PORTION)):
            yield first, min(first + PORTION, len(self.pace)), np.random.default_rng([self.seed, 5, number])

    def answers(self, spells: Spells, rng: np.random.Generator) -> tuple[Integers, Integers, Integers]:
        """Return (row of the spell, week, what the buyer did) for each week of spells."""
        row, week = spells.weeks()
        quiet = np.where(spells.state == AWAKE, 1.0, self.parameters.silent_buyer)
        rate = self.parameters.buyer_events * self.pace[spells.opportunity] * quiet
        return row, week, rng.poisson(rate[row])

    def recorded(self, week: Integers) -> Floats:
        """Return the share that is written down in a week, of all that would be at first."""
        share = np.ones(int(week.max(initial=0)) + 1)
        for event, start, until in self.occasions.of(LOGGING):
            share[start:until] *= event.size
        found: Floats = share[week]
        return found


def count_buyer_events(course: Course) -> Integers:
    """Return what buyers did for each opportunity, recorded or not."""
    counts = np.zeros(len(course.pace), dtype=np.int64)
    for first, last, rng in course.portions():
        spells = course.spells.part(first, last)
        row, _, number = course.answers(spells, rng)
        counts += np.bincount(spells.opportunity[row], weights=number, minlength=len(counts)).astype(np.int64)
    return counts


def draw_activities(course: Course, *, roles: ContactRoles) -> Activities:
    """Return all activities, portion after portion, each in order of time."""
    parts = list(portions_of_activities(course, roles=roles))
    return Activities(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Activities)))


def portions_of_activities(course: Course, *, roles: ContactRoles) -> Iterator[Activities]:
    """Yield the activities of one portion of opportunities after the other."""
    for first, last, rng in course.portions():
        yield _draw_portion(course, course.spells.part(first, last), roles=roles, rng=rng)


def _draw_portion(course: Course, spells: Spells, *, roles: ContactRoles, rng: np.random.Generator) -> Activities:
    opportunity, week, is_answered = _draw_events(course, spells, rng=rng)
    at = to_moments(
        course.start,
        week=week,
        day=week_days(len(week), rng=rng),
        seconds=seconds_of_day(len(week), rng=rng),
        offset=course.offset[opportunity],
    )
    kind = _draw_kinds(is_answered, rng=rng)
    order = np.lexsort((opportunity, at))
    contact = _draw_contacts(opportunity, at, roles=roles, chance=rng.random(len(week)))
    inbound = is_answered & (kind == EMAIL) & (rng.random(len(week)) < 0.7)
    return Activities(
        kind[order],
        inbound[order],
        is_answered[order],
        at[order],
        _draw_minutes(kind, rng=rng)[order],
        course.owners.at(opportunity, week)[order],
        opportunity[order],
        contact[order],
        _draw_people(kind, course.engaged.at(opportunity, week), rng=rng)[order],
    )


def _draw_people(kind: Integers, engaged: Integers, *, rng: np.random.Generator) -> Integers:
    """Return how many contacts took part: in a meeting each of those engaged comes more often than not."""
    others = np.where(kind == MEETING, engaged - 1, 0)
    return 1 + rng.binomial(others, _COMES)


def _draw_events(course: Course, spells: Spells, *, rng: np.random.Generator) -> tuple[Integers, Integers, Flags]:
    """Return (opportunity, week, whether the buyer answered) of everything that is written down."""
    has = course.parameters
    row, week, number = course.answers(spells, rng)
    opportunity, share = spells.opportunity[row], course.recorded(week)
    noted = rng.binomial(number, np.minimum(has.buyer_events_recorded * share, 1))
    keen = np.where(course.staff.games[course.owners.at(opportunity, week)], GAMED, 1.0)
    tried = rng.poisson(has.attempts_per_week * has.attempts_recorded * share * keen)
    rows = np.concatenate([np.repeat(np.arange(len(row)), noted), np.repeat(np.arange(len(row)), tried)])
    is_answered = np.arange(len(rows)) < noted.sum()
    return opportunity[rows], week[rows], is_answered


def _draw_kinds(is_answered: Flags, *, rng: np.random.Generator) -> Integers:
    chance = rng.random(len(is_answered))
    answered: Integers = np.digitize(chance, [0.22, 0.72])
    tried = np.digitize(chance, [0.45])
    kinds: Integers = np.array([CALL, EMAIL, MEETING])[np.where(is_answered, answered, tried)]
    return kinds


def _draw_minutes(kind: Integers, *, rng: np.random.Generator) -> Integers:
    length = rng.choice([30, 45, 60, 90], len(kind), p=[0.4, 0.2, 0.3, 0.1])
    return np.where(kind == MEETING, length, np.where(kind == CALL, rng.integers(1, 35, len(kind)), 0))


def _draw_contacts(opportunity: Integers, at: Moments, *, roles: ContactRoles, chance: Floats) -> Integers:
    """Return a contact of each opportunity who had joined by then; early joiners are more likely.

    Were later ones among them, many contacts early on would tell that a deal went far: a leak that no CRM has.
    """
    order = np.lexsort((roles.created_at, roles.opportunity))
    joined = _keys(roles.opportunity[order], roles.created_at[order])
    first = np.searchsorted(roles.opportunity[order], opportunity)
    count = np.maximum(np.searchsorted(joined, _keys(opportunity, at), side="right") - first, 1)
    contact: Integers = roles.contact[order][first + (count * chance**1.5).astype(np.int64)]
    return contact


def _keys(opportunity: Integers, at: Moments) -> Integers:
    """Numbers in the order of opportunity and second."""
    keys: Integers = opportunity * 2**33 + at.astype("datetime64[s]").astype(np.int64)
    return keys
