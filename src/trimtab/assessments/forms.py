"""What is typed where a question is answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.accounts.models import Account, Contact
from trimtab.assessments.page import Cell
from trimtab.assessments.scorecard import ANSWERS, NOT_ASKED, UNKNOWN, Question
from trimtab.assessments.scores import derived
from trimtab.evidence.models import Kind
from trimtab.web.fields import DayInput

DERIVED = "derived"
EVIDENCE = ("kind", "told_by", "happened_on", "place", "said", "link")
STEP = "step-"


class AnswerForm(forms.Form):
    """An answer with its note, the smaller questions that lead to it, and what it rests on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    note = forms.CharField(
        label=later("Note"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2}), strip=True
    )
    kind = forms.ChoiceField(label=later("How we know"), required=False)
    told_by = forms.ModelChoiceField(Contact.objects.none(), label=later("Told by"), required=False)
    happened_on = forms.DateField(label=later("When"), required=False, widget=DayInput())
    place = forms.CharField(label=later("Where"), required=False, max_length=200)
    said = forms.CharField(
        label=later("What was said or seen"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )
    link = forms.URLField(label=later("Link"), required=False, max_length=500, assume_scheme="https")

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, cell: Cell, account: Account | None, today: date
    ) -> None:
        super().__init__(typed, auto_id="answer-%s")
        self.cell, self.question, self.today = cell, cell.question, today
        self.fields["value"] = _value_field(cell.question, is_derived=bool(cell.question.steps))
        for step in cell.question.steps:
            self.fields[f"{STEP}{step.key}"] = forms.ChoiceField(
                label=str(step.text), choices=list(ANSWERS.items()), widget=forms.RadioSelect, required=False
            )
        self._offer(account)
        self._remember()
        self.order_fields(["seen", "value", *self.step_names, "note", *EVIDENCE])

    @property
    def step_names(self) -> list[str]:
        return [f"{STEP}{one.key}" for one in self.question.steps]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """The answer and its note."""
        return [self["value"], self["note"]]

    @property
    def step_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.step_names]

    @property
    def evidence_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in EVIDENCE]

    @property
    def steps(self) -> dict[str, str]:
        """The smaller questions that were answered."""
        given = {one.key: self.cleaned_data.get(f"{STEP}{one.key}", "") for one in self.question.steps}
        return {key: value for key, value in given.items() if value}

    @property
    def value(self) -> str:
        """The answer; where it is left to the smaller questions, what they lead to."""
        value = self.cleaned_data["value"]
        if value == DERIVED:
            return derived(self.question.steps, self.steps)
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    @property
    def evidence(self) -> dict[str, Any] | None:
        """What it rests on; None where nothing new was written."""
        if not self.cleaned_data.get("kind"):
            return None
        names = {"said": "note"}
        found = {names.get(name, name): self.cleaned_data.get(name) for name in EVIDENCE}
        return found | {"happened_on": found["happened_on"] or self.today}

    def clean_happened_on(self) -> date | None:
        """Nothing was heard tomorrow."""
        day: date | None = self.cleaned_data["happened_on"]
        if day and day > self.today:
            raise ValidationError(_("That day is still to come. Write the day on which you heard it."))
        return day

    def clean(self) -> dict[str, Any]:
        """What was said needs how we know; evidence needs an answer that it supports."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("kind") and (cleaned.get("said") or cleaned.get("told_by") or cleaned.get("link")):
            self.add_error("kind", _("Choose how we know it."))
        if cleaned.get("kind") and cleaned.get("value") in (None, "", UNKNOWN):
            self.add_error("value", _("Evidence supports an answer. Choose one."))
        if cleaned.get("value") == DERIVED and not self.steps:
            self.add_error("value", _("Answer some of the smaller questions first."))
        return cleaned

    def _offer(self, account: Account | None) -> None:
        if isinstance(kinds := self.fields["kind"], forms.ChoiceField):
            kinds.choices = [("", _("No evidence yet")), *Kind.choices]
        if isinstance(people := self.fields["told_by"], forms.ModelChoiceField) and account is not None:
            people.queryset = Contact.objects.filter(account=account, archived_at=None).order_by("name", "pk")

    def _remember(self) -> None:
        answer = self.cell.answer
        self.initial.update({"seen": self.cell.seen, "value": self.cell.value, "happened_on": self.today})
        if answer is not None:
            steps = {f"{STEP}{key}": value for key, value in answer.steps.items()}
            self.initial.update({"note": answer.note, **steps})


def _value_field(question: Question, *, is_derived: bool) -> forms.Field:
    label = later("Answer")
    if question.kind in {"yes_no", "choice"}:
        choices: list[tuple[str, str | Promise]] = [*question.labels.items()]
        if question.kind == "choice":
            choices.append((UNKNOWN, ANSWERS[UNKNOWN]))
        if is_derived:
            choices.append((DERIVED, later("What the smaller questions lead to")))
        choices.append(("", NOT_ASKED))
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)
    if question.kind == "date":
        widget = DayInput()
        return forms.DateField(label=label, required=False, widget=widget)
    if question.kind == "text":
        return forms.CharField(label=label, required=False, max_length=5_000, widget=forms.Textarea({"rows": 3}))
    low, high = (question.low, question.high) if question.kind == "scale" else (None, None)
    return forms.FloatField(label=label, required=False, min_value=low, max_value=high)
