"""What is typed about an opportunity in its process."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact
from trimtab.evidence.models import Evidence, Kind
from trimtab.processes.models import MilestoneAnswer, Value
from trimtab.web.fields import DayInput

MOST_PEOPLE = 300


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """An answer with its note, and how we know. The fields of evidence are empty where there is no new piece."""

    value = forms.ChoiceField(
        label=gettext_lazy("Is it true?"), choices=Value.choices, required=False, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How we know"),
        choices=[("", gettext_lazy("No new evidence")), *Kind.choices],
        required=False,
        help_text=gettext_lazy("What is only assumed stays yellow."),
    )
    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Evidence
        fields = ("kind", "note", "told_by", "happened_on", "place", "link")
        widgets = {"note": forms.Textarea({"rows": 2}), "happened_on": DayInput()}

    field_order = ("value", "remark", "kind", "note", "told_by", "happened_on", "place", "link")

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        answer: MilestoneAnswer | None,
        account: Account | None,
        today: date,
    ) -> None:
        begin = {"value": answer.value, "remark": answer.note, "seen": answer.number} if answer else {"seen": 0}
        super().__init__(typed, auto_id="answer-%s", initial={"happened_on": today.isoformat(), "kind": ""} | begin)
        self.today, self.answer = today, answer
        people = Contact.objects.filter(account=account, archived_at=None).order_by("name", "pk")
        if isinstance(field := self.fields["told_by"], forms.ModelChoiceField):
            field.queryset = people if account else Contact.objects.none()
            field.choices = [("", "–"), *((one.pk, str(one)) for one in field.queryset[:MOST_PEOPLE])]
        self.fields["happened_on"].required = False

    def clean_happened_on(self) -> date:
        """The day; today where none is said. What has not happened yet proves nothing."""
        day = self.cleaned_data["happened_on"] or self.today
        if day > self.today:
            raise ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        """Evidence without a kind would be lost."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("kind") and any(cleaned.get(name) for name in ("note", "told_by", "place", "link")):
            self.add_error("kind", _("Say how we know it, so that it counts."))
        return cleaned

    @property
    def evidence(self) -> dict[str, Any] | None:
        """The fields of a new piece; None where there is none."""
        if not self.cleaned_data["kind"]:
            return None
        return {name: self.cleaned_data[name] for name in ("kind", "note", "told_by", "happened_on", "place", "link")}

    @property
    def note_kept(self) -> str:
        """The note; what a quick answer does not send stays as it is."""
        if "remark" not in self.data and self.answer is not None:
            return self.answer.note
        return str(self.cleaned_data["remark"])

    def _post_clean(self) -> None:
        """The form changes nothing by itself: an action does, with its rights and its event."""


class PauseForm(forms.Form):
    """Why the clock stands still, and until when."""

    reason = forms.CharField(label=gettext_lazy("Why it waits"), max_length=300)
    until_on = forms.DateField(
        label=gettext_lazy("Expected to go on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The computed date moves by these days."),
    )
