"""One account's score answer by answer: what each factor says, what it adds, and what would decide the quadrant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.evidence.models import Evidence
from trimtab.targeting.factors import CURRENT, FUTURE, GROUP_NAMES, LEVELS, MEASURES, Factor, on_axis
from trimtab.targeting.models import AccountScore, Level, Rating
from trimtab.targeting.scoring import Definition, Said, chances, counting, value_of
from trimtab.web import formats

WORTH = np.array([0.0, 0.5, 1.0])


@dataclass(frozen=True)
class Known:
    """What people said of one account, with the newest evidence of each answer, and which factors are in use."""

    said: Said
    ratings: Mapping[str, Rating]
    evidence: Mapping[str, Evidence]
    in_use: Collection[str]


@dataclass(frozen=True)
class Line:
    """One factor of one account. level: the most likely; "" where nothing is known.

    adds: its points on its axis on average, of at most `most`. rating: what a person said; evidence: the newest of it.
    counts: whether it counts here although it may not be known; see `scores`.
    """

    factor: Factor
    value: str
    level: str
    adds: float
    most: float
    rating: Rating | None
    evidence: Evidence | None
    is_contrary: bool
    counts: bool

    @property
    def may_be_answered(self) -> bool:
        """Whether an answer of a person would count."""
        return self.factor.is_asked or not self.level or self.rating is not None

    @property
    def level_name(self) -> str:
        """High, medium or low."""
        return str(Level(self.level).label) if self.level else ""

    @property
    def meaning(self) -> str:
        """What the answer of the person means."""
        return self.factor.meaning(self.rating.level) if self.rating and self.factor.is_asked else ""

    @property
    def is_open(self) -> bool:
        """Whether an answer would move the score."""
        return not self.level

    @property
    def definition(self) -> str:
        """What the figure is."""
        measure = MEASURES.get(self.factor.measure)
        return str(measure.definition) if measure else ""


@dataclass(frozen=True)
class Group:
    """Factors under one heading."""

    name: str
    lines: tuple[Line, ...]


def lines_of(row: AccountScore, definition: Definition, known: Known, *, currency: str) -> list[Line]:
    """Every factor with a weight, the current axis first."""
    found = []
    for axis in (CURRENT, FUTURE):
        factors = on_axis(definition.factors, axis)
        counted = {one.key for one in factors if counting(one, [row], known.said, in_use=known.in_use)[0]}
        total = sum(one.weight for one in factors if one.key in counted)
        for factor in factors:
            counts = factor.key in counted
            most = 100 * factor.weight / (total if counts else total + factor.weight)
            found.append(_line(factor, row, known, most=most, counts=counts, currency=currency))
    return found


def grouped(lines: Sequence[Line]) -> list[Group]:
    """The lines under their headings."""
    found = [
        Group(str(name), tuple(one for one in lines if one.factor.group == key)) for key, name in GROUP_NAMES.items()
    ]
    return [group for group in found if group.lines]


def deciding(lines: Sequence[Line]) -> list[Line]:
    """The questions whose answers would tell most: without an answer, the heaviest first."""
    asked = [one for one in lines if one.is_open and one.factor.is_asked]
    return sorted(asked, key=lambda one: -one.most)[:3]


def _line(factor: Factor, row: AccountScore, known: Known, *, most: float, counts: bool, currency: str) -> Line:
    found = chances(factor, [row], known.said)[0]
    value = value_of(factor.measure, row) if factor.measure else None
    rating = known.ratings.get(factor.key)
    level = LEVELS[int(found.argmax())] if value is not None or rating is not None else ""
    return Line(
        factor,
        value=_written(factor, value, row, currency) if factor.measure else "",
        level=level,
        adds=most * float(found @ WORTH) if counts else 0.0,
        most=most,
        rating=rating,
        evidence=known.evidence.get(factor.key),
        is_contrary=rating is not None and value is not None and rating.level != level,
        counts=counts,
    )


def _written(factor: Factor, value: float | None, row: AccountScore, currency: str) -> str:
    unit = MEASURES[factor.measure].unit
    if value is None:
        return formats.unknown()
    if unit == "money":
        text = formats.money(round(value), currency)
        between = formats.interval(row.headroom_low, row.headroom_high) if factor.measure == "headroom" else ""
        return f"{text} ({between})" if between else text
    if unit == "percent":
        return f"{formats.signed(round(100 * value))}%"
    return formats.whole(value)
