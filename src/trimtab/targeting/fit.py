"""The ideal customer as criteria with grades, and how well a record fits it.

A criterion reads one field and says what is A (ideal), B (between) and C (acceptable if the rest is right): texts, or
a range of numbers. A is worth 3, B 2, C 1, anything else 0:

    fit = 100 × Σ weight·worth / Σ 3·weight        over the criteria whose field is known

Below C in a criterion with a veto the record is no target, whatever the rest says. A field that is not known is neither
0 nor 3: the fit is given with what it would be at worst and at best.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

WORTH = {"A": 3, "B": 2, "C": 1, "D": 0}  # D: below C
GRADES = ("A", "B", "C")
ANY = "*"  # as a text: any value that is known
PURSUE, WATCH, TAKE, LEAVE, UNKNOWN = "pursue", "watch", "take", "leave", "unknown"
BANDS = {
    PURSUE: _("Pursue"),
    WATCH: _("Watch"),
    TAKE: _("Take if it is easy"),
    LEAVE: _("Leave"),
    UNKNOWN: _("Not known"),
}
TEXT_FIELDS = {"industry": _("Industry"), "region": _("Region"), "country": _("Country"), "segment": _("Segment")}
NUMBER_FIELDS = {"employees": _("Employees"), "revenue": _("Their revenue a year")}
FIELDS = TEXT_FIELDS | NUMBER_FIELDS


@dataclass(frozen=True)
class Grade:
    """What earns a grade: one of the texts (case does not matter, * is any), or a number from `least` to `most`."""

    texts: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything earns it."""
        return bool(self.texts) or self.least is not None or self.most is not None

    def holds(self, value: object) -> bool:
        """Whether the value earns it."""
        if not self.is_set:
            return False
        if ANY in self.texts:
            return True
        if self.texts:
            return str(value).strip().casefold() in {text.casefold() for text in self.texts}
        number = float(str(value))
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


@dataclass(frozen=True)
class Criterion:
    """One line of the profile. is_veto: below C it is no target."""

    field: str
    weight: int = 1
    is_veto: bool = False
    grades: Mapping[str, Grade] = dataclasses.field(default_factory=dict)

    @property
    def label(self) -> str:
        """The field as pages call it; an own field is called by its key."""
        return str(FIELDS.get(self.field, self.field.removeprefix("custom:")))

    def grade_of(self, value: object) -> str:
        """A, B, C, D (below), or "" where the value is not known."""
        if value is None or value == "":
            return ""
        return next((name for name in GRADES if name in self.grades and self.grades[name].holds(value)), "D")


@dataclass(frozen=True)
class Bands:
    """From how many points on a record is pursued, watched, taken if easy."""

    pursue: float = 70
    watch: float = 50
    take: float = 30


@dataclass(frozen=True)
class Reason:
    """What one criterion says of a record. grade "": the value is not known."""

    criterion: Criterion
    value: object
    grade: str

    @property
    def is_vetoed(self) -> bool:
        """Whether it alone makes the record no target."""
        return self.criterion.is_veto and self.grade == "D"


@dataclass(frozen=True)
class Fit:
    """How well a record fits. points None: nothing that the profile asks for is known."""

    points: float | None
    low: float
    high: float
    band: str
    reasons: tuple[Reason, ...]

    @property
    def vetoes(self) -> list[Reason]:
        """The criteria that rule it out."""
        return [one for one in self.reasons if one.is_vetoed]

    @property
    def missing(self) -> list[Reason]:
        """What is not known, the heaviest first."""
        return sorted((one for one in self.reasons if not one.grade), key=lambda one: -one.criterion.weight)


def fit_of(criteria: Sequence[Criterion], values: Mapping[str, object], *, bands: Bands) -> Fit:
    """How well a record with those values fits."""
    reasons = tuple(Reason(one, values.get(one.field), one.grade_of(values.get(one.field))) for one in criteria)
    known = [one for one in reasons if one.grade]
    whole = sum(3 * one.criterion.weight for one in reasons)
    reached = sum(one.criterion.weight * WORTH[one.grade] for one in known)
    known_whole = sum(3 * one.criterion.weight for one in known)
    if not known_whole:
        return Fit(None, 0.0, 100.0, UNKNOWN, reasons)
    points = 100 * reached / known_whole
    low, high = 100 * reached / whole, 100 * (reached + whole - known_whole) / whole
    band = LEAVE if any(one.is_vetoed for one in reasons) else band_of(points, bands)
    return Fit(points, low, high, band, reasons)


def band_of(points: float, bands: Bands) -> str:
    """What the points advise."""
    if points >= bands.pursue:
        return PURSUE
    if points >= bands.watch:
        return WATCH
    return TAKE if points >= bands.take else LEAVE


def criteria_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """The criteria of a kept version."""
    return tuple(
        Criterion(
            one["field"],
            one["weight"],
            one["is_veto"],
            {
                name: Grade(tuple(grade["texts"]), grade["least"], grade["most"])
                for name, grade in one["grades"].items()
            },
        )
        for one in kept
    )


def as_kept(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """The criteria as a version keeps them."""
    return [asdict(one) for one in criteria]
