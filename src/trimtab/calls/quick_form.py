"""A call that was held without a plan, taken down afterwards: what it was, when, and what came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.calls.forms import OFFERED, offered_contacts
from trimtab.calls.models import Channel, Outcome
from trimtab.opportunities.models import Opportunity


class QuickForm(forms.Form):
    """Three fields and three buttons."""

    title = forms.CharField(label=gettext_lazy("What it was about"), max_length=200)
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices, initial=Channel.PHONE)
    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity, now: datetime) -> None:
        self.now = now
        super().__init__(typed, initial={"at": timezone.localtime(now).replace(second=0, microsecond=0)})
        offered = list(offered_contacts(opportunity.account, opportunity, {})[:OFFERED])
        self.contacts = {str(one.pk): one for one in offered}
        self.fields["contact"] = forms.ChoiceField(
            label=_("With whom"),
            choices=[("", "–"), *((pk, one.name) for pk, one in self.contacts.items())],
            required=False,
        )
        self.order_fields(["title", "contact", "at", "channel"])

    def clean_at(self) -> datetime:
        """It is over."""
        at: datetime = self.cleaned_data["at"]
        if at > self.now:
            raise ValidationError(_("This is still to come. Plan it instead."))
        return at

    @property
    def fields_of_call(self) -> dict[str, object]:
        """What is kept of the call."""
        contact: Contact | None = self.contacts.get(self.cleaned_data["contact"])
        return {
            "title": self.cleaned_data["title"],
            "starts_at": self.cleaned_data["at"],
            "zone": timezone.get_current_timezone_name(),
            "channel": self.cleaned_data["channel"],
            "contacts": [contact] if contact else [],
        }
