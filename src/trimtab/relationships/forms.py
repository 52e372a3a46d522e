"""What people type about a map: who is on it, what they judge, why, and which lines they draw."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.evidence.models import Kind
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.relationships.models import Adaptability, Line, Member, PeopleMap, Persona, Rung
from trimtab.relationships.words import ADAPTABILITY, MEANINGS, RUNGS
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, PersonInput

BLANK = ("", gettext_lazy("not judged"))
TEXTS = ("business_agenda", "personal_agenda", "strategy", "note")


class UnknownForm(forms.Form):
    """Somebody who is no contact yet: a post, a name, or both."""

    persona = forms.ChoiceField(label=gettext_lazy("Post"), choices=[("", "–"), *Persona.choices], required=False)
    name = forms.CharField(label=gettext_lazy("Name, if it is known"), max_length=200, required=False)
    is_external = forms.BooleanField(label=gettext_lazy("Works elsewhere"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two says who it is."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not found.get("persona") and not found.get("name"):
            self.add_error("persona", _("Choose a post, or write a name."))
        return found


class JudgementForm(forms.Form):
    """One attribute of one person, and what it rests on."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How we know"),
        choices=[("", gettext_lazy("It is my view so far")), *Kind.choices],
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("What was said or seen"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    told_by = forms.ModelChoiceField(Contact.objects.none(), label=gettext_lazy("Who said it"), required=False)
    happened_on = forms.DateField(label=gettext_lazy("When"), required=False, widget=DayInput())
    place = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)
    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")
    attribute = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, member: Member, attribute: str, today: date, value: str = ""
    ) -> None:
        initial = {"attribute": attribute, "seen": member.judged(attribute), "happened_on": today}
        super().__init__(typed, initial=initial)
        self.today = today
        self.fields["value"] = _field_of(member, attribute, value or member.judged(attribute))
        self.order_fields(["value", "kind", "note", "told_by", "happened_on", "place", "link"])
        told_by = self.fields["told_by"]
        assert isinstance(told_by, forms.ModelChoiceField)
        told_by.queryset = people_of(member.map)
        told_by.empty_label = _("nobody named")

    @property
    def value(self) -> str:
        """The chosen value as it is kept."""
        chosen = self.cleaned_data["value"]
        return ",".join(chosen) if isinstance(chosen, list) else str(chosen)

    @property
    def evidence(self) -> dict[str, object] | None:
        """What it rests on; None where it is a view so far."""
        if not self.cleaned_data["kind"]:
            return None
        names = ("kind", "note", "told_by", "place", "link")
        return {name: self.cleaned_data[name] for name in names} | {"happened_on": self._day}

    def clean(self) -> dict[str, Any]:
        """Evidence has a day that has come, and words or a link behind it unless it is an assumption."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("happened_on") and found["happened_on"] > self.today:
            self.add_error("happened_on", _("Evidence is from today or before. Choose such a day."))
        is_bare = not found.get("note") and not found.get("link")
        if found.get("kind") not in {None, "", Kind.ASSUMPTION} and is_bare and not self.errors:
            self.add_error("note", _("Write what was said or seen, in a few words, or give a link."))
        if found.get("note") and not found.get("kind") and not self.errors:
            self.add_error("kind", _("Say how we know what you wrote."))
        return found

    @property
    def _day(self) -> date:
        return self.cleaned_data["happened_on"] or self.today


class TextsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What is written of a person on one map."""

    seen = SeenField()

    class Meta:
        model = Member
        fields = ("business_agenda", "personal_agenda", "strategy", "note", "is_external")
        widgets = {name: forms.Textarea({"rows": 2}) for name in TEXTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        SeenField.remember(self)

    @property
    def seen_values(self) -> dict[str, Any]:
        """The fields as the person saw them."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError:
            seen = {}
        shown = TextsForm(seen if isinstance(seen, dict) else {})
        shown.is_valid()
        return {name: shown.cleaned_data.get(name) for name in self.Meta.fields}

    @property
    def changes(self) -> dict[str, Any]:
        """What the person changed."""
        seen = self.seen_values
        return {name: self.cleaned_data[name] for name in self.Meta.fields if self.cleaned_data[name] != seen[name]}


class LineForm(forms.Form):
    """A line between two people of a map."""

    start = forms.TypedChoiceField(label=gettext_lazy("Who"))
    kind = forms.ChoiceField(label=gettext_lazy("Does what"), choices=Line.Kind)
    end = forms.TypedChoiceField(label=gettext_lazy("Whom"))
    strength = forms.ChoiceField(
        label=gettext_lazy("How much"),
        choices=[("", gettext_lazy("not judged")), *Line.Strength.choices],
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, shown: PeopleMap, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        found = shown.members.current().select_related("contact").order_by("name", "pk")
        members = {str(one.pk): one for one in found}
        for name in ("start", "end"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "–"), *((pk, str(one)) for pk, one in members.items())]
            field.coerce = members.__getitem__


class RelationForm(forms.Form):
    """What one of us is to a contact, and ought to become."""

    user = forms.CharField(
        label=gettext_lazy("Who of us"),
        max_length=220,
        widget=PersonInput(),
    )
    current = forms.ChoiceField(label=gettext_lazy("Now"), choices=[BLANK, *Rung.choices], required=False)
    desired = forms.ChoiceField(
        label=gettext_lazy("To become"), choices=[("", gettext_lazy("no aim")), *Rung.choices], required=False
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User) -> None:
        super().__init__(typed, initial={"user": label_of(user)})
        self.person = user
        self.fields["current"].help_text = _ladder()

    def clean_user(self) -> User:
        """The colleague that is named."""
        found = person_meant(self.person, self.cleaned_data["user"])
        if found is None:
            raise forms.ValidationError(_("Name one of us."))
        return found


class AttitudeForm(forms.Form):
    """How a person takes change."""

    adaptability = forms.ChoiceField(
        label=gettext_lazy("Attitude to change"),
        required=False,
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, adaptability: str = "") -> None:
        super().__init__(typed, initial={"adaptability": adaptability})
        choices = [(key, f"{label}: {ADAPTABILITY[key]}") for key, label in Adaptability.choices]
        self.fields["adaptability"].choices = [BLANK, *choices]  # type: ignore[attr-defined]  # it is a choice


def people_of(shown: PeopleMap) -> Any:  # a queryset of contacts
    """The contacts on a map, by name."""
    ids = shown.members.current().filter(contact__isnull=False).values("contact")
    return Contact.objects.filter(pk__in=ids).order_by("name", "pk")


def _field_of(member: Member, attribute: str, value: str) -> forms.Field:
    """The scale of an attribute, each value with its meaning."""
    meanings = MEANINGS[attribute]
    choices = [(key, f"{label}: {meanings[key]}") for key, label in member.CHOICES[attribute].choices]
    label = Member.label_of(attribute)
    if attribute == "roles":
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=widget, initial=value.split(",")
        )
    widget_of_one = forms.RadioSelect
    return forms.ChoiceField(
        label=label, choices=[BLANK, *choices], required=False, widget=widget_of_one, initial=value
    )


def _ladder() -> str:
    return " ".join(f"{label}: {RUNGS[key]}" for key, label in Rung.choices)
