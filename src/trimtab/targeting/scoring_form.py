"""The form of the scoring: every factor with its weight, and its lines or what its answers mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.targeting.factors import CURRENT, FUTURE, LEVELS, MEASURES, MOST_OWN, Factor, factors_of
from trimtab.targeting.models import Level, Scoring

HIGHEST_FIRST = tuple(reversed(LEVELS))
MOST_WEIGHT = 10


@dataclass(frozen=True)
class FactorFields:
    """One factor with its bound fields."""

    factor: Factor
    weight: forms.BoundField
    lines: tuple[forms.BoundField, ...]
    meanings: tuple[forms.BoundField, ...]
    own: tuple[forms.BoundField, ...]


class ScoringForm(forms.Form):
    """The factors of the version in force, to be changed, and two questions of one's own to be added."""

    cut_current = forms.IntegerField(label=later("current revenue is high from"), min_value=1, max_value=100)
    cut_future = forms.IntegerField(label=later("future revenue is high from"), min_value=1, max_value=100)
    half_hours = forms.IntegerField(
        label=later("hours for half of it"),
        min_value=1,
        max_value=2000,
        help_text=later("After so many hours with an account, half of what can be realised there is realised."),
    )
    why = forms.CharField(
        label=later("why"),
        max_length=500,
        help_text=later("Kept with the version: whoever reads the scores later will ask."),
        widget=forms.Textarea({"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, present: Scoring, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        self.present = present
        self.known = factors_of(present.factors)
        for name in ("cut_current", "cut_future", "half_hours"):
            self.fields[name].initial = getattr(present, name)
        self.fields["seen"].initial = present.version
        for factor in self.offered:
            self._add(factor)

    @property
    def offered(self) -> list[Factor]:
        """The factors in force, then empty ones to be named, one for each axis."""
        own = sum(one.key.startswith("own-") for one in self.known)
        empty = [
            Factor(f"own-{number}", axis, 0)
            for axis, number in zip((CURRENT, FUTURE), range(own + 1, MOST_OWN + 1), strict=False)
        ]
        return [*self.known, *empty]

    def rows(self) -> Iterator[FactorFields]:
        """Every factor with its fields."""
        for factor in self.offered:
            key = factor.key
            yield FactorFields(
                factor,
                self[f"{key}:weight"],
                () if factor.is_asked else (self[f"{key}:high"], self[f"{key}:medium"]),
                tuple(self[f"{key}:{level}"] for level in HIGHEST_FIRST) if factor.is_asked else (),
                (self[f"{key}:label"],) if key.startswith("own-") else (),
            )

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields that belong to no factor."""
        return [self[name] for name in ("cut_current", "cut_future", "half_hours", "why")]

    def clean(self) -> dict[str, Any]:
        """High begins above medium, and each axis has a factor that counts."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        for factor in self.offered:
            if not factor.is_asked and cleaned[f"{factor.key}:high"] < cleaned[f"{factor.key}:medium"]:
                self.add_error(f"{factor.key}:high", _("High begins at or above medium."))
        if self.errors:
            return cleaned
        for axis in (CURRENT, FUTURE):
            if not any(one.axis == axis and one.weight for one in self.factors):
                self.add_error(None, _("Each axis needs at least one factor with a weight."))
        return cleaned

    @property
    def factors(self) -> list[Factor]:
        """The factors as they were given; empty questions are left out."""
        return [self._given(one) for one in self.offered if self._is_named(one)]

    @property
    def numbers(self) -> dict[str, int]:
        """The cuts and the hours as they were given."""
        return {name: self.cleaned_data[name] for name in ("cut_current", "cut_future", "half_hours")}

    def _add(self, factor: Factor) -> None:
        key = factor.key
        self.fields[f"{key}:weight"] = forms.IntegerField(
            label=_("weight"), min_value=0, max_value=MOST_WEIGHT, initial=factor.weight
        )
        if key.startswith("own-"):
            self.fields[f"{key}:label"] = forms.CharField(
                label=_("a question of your own"), max_length=100, required=False, initial=factor.label
            )
        if factor.is_asked:
            for level in HIGHEST_FIRST:
                self.fields[f"{key}:{level}"] = forms.CharField(
                    label=str(Level(level).label), max_length=200, required=False, initial=factor.meaning(level)
                )
            return
        for level, line in (("high", factor.high), ("medium", factor.medium)):
            self.fields[f"{key}:{level}"] = forms.FloatField(
                label=_("%(level)s from") % {"level": Level(level).label},
                initial=_shown(factor, line),
                help_text=_("percent") if MEASURES[factor.measure].unit == "percent" else "",
            )

    def _is_named(self, factor: Factor) -> bool:
        return not factor.key.startswith("own-") or bool(self.cleaned_data[f"{factor.key}:label"].strip())

    def _given(self, factor: Factor) -> Factor:
        key, given = factor.key, self.cleaned_data
        weight = given[f"{key}:weight"]
        if not factor.is_asked:
            high, medium = (_read(factor, given[f"{key}:{level}"]) for level in ("high", "medium"))
            return replace(factor, weight=weight, high=high, medium=medium)
        ours = replace(factor, meanings={})
        meanings = {level: text for level in LEVELS if (text := given[f"{key}:{level}"]) != ours.meaning(level)}
        label = given.get(f"{key}:label", "").strip()
        return replace(factor, weight=weight, meanings=meanings, label=label)


def _shown(factor: Factor, line: float | None) -> float | None:
    is_percent = MEASURES[factor.measure].unit == "percent"
    return round(100 * line, 2) if is_percent and line is not None else line


def _read(factor: Factor, given: float) -> float:
    return given / 100 if MEASURES[factor.measure].unit == "percent" else given
