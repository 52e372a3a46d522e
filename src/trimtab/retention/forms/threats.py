"""Forms of a threat: what it is, the next step, and its outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.retention.forms.fields import (
    accounts_field,
    accounts_meant,
    day_field,
    lines_of,
    person_field,
    text_field,
)
from trimtab.retention.models import Threat
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import SeenAtField

PLAIN = ("kind", "title", "note", "happened_on", "industry", "region", "due_on", "next_step")


class ThreatForm(forms.Form):
    """All that people say of a threat."""

    title = forms.CharField(label=gettext_lazy("What threatens"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Threat.Kind.choices)
    accounts = accounts_field(
        gettext_lazy("Against which accounts"),
        help_text=gettext_lazy("One a line. For an event, or say below whom it meets."),
    )
    note = text_field(gettext_lazy("What is known"), most=4000)
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300)
    due_on = day_field(gettext_lazy("Due on"), required=True)
    owner = person_field()
    happened_on = day_field(
        gettext_lazy("Happened on"), help_text=gettext_lazy("Of an event: from that day on its effect is measured.")
    )
    industry = forms.CharField(label=gettext_lazy("All of an industry"), max_length=100, required=False)
    region = forms.CharField(label=gettext_lazy("All in a region"), max_length=100, required=False)
    product = forms.CharField(label=gettext_lazy("All who bought a product"), max_length=200, required=False)
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        threat: Threat | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.user, self.threat = user, threat
        super().__init__(typed, initial=_values(threat, user) if threat else dict(initial or {}))
        SeenField.remember(self)

    def clean_accounts(self) -> list[Account]:
        """The named accounts."""
        return accounts_meant(self.user, self.cleaned_data["accounts"])

    def clean_owner(self) -> User | None:
        """Who the typed text means; the present owner may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        if self.threat is not None and text == self.initial["owner"]:
            return self.threat.owner
        return person_meant(self.user, text)

    def clean_product(self) -> Product | None:
        """The product of that name."""
        text = self.cleaned_data["product"].strip()
        if not text:
            return None
        found = Product.objects.filter(name__iexact=text).order_by("pk").first()
        if found is None:
            raise ValidationError(_("No product has that name."))
        return found

    def clean(self) -> dict[str, Any]:
        """It is against somebody, and an event has its day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_scoped = any(cleaned.get(name) for name in ("accounts", "industry", "region", "product"))
        if not is_scoped and "accounts" not in self.errors:
            self.add_error("accounts", _("Name an account, or say which accounts it meets."))
        lacks_day = not cleaned.get("happened_on") and "happened_on" not in self.errors
        if cleaned.get("kind") == Threat.Kind.EVENT and lacks_day:
            self.add_error("happened_on", _("An event has a day."))
        return cleaned

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field, without the accounts."""
        return {name: self.cleaned_data[name] for name in (*PLAIN, "owner", "product")}


class StepForm(forms.Form):
    """What was done, and what is next until when."""

    done = text_field(gettext_lazy("What was done"), rows=2)
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300)
    due_on = day_field(gettext_lazy("Due on"), required=True)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, today: date) -> None:
        self.today = today
        super().__init__(typed)

    def clean_due_on(self) -> date:
        """A next step lies ahead."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise ValidationError(_("A next step is due today or later."))
        return due_on


class OutcomeForm(forms.Form):
    """What became of it."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it?"),
        choices=[one for one in Threat.Outcome.choices if one[0]],
        widget=forms.RadioSelect,
    )
    lost_amount = forms.DecimalField(
        label=gettext_lazy("Lost a year"), max_digits=18, decimal_places=2, min_value=0, required=False
    )
    learnt = forms.CharField(
        label=gettext_lazy("What was learnt?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _values(threat: Threat, user: User) -> dict[str, object]:
    named = list(visible_accounts(user).filter(threats=threat).order_by("name", "pk"))
    values: dict[str, object] = {name: getattr(threat, name) for name in PLAIN}
    return values | {
        "accounts": lines_of(named),
        "owner": label_of(threat.owner),
        "product": threat.product.name if threat.product else "",
        "seen_at": threat.changed_at,
    }
