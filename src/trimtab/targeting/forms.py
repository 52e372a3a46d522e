"""Forms of scores."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from trimtab.evidence.models import Kind
from trimtab.targeting.factors import Factor
from trimtab.targeting.models import Level
from trimtab.web.fields import DayInput


class RatingForm(forms.Form):
    """What somebody says of one factor of an account, and how it is known."""

    level = forms.ChoiceField(label=_("answer"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("how we know"), choices=Kind.choices, initial=Kind.ASSUMPTION)
    note = forms.CharField(
        label=_("what was said or seen"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    place = forms.CharField(label=_("where"), required=False, max_length=200)
    link = forms.URLField(label=_("link"), required=False, max_length=500, assume_scheme="https")
    happened_on = forms.DateField(label=_("when"), widget=DayInput())

    def __init__(self, *args: object, factor: Factor, today: date) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        self.today = today
        self.fields["happened_on"].initial = today
        meanings = {level: factor.meaning(level) for level in Level.values}
        self.fields["level"].choices = [  # type: ignore[attr-defined]  # a choice field
            (level, f"{label}: {meanings[level]}" if meanings[level] else label) for level, label in Level.choices
        ]

    def clean_happened_on(self) -> date:
        """Not in the future."""
        given: date = self.cleaned_data["happened_on"]
        if given > self.today:
            raise forms.ValidationError(_("What is still to come is no evidence. Give the day on which it happened."))
        return given

    @property
    def evidence(self) -> dict[str, object]:
        """What is kept as evidence."""
        return {name: self.cleaned_data[name] for name in ("kind", "note", "place", "link", "happened_on")}
