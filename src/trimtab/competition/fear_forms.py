"""What people type about a fear and its proof."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.competition.models import Fear
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.relationships.models import Member
from trimtab.relationships.queries import map_of_opportunity
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import PersonInput, SeenAtField


class FearForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """One fear of one person, and what answers it."""

    owner = forms.CharField(
        label=gettext_lazy("Who shows the proof"),
        max_length=220,
        required=False,
        widget=PersonInput(),
    )
    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = Fear
        fields = ("person", "kind", "statement", "intensity", "proof", "proof_note", "status")

    def __init__(self, *args: Any, user: User, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        shown = map_of_opportunity(opportunity)
        found = shown.members.all() if shown else Member.objects.none()
        # Whoever was taken off the map is offered only where the fear is theirs already.
        there = found.filter(removed_at=None) | found.filter(pk=self.instance.person_id or 0)
        person.queryset = there.select_related("contact", "map").order_by("name", "pk")
        person.empty_label = _("nobody named")
        self.initial["owner"] = label_of(self.instance.owner) if self.instance.owner else ""
        if self.instance.pk is not None:
            self.initial["seen_at"] = self.instance.changed_at
        SeenField.remember(self)

    def clean_owner(self) -> User | None:
        """Who the typed text means; the present one may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        if self.instance.pk is not None and text == self.initial["owner"]:
            owner: User | None = self.instance.owner
            return owner
        return person_meant(self.user, text)

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values by field."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "owner")}
