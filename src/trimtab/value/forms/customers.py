"""What a customer types on the page of the case."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.value.forms.seen import CheckedForm
from trimtab.value.models import CustomerAnswer
from trimtab.value.shareable import SharedLine

Kind = CustomerAnswer.Kind
KINDS = [
    (Kind.CONFIRM, gettext_lazy("It is right")),
    (Kind.CORRECT, gettext_lazy("It should be different")),
    (Kind.COMMENT, gettext_lazy("I have a comment")),
]


class AnswerForm(CheckedForm):
    """About one line, or about the whole."""

    line = forms.ChoiceField(label=gettext_lazy("about"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("what do you say?"), choices=KINDS, widget=forms.RadioSelect)

    class Meta:
        model = CustomerAnswer
        fields = ("line", "kind", "quantity", "unit_value", "text", "name")
        widgets = {"text": forms.Textarea({"rows": 3, "maxlength": 2_000})}

    def __init__(self, typed: Mapping[str, Any] | None = None, *, lines: Sequence[SharedLine]) -> None:
        super().__init__(typed, initial={"kind": Kind.CONFIRM})
        self.lines = {str(one.key): one for one in lines}
        choices = [("", _("The whole")), *((key, one.label) for key, one in self.lines.items())]
        self.fields["line"].choices = choices  # type: ignore[attr-defined]  # it is a choice
        self.fields["quantity"].label = _("The quantity, or of a cost its amount, should be")
        self.fields["unit_value"].label = _("One unit is worth")

    @property
    def meant(self) -> SharedLine | None:
        """The line that it is about."""
        return self.lines.get(self.cleaned_data.get("line", ""))

    def clean(self) -> dict[str, Any]:
        """A confirmation or correction is about a line; a correction says how much, a comment says something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind in {Kind.CONFIRM, Kind.CORRECT} and not cleaned.get("line"):
            self.add_error("line", _("Choose which line you mean."))
        if kind == Kind.CORRECT and cleaned.get("quantity") is None and cleaned.get("unit_value") is None:
            self.add_error("quantity", _("Say what it should be."))
        if kind == Kind.COMMENT and not cleaned.get("text"):
            self.add_error("text", _("Write your comment."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept. Only a correction has figures; a cost is its amount, without a unit."""
        cleaned, line = self.cleaned_data, self.meant
        is_correction = cleaned["kind"] == Kind.CORRECT
        is_benefit = line is not None and line.is_benefit
        return {
            "kind": cleaned["kind"],
            "line": {"key": line.key, "wording": line.wording} if line else None,
            "quantity": cleaned["quantity"] if is_correction else None,
            "unit_value": cleaned["unit_value"] if is_correction and is_benefit else None,
            "text": cleaned["text"],
            "name": cleaned["name"],
        }
