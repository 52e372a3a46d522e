"""Forms of the network: one line for what happened, and a page for a person."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.network.actions import FIELDS
from trimtab.network.models import Acquaintance, Dealing
from trimtab.network.queries import contact_meant
from trimtab.people.models import User
from trimtab.web.fields import DayInput

COLON = re.compile(r"\s*[:：]\s*")  # also the wide one of Chinese and Japanese
TO = re.compile(r"\s*(?:>|→)\s*")
LONGEST_NAME, LONGEST_TEXT = 200, 500


class LineForm(forms.Form):
    """One line: who, a colon, what. `Mia Meier > Lou Lang: wind farms` introduces one to the other."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened"), choices=Dealing.Kind.choices)
    line = forms.CharField(
        label=gettext_lazy("Who: what"),
        max_length=LONGEST_NAME + LONGEST_TEXT,
        widget=forms.TextInput({"list": "network-names", "autocomplete": "off"}),
    )
    due_on = forms.DateField(label=gettext_lazy("A promise is due on"), required=False, widget=DayInput())

    def clean_line(self) -> str:
        """Names and text of bearable length."""
        line = str(self.cleaned_data["line"]).strip()
        names, text = _split(line)
        if not names[0]:
            raise ValidationError(_("Begin with a name, then a colon: “Mia Meier: sent her the study”."))
        if max(map(len, names)) > LONGEST_NAME or len(text) > LONGEST_TEXT:
            raise ValidationError(_("A name has at most 200 letters, what happened at most 500."))
        return line

    def clean(self) -> dict[str, Any]:
        """A promise says what; an introduction says to whom."""
        cleaned = self.cleaned_data
        if "line" in cleaned and cleaned.get("kind") == Dealing.Kind.PROMISED and not self.text:
            self.add_error("line", _("Say after the colon what you promised."))
        if "line" in cleaned and len(self.names) > 1 and cleaned.get("kind") != Dealing.Kind.INTRODUCED:
            self.add_error("kind", _("Two names with > between them are an introduction."))
        return cleaned

    @property
    def names(self) -> list[str]:
        """The one or two people."""
        return _split(self.cleaned_data["line"])[0]

    @property
    def text(self) -> str:
        """What happened."""
        return _split(self.cleaned_data["line"])[1]


def _split(line: str) -> tuple[list[str], str]:
    parts = COLON.split(line, maxsplit=1)
    names = TO.split(parts[0].strip(), maxsplit=1)
    return [name.strip() for name in names if name.strip()] or [""], parts[1].strip() if len(parts) > 1 else ""


class AcquaintanceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What is known of somebody."""

    contact_name = forms.CharField(
        label=gettext_lazy("The same person among the contacts"), required=False, max_length=220
    )

    class Meta:
        model = Acquaintance
        fields = [field for field in FIELDS if field != "contact"]
        widgets = {"follow_up_on": DayInput()}

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User, acquaintance: Acquaintance) -> None:
        self.user, self.present = user, acquaintance.contact
        super().__init__(typed, instance=Acquaintance.objects.get(pk=acquaintance.pk))
        if self.present is not None:
            self.initial["contact_name"] = f"{self.present.name} #{self.present.pk}"

    def clean_contact_name(self) -> Contact | None:
        """The contact that the typed text means; the present one may be out of sight."""
        text = str(self.cleaned_data["contact_name"]).strip()
        if self.present is not None and text == self.initial["contact_name"]:
            return self.present
        return contact_meant(self.user, text)

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        found = {name: self.cleaned_data[name] for name in FIELDS if name != "contact"}
        return found | {"contact": self.cleaned_data["contact_name"]}


class FollowUpForm(forms.Form):
    """When to follow up next: in so many days; 0: not any more."""

    days = forms.TypedChoiceField(choices=[("0", ""), ("30", ""), ("90", ""), ("180", "")], coerce=int)

    def day_from(self, today: date) -> date | None:
        """The day."""
        days = self.cleaned_data["days"]
        return date.fromordinal(today.toordinal() + days) if days else None
