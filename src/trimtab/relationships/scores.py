"""What a map of people says in figures. Pure: no database, no clock.

Weights: influence outside 1, has influence 3, inner circle 5. Support from −2 (enemy) to +2 (mentor). Coverage from 0
(unknown, no contact) to 3 (in-depth). What nobody judged is not taken for neutral: it is left out and named.
Examples by hand are in docs/explanation/people-map.md.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.relationships.models import Coverage, Influence, Line, Rung, Support

INFLUENCE: Mapping[str, int] = {Influence.OUTSIDE: 1, Influence.POLITICAL: 3, Influence.INNER: 5}
SUPPORT: Mapping[str, int] = {
    Support.ENEMY: -2,
    Support.AGAINST: -1,
    Support.NEUTRAL: 0,
    Support.SUPPORTER: 1,
    Support.MENTOR: 2,
}
COVERAGE: Mapping[str, int] = {
    Coverage.UNKNOWN: 0,
    Coverage.NONE: 0,
    Coverage.BRIEF: 1,
    Coverage.MULTIPLE: 2,
    Coverage.DEEP: 3,
}
RUNGS = {rung: step for step, rung in enumerate(Rung, 1)}
FOR_US = frozenset({Support.SUPPORTER, Support.MENTOR})
AGAINST_US = frozenset({Support.ENEMY, Support.AGAINST})
STALE_AFTER = 90  # days
KNOWN_WELL = COVERAGE[Coverage.MULTIPLE]
ACCESS = 1.5  # a friend has the ear of the person


@dataclass(frozen=True)
class Person:
    """What the formulas need of one person on a map; blank: not judged."""

    key: int
    influence: str = ""
    support: str = ""
    coverage: str = ""

    @property
    def weight(self) -> int:
        return INFLUENCE.get(self.influence, 0)

    @property
    def is_key_player(self) -> bool:
        return self.influence in {Influence.POLITICAL, Influence.INNER}

    @property
    def is_for_us(self) -> bool:
        return self.support in FOR_US

    @property
    def is_against_us(self) -> bool:
        return self.support in AGAINST_US

    @property
    def is_covered(self) -> bool:
        return COVERAGE.get(self.coverage, 0) > 0


@dataclass(frozen=True)
class Tie:
    """A line between two people."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Share:
    """A figure with its bounds: what it would be if those not judged stood at the worst, or at the best.

    `value` is None where nobody was judged. `counted` of `of` people are in it.
    """

    value: float | None
    low: float
    high: float
    counted: int
    of: int


def support_balance(people: Iterable[Person]) -> Share:
    """Σ(influence × support) ÷ Σ(influence × 2), from −1 to +1."""
    judged = [(one.weight, SUPPORT.get(one.support)) for one in people if one.weight]
    return _share(judged, worst=-2, best=2)


def coverage_index(people: Iterable[Person]) -> Share:
    """Σ(influence × coverage) ÷ Σ(influence × 3), from 0 to 1."""
    judged = [(one.weight, COVERAGE.get(one.coverage)) for one in people if one.weight]
    return _share(judged, worst=0, best=3)


def _share(judged: Sequence[tuple[int, int | None]], *, worst: int, best: int) -> Share:
    known = [(weight, value) for weight, value in judged if value is not None]
    missing = sum(weight for weight, value in judged if value is None)
    weights = sum(weight for weight, _value in known)
    points = sum(weight * value for weight, value in known)
    whole = (weights + missing) * best
    return Share(
        value=points / (weights * best) if weights else None,
        low=(points + missing * worst) / whole if whole else worst / best,
        high=(points + missing * best) / whole if whole else 1.0,
        counted=len(known),
        of=len(judged),
    )


def relationship_gap(current: str, desired: str) -> int:
    """Rungs that are missing between what one of us is to a person and ought to be; none where no aim is set."""
    return max(RUNGS[Rung(desired)] - (RUNGS[Rung(current)] if current else 0), 0) if desired else 0


def account_gap(gaps: Mapping[int, Iterable[int]], *, key_players: Collection[int]) -> int:
    """The sum over key players of the largest gap that one of us has to that person."""
    return sum(max(found, default=0) for key, found in gaps.items() if key in key_players)


def target_priority(person: Person, *, has_access: bool) -> float:
    """influence × (2 − support) × (3 − coverage + 1) × 1.5 where a friend has the person's ear.

    A support that was not judged counts as neutral, a coverage that was not judged as none. Mentors whom we know in
    depth need no move.
    """
    if person.support == Support.MENTOR and person.coverage == Coverage.DEEP:
        return 0.0
    distance = 2 - SUPPORT.get(person.support, 0)
    unknown = 3 - COVERAGE.get(person.coverage, 0) + 1
    return float(person.weight * distance * unknown * (ACCESS if has_access else 1))


