"""Forms of targets, facts and signs."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.targeting.dossier import HEADINGS
from trimtab.targeting.models import DossierFact, Sign, Target
from trimtab.web.fields import DayInput


class TargetForm(forms.Form):
    """Why an account is to be won."""

    why = forms.CharField(label=later("why this one"), max_length=500, required=False)


class MoveForm(forms.Form):
    """Another step for a target."""

    step = forms.ChoiceField(label=later("step"), choices=Target.Step.choices)
    why = forms.CharField(label=later("why"), max_length=500, required=False)
    revisit_on = forms.DateField(label=later("look again on"), required=False, widget=DayInput())
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Released ones say why."""
        cleaned = super().clean() or {}
        if cleaned.get("step") == Target.Step.RELEASED and not cleaned.get("why", "").strip():
            self.add_error("why", _("Say why it is released; whoever looks again will ask."))
        return cleaned


class PastDay(forms.DateField):
    """A day that is not in the future."""

    def __init__(self, *, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(widget=DayInput(), initial=today, **options)

    def clean(self, value: Any) -> Any:
        """The day."""
        found = super().clean(value)
        if found is not None and found > self.today:
            raise ValidationError(_("This day is still to come."))
        return found


class FactForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """Something that is known, with where it is from."""

    heading = forms.ChoiceField(label=later("heading"), choices=[(key, names[0]) for key, names in HEADINGS.items()])

    link = forms.URLField(label=later("link"), required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = DossierFact
        fields = ("heading", "text", "source", "link", "known_on", "confidence")
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["known_on"] = PastDay(today=today, label=_("of which day"))


class SignForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What one watches for, and what is done then."""

    class Meta:
        model = Sign
        fields = ("kind", "watch_for", "play", "strength", "look_on")
        widgets = {"look_on": DayInput()}


class SightingForm(forms.Form):
    """When and where a sign was seen."""

    source = forms.CharField(label=later("where it was seen"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date) -> None:
        super().__init__(*args)
        self.auto_id = "sighting_%s"  # the page has another field of that name
        self.fields["seen_on"] = PastDay(today=today, label=_("seen on"))
