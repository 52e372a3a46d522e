"""What people type about a deal's competition and about competitors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.competition.models import Competitor, Contender, DecisionCriterion, Fit
from trimtab.discovery.models import Insight, Layer
from trimtab.evidence.models import Kind
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member
from trimtab.relationships.queries import map_of_opportunity
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, SeenAtField

KINDS = [one for one in Competitor.Kind.choices if one[0] != Competitor.Kind.NOTHING]
MOST_OBSTACLES = 100


class CompetitorForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """A competitor of the catalogue."""

    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = Competitor
        fields = ("name", "kind", "strengths", "weaknesses")
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("strengths", "weaknesses")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not self.instance.is_nothing
        if self.instance.is_nothing:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = KINDS  # type: ignore[attr-defined]  # it is a choice
        _remember(self)

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class ContenderNewForm(forms.Form):
    """Who is in the deal: one of the catalogue, or a new one."""

    name = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=200,
        widget=forms.TextInput({"list": "competitor-names", "autocomplete": "off"}),
        help_text=gettext_lazy("A name of the catalogue; another name is added to it."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind, of a new one"), choices=KINDS, required=False, initial=Competitor.Kind.VENDOR
    )
    is_incumbent = forms.BooleanField(label=gettext_lazy("They have it today"), required=False)

    def clean_name(self) -> str:
        """Without spaces around it."""
        return str(self.cleaned_data["name"]).strip()


class ContenderForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What is known of somebody in a deal."""

    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = Contender
        fields = ("standing", "is_incumbent", "expected", "answer", "last_move", "last_move_on", "supporters")
        widgets = {
            "expected": forms.Textarea({"rows": 3}),
            "answer": forms.Textarea({"rows": 3}),
            "last_move_on": DayInput(),
            "supporters": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_people(self.fields["supporters"], self.instance.opportunity)
        if self.instance.is_nothing:
            del self.fields["is_incumbent"]
            self.fields["standing"].choices = [  # type: ignore[attr-defined]  # it is a choice
                one for one in Contender.Standing.choices if one[0] != Contender.Standing.OUT
            ]
        _remember(self)

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What the customer decides by."""

    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = DecisionCriterion
        fields = ("name", "kind", "is_mandatory", "step", "people", "obstacles", "note")
        widgets = {
            "kind": forms.RadioSelect,
            "people": forms.CheckboxSelectMultiple,
            "obstacles": forms.CheckboxSelectMultiple,
            "note": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_people(self.fields["people"], opportunity)
        of_deal = Q(opportunity=opportunity)
        if opportunity.account_id:
            of_deal |= Q(account=opportunity.account_id)
        found = Insight.objects.filter(of_deal, layer=Layer.OBSTACLE).order_by("title", "pk")
        field = self.fields["obstacles"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = found.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_OBSTACLES]))
        if not field.queryset.exists():
            del self.fields["obstacles"]
        _remember(self)

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class FitForm(forms.Form):
    """How a party meets a criterion in the customer's eyes, and what that rests on."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("In the customer's eyes"),
        choices=[("", gettext_lazy("not known")), *Fit.choices],
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How we know"),
        choices=[("", gettext_lazy("It is my view so far")), *Kind.choices],
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("What was said or seen"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    told_by = forms.ModelChoiceField(Contact.objects.none(), label=gettext_lazy("Who said it"), required=False)
    happened_on = forms.DateField(label=gettext_lazy("When"), required=False, widget=DayInput())
    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")
    party = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        opportunity: Opportunity,
        party: str,
        stands: int | None,
        today: date,
    ) -> None:
        kept = "" if stands is None else str(stands)
        super().__init__(typed, initial={"value": kept, "seen": kept, "party": party, "happened_on": today})
        self.today = today
        told_by = self.fields["told_by"]
        assert isinstance(told_by, forms.ModelChoiceField)
        shown = map_of_opportunity(opportunity)
        told_by.queryset = Contact.objects.none()
        if shown is not None:
            people = shown.members.current().filter(contact__isnull=False).values("contact")
            told_by.queryset = Contact.objects.filter(pk__in=people).order_by("name", "pk")
        told_by.empty_label = _("nobody named")

    @property
    def seen_value(self) -> int | None:
        """What stood when the person looked."""
        seen = self.cleaned_data["seen"]
        return int(seen) if seen in {str(one) for one in Fit.values} else None

    @property
    def evidence(self) -> dict[str, object] | None:
        """What it rests on; None where it is a view so far."""
        if not self.cleaned_data["kind"] or self.cleaned_data["value"] is None:
            return None
        names = ("kind", "note", "told_by", "link")
        happened_on = self.cleaned_data["happened_on"] or self.today
        return {name: self.cleaned_data[name] for name in names} | {"happened_on": happened_on}

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


def _set_people(field: forms.Field, opportunity: Opportunity) -> None:
    """The people of the opportunity's map, by name."""
    assert isinstance(field, forms.ModelMultipleChoiceField)
    shown = map_of_opportunity(opportunity)
    field.queryset = (
        shown.members.current().select_related("contact").order_by("name", "pk") if shown else Member.objects.none()
    )
    if shown is None:
        field.help_text = _("Nobody can be chosen until the people of this opportunity are on a map.")


def _remember(form: forms.ModelForm) -> None:  # type: ignore[type-arg]  # generic for the type checker only
    """Which version the form shows."""
    if form.instance.pk is not None:
        form.initial["seen_at"] = form.instance.changed_at
    SeenField.remember(form)
