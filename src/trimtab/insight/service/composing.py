"""The index of one seller from the cases of a team: which parts are known, how each compares, and what they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.results import NotEnoughData
from trimtab.insight.service.comparing import LEAST_SELLERS, Case, Difference, compare
from trimtab.insight.service.index import LEAST_EVENTS, Component, Floats, IndexLine, build_index, standard

# Part → its guardrail: what must not get worse for its sake. Those of win_rate and progress are built into what counts
# as a case: beside them a guardrail with room to spare let a player gain a little (`bench/service.py` plays it).
GUARDRAILS: Mapping[str, str | None] = {
    "win_rate": None,
    "progress": None,
    "answered": "progress",
    "dated": None,
}
LEAST_PARTS = 2
Found = Mapping[tuple[str, str], Difference]  # (measure, seller)


@dataclass(frozen=True)
class Part:
    """One part of the index. guard: its guardrail, None where there is none or too little is known of it.

    score: what counts, in spreads between sellers. is_guarded: the guardrail stands worse, and counts in its place.
    """

    own: Difference
    guard: Difference | None
    score: float
    is_guarded: bool


@dataclass(frozen=True)
class ServiceIndex:
    """100 is like the others. best, worst: the rank among `peers` sellers in 8 of 10 redraws, 1 is the highest.

    missing: parts that too few cases tell of.
    """

    index: float
    best: int
    worst: int
    peers: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...]

    @property
    def n(self) -> int:
        """Cases behind the parts."""
        return sum(part.own.n for part in self.parts)

    @property
    def is_anywhere(self) -> bool:
        """Whether the cases tell nothing about the place among the others."""
        return self.best == 1 and self.worst == self.peers


def index_of(cases: Iterable[Case], seller: str) -> ServiceIndex | NotEnoughData:
    """The index of one seller of a team.

    Args:
        cases: the rows of `service_index` of everybody in the team.
    """
    compared = compare(cases)
    if isinstance(compared, NotEnoughData):
        return compared
    found = {(one.measure, one.seller): one for one in compared}
    parts = [name for name in GUARDRAILS if _is_told(found, name, seller)]
    if len(parts) < LEAST_PARTS:
        return NotEnoughData(n=len(parts), needs=LEAST_PARTS, of="parts")
    peers = sorted({one.seller for one in compared if all(_counts(found, name, one.seller) for name in parts)})
    if len(peers) < LEAST_SELLERS:
        return NotEnoughData(n=len(peers), needs=LEAST_SELLERS, of="sellers")
    components = {name: _component(found, name, peers) for name in parts}
    line = build_index(peers, list(components.values()))[peers.index(seller)]
    assert isinstance(line, IndexLine), "a peer has enough cases of every part"
    place = peers.index(seller)
    told = tuple(_part(found, components[name], line, place=place) for name in parts)
    missing = tuple(name for name in GUARDRAILS if name not in parts)
    return ServiceIndex(line.index, line.best, line.worst, len(peers), told, missing)


def _counts(found: Found, measure: str, seller: str) -> bool:
    one = found.get((measure, seller))
    return one is not None and one.n >= LEAST_EVENTS


def _is_told(found: Found, measure: str, seller: str) -> bool:
    """Whether the seller and two others have enough cases."""
    with_enough = {one.seller for (name, _who), one in found.items() if name == measure and one.n >= LEAST_EVENTS}
    return seller in with_enough and len(with_enough) >= LEAST_SELLERS


def _component(found: Found, name: str, peers: Sequence[str]) -> Component:
    values, errors, events = _columns(found, name, peers)
    guard = GUARDRAILS[name]
    if guard is None or not any((guard, peer) in found for peer in peers):
        return Component(name, values, errors, events)
    return Component(name, values, errors, events, *_columns(found, guard, peers)[:2])


def _columns(found: Found, measure: str, peers: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Difference to the others, its error, and cases. Of whom nothing is known counts as the others, unsurely."""
    known = [found.get((measure, peer)) for peer in peers]
    unsure = max(one.error for one in known if one is not None)
    return (
        np.array([0.0 if one is None else one.raw for one in known]),
        np.array([unsure if one is None else one.error for one in known]),
        np.array([0.0 if one is None else one.n for one in known]),
    )


def _part(found: Found, component: Component, line: IndexLine, *, place: int) -> Part:
    guard, score = GUARDRAILS[component.name], line.parts[component.name]
    alone = standard(component.values, component.errors, np.ones(component.values.size, dtype=np.bool_))[place]
    beside = found.get((guard, line.seller)) if guard else None
    return Part(found[component.name, line.seller], beside, score, is_guarded=bool(score < alone))
