"""Which strategy the facts speak for. Pure: no database, no clock.

    worth winning is red, and no future revenue  → disengage
    we hold it today                             → defend, or frontal from a lead above 0.5
    a lead of 0.5 or more, and no majority against us → frontal
    access to somebody who can change the criteria → flanking
    the scope can be divided                     → fragment
    else                                         → develop

A lead of 0.5 is three to one: 75% of what is asked against 25%. What is not known is no default: both answers are
followed, and the advice stands only where they end alike. An example by hand is in docs/explanation/competition.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

FRONTAL, FLANKING, FRAGMENT, DEFEND, DEVELOP, DISENGAGE = (
    "frontal", "flanking", "fragment", "defend", "develop", "disengage",
)  # fmt: skip
CLEAR_LEAD = 0.5
STEP = 0.01  # what is just below or above a bound, as figures are shown
WORTH = ("bad", "weak", "good")


@dataclass(frozen=True)
class Terrain:
    """What the choice rests on; None: not known.

    advantage: our standing less that of the best other, −1 to 1. balance: of support, −1 to 1, by influence. worth:
    whether it is worth winning (bad, weak, good). future: revenue after this deal. holds: we have it today. access:
    we talk to somebody of the inner circle who is not against us. divisible: a part can be bought alone.
    """

    advantage: float | None = None
    balance: float | None = None
    worth: str | None = None
    future: bool | None = None
    holds: bool | None = None
    access: bool | None = None
    divisible: bool | None = None


INPUTS = tuple(field.name for field in fields(Terrain))


@dataclass(frozen=True)
class Condition:
    """A question of the way to a strategy, the input that answers it, and the answer; assumed: nobody knows it."""

    question: str
    input: str
    answer: bool
    assumed: bool = False


@dataclass(frozen=True)
class Way:
    """How the facts lead to a strategy."""

    strategy: str
    conditions: Sequence[Condition]

    @property
    def assumed(self) -> list[Condition]:
        """What must be true for it and is not known."""
        return [one for one in self.conditions if one.assumed]


@dataclass(frozen=True)
class Flip:
    """The nearest value of one input that changes the advice, and to what; several where it would be open then."""

    input: str
    value: float | str | bool
    strategies: Sequence[str]


@dataclass(frozen=True)
class Advice:
    """What the facts speak for. strategy is None where it cannot be told; then `ways` says what it hangs on."""

    ways: Sequence[Way]
    flips: Sequence[Flip]

    @property
    def strategies(self) -> list[str]:
        """All that are possible, as the ways come."""
        return list(dict.fromkeys(way.strategy for way in self.ways))

    @property
    def strategy(self) -> str | None:
        return self.strategies[0] if len(self.strategies) == 1 else None

    @property
    def missing(self) -> list[str]:
        """The inputs that are not known and matter, the one that is asked first first."""
        return list(dict.fromkeys(one.input for way in self.ways for one in way.assumed))


Check = Callable[[Terrain], bool | None]


def _is(bound: Callable[[float], bool], value: float | None) -> bool | None:
    return None if value is None else bound(value)


# question → the input that answers it, and how.
QUESTIONS: dict[str, tuple[str, Check]] = {
    "worthless": ("worth", lambda on: None if on.worth is None else on.worth == "bad"),
    "future": ("future", lambda on: on.future),
    "holds": ("holds", lambda on: on.holds),
    "superior": ("advantage", lambda on: _is(lambda lead: lead > CLEAR_LEAD, on.advantage)),
    "clear": ("advantage", lambda on: _is(lambda lead: lead >= CLEAR_LEAD, on.advantage)),
    "backed": ("balance", lambda on: _is(lambda balance: balance >= 0, on.balance)),
    "access": ("access", lambda on: on.access),
    "divisible": ("divisible", lambda on: on.divisible),
}
# question → where yes leads, and no: to another question, or to a strategy.
NEXT: dict[str, tuple[str, str]] = {
    "worthless": ("future", "holds"),
    "future": ("holds", DISENGAGE),
    "holds": ("superior", "clear"),
    "superior": (FRONTAL, DEFEND),
    "clear": ("backed", "access"),
    "backed": (FRONTAL, "access"),
    "access": (FLANKING, "divisible"),
    "divisible": (FRAGMENT, DEVELOP),
}


def advise(terrain: Terrain) -> Advice:
    """What the facts speak for, why, and what would change it."""
    ways = list(_ways(terrain, "worthless", ()))
    possible = list(dict.fromkeys(way.strategy for way in ways))
    return Advice(ways, list(_flips(terrain, possible[0])) if len(possible) == 1 else [])


def _ways(terrain: Terrain, at: str, passed: tuple[Condition, ...]) -> Iterator[Way]:
    """Every way from a question; where nobody knows the answer, both go on."""
    if at not in NEXT:
        yield Way(at, passed)
        return
    name, check = QUESTIONS[at]
    known = check(terrain)
    for answer, following in zip((True, False), NEXT[at], strict=True):
        if known in {None, answer}:
            yield from _ways(terrain, following, (*passed, Condition(at, name, answer, assumed=known is None)))


def _flips(terrain: Terrain, advised: str) -> Iterator[Flip]:
    """For each known input its nearest value with which something else would be advised."""
    for name in INPUTS:
        value = getattr(terrain, name)
        for other in _others(name, value):
            changed = _ways(replace(terrain, **{name: other}), "worthless", ())  # type: ignore[arg-type]  # of its scale
            then = list(dict.fromkeys(way.strategy for way in changed))
            if then != [advised]:
                yield Flip(name, other, then)
                break


def _others(name: str, value: object) -> list[float | str | bool]:
    """Other values of an input, the nearest first; none where it is not known."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, str):
        return sorted(
            (one for one in WORTH if one != value), key=lambda one: abs(WORTH.index(one) - WORTH.index(value))
        )
    bounds = (CLEAR_LEAD - STEP, CLEAR_LEAD, CLEAR_LEAD + STEP) if name == "advantage" else (-STEP, 0.0)
    assert isinstance(value, float)
    return sorted(bounds, key=lambda bound: abs(bound - value))