def with_access(people: Iterable[Person], ties: Iterable[Tie]) -> Mapping[int, list[int]]:
    """Who is influenced by a friend of ours, and by which."""
    friends = {one.key for one in people if one.is_for_us}
    found: dict[int, list[int]] = defaultdict(list)
    for tie in ties:
        if tie.kind == Line.Kind.INFLUENCE and tie.start in friends:
            found[tie.end].append(tie.start)
    return found


def targets(people: Sequence[Person], ties: Sequence[Tie]) -> list[tuple[Person, float]]:
    """Whom to win next, most worth first; those with nothing left to win are left out."""
    access = with_access(people, ties)
    found = [(one, target_priority(one, has_access=one.key in access)) for one in people]
    return sorted(((one, worth) for one, worth in found if worth > 0), key=lambda pair: (-pair[1], pair[0].key))


def is_single_thread(people: Iterable[Person]) -> bool:
    """Whether we know fewer than two key players well."""
    known = [one for one in people if one.is_key_player and COVERAGE.get(one.coverage, 0) >= KNOWN_WELL]
    return len(known) < 2


def is_outnumbered(people: Sequence[Person]) -> bool:
    """A key player is for us, yet those for us are not more than those against us."""
    has_friend = any(one.is_key_player and one.is_for_us for one in people)
    return has_friend and sum(one.is_for_us for one in people) <= sum(one.is_against_us for one in people)


def is_stale(confirmed_on: date | None, *, today: date) -> bool:
    """Whether a judgement was last confirmed more than 90 days ago, or never."""
    return confirmed_on is None or (today - confirmed_on).days > STALE_AFTER


def introductions(people: Sequence[Person], ties: Sequence[Tie]) -> Mapping[int, list[int]]:
    """For each member of the inner circle whom we do not meet: the shortest way there from a friend of ours.

    Steps follow influence in its direction and reporting lines both ways. Nobody introduces us to somebody in conflict
    with them, and no way leads through people who are against us.
    """
    friends = [one.key for one in people if one.is_for_us and one.is_covered]
    closed = {one.key for one in people if one.is_against_us}
    before = _reached(friends, _steps(ties), closed)
    wanted = [one.key for one in people if one.influence == Influence.INNER and not one.is_covered]
    return {key: _way_to(key, before) for key in wanted if key in before}


def _steps(ties: Iterable[Tie]) -> Mapping[int, list[int]]:
    ties = list(ties)
    enemies = {frozenset((tie.start, tie.end)) for tie in ties if tie.kind == Line.Kind.CONFLICT}
    found: dict[int, list[int]] = defaultdict(list)
    for tie in ties:
        if tie.kind not in {Line.Kind.INFLUENCE, Line.Kind.REPORTS} or frozenset((tie.start, tie.end)) in enemies:
            continue
        found[tie.start].append(tie.end)
        if tie.kind == Line.Kind.REPORTS:
            found[tie.end].append(tie.start)
    return found


def _reached(friends: Iterable[int], steps: Mapping[int, list[int]], closed: Collection[int]) -> dict[int, int | None]:
    """Everybody who can be reached, each with the one before; breadth first."""
    before: dict[int, int | None] = dict.fromkeys(friends)
    waiting = deque(before)
    while waiting:
        now = waiting.popleft()
        if now in closed:
            continue
        for following in steps.get(now, ()):
            if following not in before:
                before[following] = now
                waiting.append(following)
    return before


def _way_to(key: int, before: Mapping[int, int | None]) -> list[int]:
    way = [key]
    while (previous := before[way[0]]) is not None:
        way.insert(0, previous)
    return way


def circle_of(start: int, end: int, managers: Mapping[int, int]) -> list[int]:
    """The circle that a new reporting line would close: from `end` up to `start`; empty where it closes none.

    Args:
        managers: whom each person reports to now.
    """
    way, now = [end], managers.get(end)
    if start == end:
        return way
    while now is not None and now not in way:
        way.append(now)
        if now == start:
            return way
        now = managers.get(now)
    return []


def owner_share(owners: Sequence[Collection[int]], *, key_players: Collection[int]) -> float | None:
    """The share of goals and initiatives that a key player owns; None without any."""
    if not owners:
        return None
    return sum(not set(key_players).isdisjoint(of_one) for of_one in owners) / len(owners)
