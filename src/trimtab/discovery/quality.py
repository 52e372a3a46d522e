"""Whether a board holds: the rule of what must be confirmed and owned, the gaps, and how complete it is.

Pure: it judges `Piece`s, which `queries` makes of insights.

Owner share by hand: of three goals and two initiatives two are owned by somebody who decides: 2 ÷ 5 = 40 %, and a
third is asked for. With one of five it is 20 %: not enough.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

GOAL, PRESSURE, INITIATIVE, OBSTACLE, SOLUTION = "goal", "pressure", "initiative", "obstacle", "solution"
TOLD_LAYERS = (GOAL, PRESSURE, INITIATIVE, OBSTACLE)
SURE = {"confirmed", "done"}
OWNER_SHARE = 0.33
STALE_DAYS = 180
FEW_TO_JUDGE_SOURCES = 3


@dataclass(frozen=True)
class Piece:
    """One insight as the rules see it.

    owners, told_by: ids of contacts. below, above: the layers of what is linked to it, and of what it is linked to.
    confirmed_days: since the customer last confirmed it; None where nobody did. has_action: one is planned for it.
    """

    pk: int
    layer: str
    state: str = "unconfirmed"
    section: int | None = None
    priority: str = ""
    owners: frozenset[int] = frozenset()
    told_by: frozenset[int] = frozenset()
    below: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    confirmed_days: int | None = None
    has_action: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the customer confirmed it."""
        return self.state in SURE


@dataclass(frozen=True)
class OwnerShare:
    """How many goals and initiatives somebody owns who has a say in the decision."""

    owned: int
    of: int

    @property
    def share(self) -> float:
        return self.owned / self.of if self.of else 0.0

    @property
    def is_enough(self) -> bool:
        return self.of > 0 and self.share >= OWNER_SHARE


@dataclass(frozen=True)
class Verdict:
    """Whether the board holds. `unconfirmed`: the layers of which nothing is confirmed yet."""

    unconfirmed: tuple[str, ...]
    owners: OwnerShare

    @property
    def is_ok(self) -> bool:
        return not self.unconfirmed and self.owners.is_enough


@dataclass(frozen=True)
class Gap:
    """A rule that fails, and the insights that it is about; none where it is about the whole board."""

    rule: str
    pieces: tuple[int, ...] = ()


def owner_share(pieces: Iterable[Piece], key_players: Collection[int]) -> OwnerShare:
    """Of the goals and initiatives, those that a key player owns."""
    counted = [one for one in pieces if one.layer in {GOAL, INITIATIVE}]
    return OwnerShare(sum(not one.owners.isdisjoint(key_players) for one in counted), len(counted))


def verdict_on(pieces: Sequence[Piece], key_players: Collection[int]) -> Verdict:
    """The rule: one confirmed goal, pressure, initiative and obstacle at least, and a third owned by key players."""
    sure = {one.layer for one in pieces if one.is_sure}
    return Verdict(tuple(layer for layer in TOLD_LAYERS if layer not in sure), owner_share(pieces, key_players))


def told_sections(pieces: Iterable[Piece], key_players: Collection[int]) -> list[int | None]:
    """The sections that tell a whole story, each part of it confirmed, the upper three owned by key players."""
    by_section: dict[int | None, list[Piece]] = {}
    for one in pieces:
        by_section.setdefault(one.section, []).append(one)
    return [section for section, found in by_section.items() if _is_whole_story(found, key_players)]


def _is_whole_story(pieces: Iterable[Piece], key_players: Collection[int]) -> bool:
    sure = [one for one in pieces if one.is_sure]
    owned = {one.layer for one in sure if not one.owners.isdisjoint(key_players)}
    suffered = any(one.layer == OBSTACLE and one.owners for one in sure)
    return {GOAL, PRESSURE, INITIATIVE} <= owned and suffered and any(one.layer == SOLUTION for one in sure)


def gaps_in(pieces: Sequence[Piece], key_players: Collection[int], *, is_urgent: bool) -> list[Gap]:
    """The rules that fail, in the order in which to mend them.

    Args:
        is_urgent: the opportunity is past the middle of its process; for an account, something is confirmed already.
    """
    found = [Gap("why_now")] if is_urgent and not _any_sure(pieces, PRESSURE) and pieces else []
    found += [gap for rule, is_wrong in _RULES if (gap := _gap(rule, pieces, key_players, is_wrong)).pieces]
    share = owner_share(pieces, key_players)
    if share.of and not share.is_enough:
        found.append(Gap("owner_share"))
    told = [one.told_by for one in pieces if one.told_by]
    if len(told) >= FEW_TO_JUDGE_SOURCES and len(frozenset().union(*told)) == 1:
        found.append(Gap("one_source"))
    return found


def points_of(pieces: Sequence[Piece], key_players: Collection[int]) -> dict[str, float]:
    """The parts of completeness: 15 for each of four rows, 20 for the share confirmed, 20 for owners up to a third."""
    present = {one.layer for one in pieces}
    parts = {layer: 15.0 if layer in present else 0.0 for layer in TOLD_LAYERS}
    sure = sum(one.is_sure for one in pieces)
    parts["confirmed"] = 20.0 * sure / len(pieces) if pieces else 0.0
    parts["owners"] = 20.0 * min(1.0, owner_share(pieces, key_players).share / OWNER_SHARE)
    return parts


def _any_sure(pieces: Iterable[Piece], layer: str) -> bool:
    return any(one.layer == layer and one.is_sure for one in pieces)


Wrong = Callable[[Piece, Collection[int]], bool]


def _gap(rule: str, pieces: Iterable[Piece], key_players: Collection[int], is_wrong: Wrong) -> Gap:
    return Gap(rule, tuple(one.pk for one in pieces if is_wrong(one, key_players)))


def _has_no_key_player(one: Piece, key_players: Collection[int]) -> bool:
    return one.layer == GOAL and one.owners.isdisjoint(key_players)


def _is_loose(one: Piece, _key_players: Collection[int]) -> bool:
    return one.layer == SOLUTION and one.above.isdisjoint({INITIATIVE, OBSTACLE})


def _has_no_solution(one: Piece, _key_players: Collection[int]) -> bool:
    return one.layer == INITIATIVE and one.priority == "high" and one.state != "done" and SOLUTION not in one.below


def _is_untouched(one: Piece, _key_players: Collection[int]) -> bool:
    return one.layer == OBSTACLE and one.state != "done" and not one.has_action


def _is_stale(one: Piece, _key_players: Collection[int]) -> bool:
    return one.state == "confirmed" and one.confirmed_days is not None and one.confirmed_days > STALE_DAYS


_RULES: tuple[tuple[str, Wrong], ...] = (
    ("no_key_player", _has_no_key_player),
    ("loose_solution", _is_loose),
    ("no_solution", _has_no_solution),
    ("no_action", _is_untouched),
    ("stale", _is_stale),
)
