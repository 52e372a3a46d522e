"""The form of the ideal customer: for every field what is A, B and C, in one line each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.core.own_fields import own_fields
from trimtab.targeting.fit import ANY, FIELDS, GRADES, NUMBER_FIELDS, Bands, Criterion, Grade
from trimtab.targeting.models import Profile

RANGE = re.compile(r"^(?P<least>\d+(?:\.\d+)?)?\s*[-–]\s*(?P<most>\d+(?:\.\d+)?)?$")  # as people type it
MOST_WEIGHT = 10


@dataclass(frozen=True)
class CriterionFields:
    """One field of the profile with its bound fields."""

    label: str
    is_number: bool
    fields: tuple[forms.BoundField, ...]


class ProfileForm(forms.Form):
    """All fields that a profile can ask for; those of weight 0 do not belong to it."""

    pursue_from = forms.IntegerField(label=later("pursue from"), min_value=1, max_value=100)
    watch_from = forms.IntegerField(label=later("watch from"), min_value=1, max_value=100)
    take_from = forms.IntegerField(label=later("take if it is easy from"), min_value=0, max_value=100)
    why = forms.CharField(
        label=later("why"),
        max_length=500,
        help_text=later("Kept with the version."),
        widget=forms.Textarea({"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, criteria: Sequence[Criterion], present: Profile | None, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        known = {one.field: one for one in criteria}
        self.labels = {**FIELDS, **{f"custom:{field.key}": field.label for field in own_fields("account")}}
        for name in self.labels:
            self._add(name, known.get(name))
        for name in ("pursue_from", "watch_from", "take_from"):
            self.fields[name].initial = getattr(present or Profile(), name)
        self.fields["seen"].initial = present.version if present else 0

    def rows(self) -> Iterator[CriterionFields]:
        """Every field with what is A, B and C."""
        for name, label in self.labels.items():
            parts = [f"{name}:{part}" for part in (*GRADES, "weight", "veto")]
            yield CriterionFields(str(label), name in NUMBER_FIELDS, tuple(self[part] for part in parts))

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields that belong to no criterion."""
        return [self[name] for name in ("pursue_from", "watch_from", "take_from", "why")]

    @property
    def bands(self) -> Bands:
        """The bands as they were given."""
        given = self.cleaned_data
        return Bands(given["pursue_from"], given["watch_from"], given["take_from"])

    @property
    def criteria(self) -> list[Criterion]:
        """The criteria with a weight."""
        given = self.cleaned_data
        return [
            Criterion(
                name,
                given[f"{name}:weight"],
                given[f"{name}:veto"],
                {grade: found for grade in GRADES if (found := given[f"{name}:{grade}"]).is_set},
            )
            for name in self.labels
            if given[f"{name}:weight"]
        ]

    def clean(self) -> dict[str, Any]:
        """Something is asked for, what is asked for can be reached, and the bands descend."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if not self.criteria:
            self.add_error(None, _("Give at least one field a weight."))
        for one in self.criteria:
            if not one.grades:
                self.add_error(f"{one.field}:A", _("Say what is A, B or C, or give it the weight 0."))
        if not cleaned["pursue_from"] > cleaned["watch_from"] > cleaned["take_from"]:
            self.add_error("watch_from", _("The bands descend: pursue, then watch, then take."))
        return cleaned

    def _add(self, name: str, criterion: Criterion | None) -> None:
        for grade in GRADES:
            kept = criterion.grades.get(grade) if criterion else None
            self.fields[f"{name}:{grade}"] = GradeField(
                is_number=name in NUMBER_FIELDS, label=grade, initial=_written(kept), required=False, max_length=1000
            )
        self.fields[f"{name}:weight"] = forms.IntegerField(
            label=_("weight"), min_value=0, max_value=MOST_WEIGHT, initial=criterion.weight if criterion else 0
        )
        self.fields[f"{name}:veto"] = forms.BooleanField(
            label=_("below C it is no target"), required=False, initial=bool(criterion and criterion.is_veto)
        )


class GradeField(forms.CharField):
    """What earns a grade: texts with commas between, * for any; or a range of numbers as 50-249, 250- or -49."""

    def __init__(self, *, is_number: bool, **options: Any) -> None:
        self.is_number = is_number
        super().__init__(**options)

    def clean(self, value: Any) -> Grade:
        """The grade that the text means."""
        text = super().clean(value).strip()
        if not text:
            return Grade()
        if text == ANY:
            return Grade((ANY,))
        if self.is_number:
            return _range(text)
        return Grade(tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip())))


def with_proposal(criteria: Sequence[Criterion], *, field: str, value: str, grade: str) -> list[Criterion]:
    """The criteria with a value moved to A, or (D) taken out of every grade. What is new counts once."""
    is_range = field in NUMBER_FIELDS
    found = {one.field: one for one in criteria}
    present = found.get(field, Criterion(field, 1, False, {} if is_range else {"C": Grade((ANY,))}))
    grades = {name: one if is_range else _without(one, value) for name, one in present.grades.items()}
    if grade == "A":
        grades["A"] = _range(value) if is_range else Grade((*grades.get("A", Grade()).texts, value))
    kept: Mapping[str, Grade] = {name: one for name, one in grades.items() if one.is_set}
    found[field] = Criterion(field, present.weight, present.is_veto, kept)
    return list(found.values())


def _without(grade: Grade, value: str) -> Grade:
    return Grade(tuple(text for text in grade.texts if text.casefold() != value.casefold()), grade.least, grade.most)


def _range(text: str) -> Grade:
    found = RANGE.match(text)
    if found is None or not (found["least"] or found["most"]):
        raise ValidationError(
            _("Write a range as 50-249, 250- (and more) or -49 (and less). Got “%(given)s”."), params={"given": text}
        )
    least, most = (float(found[name]) if found[name] else None for name in ("least", "most"))
    if least is not None and most is not None and least > most:
        raise ValidationError(_("The range begins above its end: “%(given)s”."), params={"given": text})
    return Grade((), least, most)


def _written(grade: Grade | None) -> str:
    if grade is None:
        return ""
    if grade.texts:
        return ", ".join(grade.texts)
    least, most = ("" if one is None else f"{one:g}" for one in (grade.least, grade.most))
    return f"{least}-{most}" if least or most else ""
