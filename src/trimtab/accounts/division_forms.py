"""Forms of divisions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact, Division
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import SeenAtField

MOST_CONTACTS = 300


class DivisionNameForm(forms.Form):
    """What a new division is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)


class DivisionForm(DivisionNameForm):
    """A division's name and people."""

    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label=gettext_lazy("Who works there"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(self, typed: Mapping[str, Any] | None = None, *, division: Division) -> None:
        present = list(division.contacts.values_list("pk", flat=True))
        super().__init__(
            typed,
            initial={
                "name": division.name,
                "contacts": present,
                "seen_at": division.changed_at,
            },
        )
        there = division.account.contacts.filter(archived_at__isnull=True).order_by("name", "pk")[:MOST_CONTACTS]
        shown = {*there.values_list("pk", flat=True), *present}
        people = Contact.objects.filter(pk__in=shown).order_by("name", "pk")
        self.fields["contacts"].queryset = people  # type: ignore[attr-defined]  # a choice of models
        SeenField.remember(self)
