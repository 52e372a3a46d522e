"""How many people may leave before less than half of what we know at a customer is left.

A contact is worth the strength of the best relationship that anybody of ours has with this person, times the power
that this person has. On the customer's side worth adds up, so the fewest people are those worth most. On our side a
contact stays known as long as one of us knows this person, so the fewest people are searched for: all pairs and
triples of the dozen who hold most, beyond that the ones who take most away first.

Example by hand: three people worth 0.9, 0.5 and 0.4 make 1.8. Without the first 0.9 are left, exactly half and not
less; without the first two 0.4: the truck factor is 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

HALF = 0.5
SEARCHED = 12  # people whose pairs and triples are tried
TRIPLE = 3
NOTHING = 1e-12


@dataclass(frozen=True)
class Loss:
    """The fewest people whose leaving takes what is known below half. left: the share that is left then.

    is_least: no smaller set does it; else a smaller one may exist.
    """

    people: tuple[int, ...]
    left: float
    is_least: bool = True

    @property
    def factor(self) -> int:
        """How many they are; 0 where nothing is known."""
        return len(self.people)


def contacts_to_lose(worth: Mapping[int, float]) -> Loss:
    """Of the customer's people. worth: contact → worth."""
    whole = sum(worth.values())
    if whole <= NOTHING:
        return Loss((), 0.0)
    left, gone = whole, []
    for contact in sorted(worth, key=lambda one: (-worth[one], one)):
        if left < HALF * whole - NOTHING:
            break
        left -= worth[contact]
        gone.append(contact)
    return Loss(tuple(gone), max(left, 0.0) / whole)


def users_to_lose(ties: Mapping[tuple[int, int], float], power: Mapping[int, float]) -> Loss:
    """Of our people. ties: (contact, user) → strength. power: contact → power."""
    known = _Known(ties, power)
    if known.whole <= NOTHING:
        return Loss((), 0.0)
    most = known.by_hold()[:SEARCHED]
    for size in range(1, TRIPLE + 1):
        for group in combinations(most, size):
            if (left := known.left_without(group)) < HALF * known.whole - NOTHING:
                is_least = size <= 1 or len(known.users) <= SEARCHED
                return Loss(group, max(left, 0.0) / known.whole, is_least)
    return known.greedily()


class _Known:
    """What is known through whom. Only contacts whose best relationship goes lose anything, so only these are asked."""

    def __init__(self, ties: Mapping[tuple[int, int], float], power: Mapping[int, float]) -> None:
        held_of: dict[int, list[tuple[float, int]]] = {}
        for (contact, user), strength in ties.items():
            if strength > 0:
                held_of.setdefault(contact, []).append((strength * power.get(contact, 0.0), user))
        self.alone: dict[int, float] = {}  # what nobody else knows, by whom
        self.shared: dict[int, list[list[tuple[float, int]]]] = {}  # the others, by who knows them best
        self.whole = 0.0
        for held in held_of.values():
            held.sort(key=lambda one: (-one[0], one[1]))
            best, user = held[0]
            self.whole += best
            if len(held) == 1:
                self.alone[user] = self.alone.get(user, 0.0) + best
            else:
                self.shared.setdefault(user, []).append(held)
        self.users = {user for held in held_of.values() for _worth, user in held}

    def left_without(self, gone: tuple[int, ...]) -> float:
        left = self.whole
        for user in gone:
            left -= self.alone.get(user, 0.0)
            for held in self.shared.get(user, ()):
                left -= held[0][0] - next((worth for worth, other in held if other not in gone), 0.0)
        return left

    def by_hold(self) -> list[int]:
        """Our people, who takes most away alone first."""
        return sorted(self.users, key=lambda user: (self.left_without((user,)), user))

    def greedily(self) -> Loss:
        gone: tuple[int, ...] = ()
        while (left := self.left_without(gone)) >= HALF * self.whole - NOTHING:
            others = self.users - set(gone)
            gone = (*gone, min(others, key=lambda user: (self.left_without((*gone, user)), user)))
        return Loss(gone, max(left, 0.0) / self.whole, is_least=False)
