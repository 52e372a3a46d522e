"""Who of the customer confirmed it, and what we make of what they wrote."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.evidence.models import Evidence, Kind
from trimtab.opportunities.models import Opportunity
from trimtab.value.confirming import THEIR_WORD
from trimtab.value.forms.people import offer_people
from trimtab.value.forms.seen import CheckedForm
from trimtab.web.fields import DayInput


class ConfirmForm(CheckedForm):
    """A confirmation by the customer."""

    class Meta:
        model = Evidence
        fields = ("told_by", "kind", "happened_on", "note", "place")
        widgets = {
            "note": forms.Textarea({"rows": 2}),
            "happened_on": DayInput(),
        }

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity, today: date) -> None:
        super().__init__(typed, initial={"happened_on": today, "kind": Kind.SAID})
        self.today = today
        offer_people(self.fields["told_by"], opportunity, may_be_empty=True)
        self.fields["told_by"].required = True
        self.fields["told_by"].label = gettext_lazy("Who of theirs")
        self.fields["kind"].choices = [(one.value, one.label) for one in THEIR_WORD]  # type: ignore[attr-defined]

    def clean_happened_on(self) -> date:
        """Not yet to come."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise ValidationError(_("That day is still to come."))
        return day


class AcceptForm(forms.Form):
    """Who of the customer's people wrote it."""

    told_by = forms.ModelChoiceField(Contact.objects.none(), label=gettext_lazy("Written by"), required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity) -> None:
        super().__init__(typed, auto_id=False)
        offer_people(self.fields["told_by"], opportunity, may_be_empty=True)
