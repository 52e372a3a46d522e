"""What people type about ended deals."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.competition.models import Competitor
from trimtab.competition.queries import contenders_of
from trimtab.evidence.models import Kind
from trimtab.opportunities.models import Opportunity
from trimtab.outcomes.models import Debrief, HandOver, Lesson
from trimtab.outcomes.reasons import reasons_for
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, PersonInput, SeenAtField

MOST_CONTACTS = 200


class ReasonsForm(forms.Form):
    """The main reason, and others."""

    main = forms.ChoiceField(label=gettext_lazy("Main reason"))
    others = forms.MultipleChoiceField(label=gettext_lazy("Also"), required=False, widget=forms.CheckboxSelectMultiple)
    competitor = forms.ModelChoiceField(Competitor.objects.none(), label=gettext_lazy("To whom"), required=False)

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        opportunity: Opportunity,
        kept: Sequence[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(typed, **options)
        choices = [(one.key, one.name) for one in reasons_for(opportunity.status, kept=kept)]
        self.fields["main"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]  # it is a choice
        self.fields["others"].choices = choices  # type: ignore[attr-defined]  # it is one of several
        competitor = self.fields["competitor"]
        assert isinstance(competitor, forms.ModelChoiceField)
        in_it = [one.competitor_id for one in contenders_of(opportunity) if one.competitor_id]
        competitor.queryset = Competitor.objects.filter(pk__in=in_it).order_by("name", "pk")
        if opportunity.status == "won":
            competitor.label = _("Against whom")
        competitor.empty_label = _("nobody named")

    @property
    def reasons(self) -> list[str]:
        """The main one first."""
        main = self.cleaned_data["main"]
        return [main, *(one for one in self.cleaned_data["others"] if one != main)]


class OursForm(ReasonsForm):
    """What we say."""

    text = forms.CharField(
        label=gettext_lazy("In a few sentences"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3})
    )
    differently = forms.CharField(
        label=gettext_lazy("What we would do differently"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity, debrief: Debrief | None = None
    ) -> None:
        kept = debrief.reasons if debrief else []
        super().__init__(typed, opportunity=opportunity, kept=kept, initial=_values(debrief) if debrief else None)
        SeenField.remember(self)


class BuyerForm(ReasonsForm):
    """What somebody of the customer said."""

    note = forms.CharField(label=gettext_lazy("In their words"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    told_by = forms.ModelChoiceField(Contact.objects.none(), label=gettext_lazy("Who said it"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("How we know"), choices=Kind.choices, initial=Kind.SAID)
    happened_on = forms.DateField(label=gettext_lazy("When"), widget=DayInput())

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity, today: date) -> None:
        super().__init__(typed, opportunity=opportunity, initial={"happened_on": today})
        self.today = today
        told_by = self.fields["told_by"]
        assert isinstance(told_by, forms.ModelChoiceField)
        people = Contact.objects.filter(account=opportunity.account_id or 0, archived_at__isnull=True)
        first = list(people.order_by("name", "pk").values_list("pk", flat=True)[:MOST_CONTACTS])
        told_by.queryset = Contact.objects.filter(pk__in=first).order_by("name", "pk")
        told_by.empty_label = _("nobody named")

    def clean_happened_on(self) -> date:
        """It was said by now."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(_("It was said today or before. Choose such a day."))
        return day

    @property
    def evidence(self) -> dict[str, Any]:
        """Who said it, when, in which words."""
        return {name: self.cleaned_data[name] for name in ("note", "told_by", "kind", "happened_on")}


class LessonForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What the next one should know."""

    class Meta:
        model = Lesson
        fields = ("title", "text")
        widgets = {"text": forms.Textarea({"rows": 3})}


class HandOverForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What delivery must know."""

    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = HandOver
        fields = HandOver.TEXTS
        widgets = {name: forms.Textarea({"rows": 4}) for name in HandOver.TEXTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("risks", "note"):
            self.fields[name].help_text = _("For us alone: never in the version for the customer.")
        if self.instance.pk is not None:
            self.initial["seen_at"] = self.instance.changed_at
        SeenField.remember(self)

    @property
    def texts(self) -> dict[str, str]:
        """The texts by name."""
        return {name: self.cleaned_data[name] for name in HandOver.TEXTS}


class GivingForm(forms.Form):
    """To whom it is given."""

    to = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=220,
        widget=PersonInput(),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User, given_to: User | None = None) -> None:
        super().__init__(typed, initial={"to": label_of(given_to) if given_to else ""})
        self.user = user

    def clean_to(self) -> User:
        """The colleague that is named."""
        found = person_meant(self.user, self.cleaned_data["to"])
        if found is None:
            raise forms.ValidationError(_("Name one of us."))
        return found


class ReasonForm(forms.Form):
    """A reason's name; of a new one also the end it is for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    end = forms.ChoiceField(
        label=gettext_lazy("Of deals that were"), choices=[("lost", gettext_lazy("Lost")), ("won", gettext_lazy("Won"))]
    )


def _values(debrief: Debrief) -> dict[str, Any]:
    return {
        "main": debrief.main,
        "others": debrief.reasons[1:],
        "competitor": debrief.competitor_id,
        "text": debrief.text,
        "differently": debrief.differently,
        "seen_at": debrief.changed_at,
    }
