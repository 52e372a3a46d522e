"""The protocol of a pilot, and why it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.pilots.models import Pilot
from trimtab.insight.causes.cards import BY_KEY, CARDS
from trimtab.people.frame import scopes_for
from trimtab.people.models import User


class PilotForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """What is tried, on whom, for how long, and by what it is measured. Shares are asked in percent."""

    base_percent = forms.FloatField(
        label=later("Share without, %"), min_value=0.1, max_value=99.9, help_text=later("What the measure is today.")
    )
    wanted_percent = forms.FloatField(label=later("Share hoped for, %"), min_value=0.1, max_value=99.9)
    worth_points = forms.FloatField(
        label=later("Smallest difference worth rolling out, points"), min_value=0.1, max_value=50, initial=1
    )
    icc = forms.FloatField(
        label=later("Likeness of one seller's deals"),
        min_value=0,
        max_value=1,
        initial=0.02,
        help_text=later("0: as different as those of several sellers; 1: all alike. 0.02 to 0.10 is usual."),
    )

    class Meta:
        model = Pilot
        fields = ("name", "lever", "treatment", "unit", "scope", "design", "steps", "weeks", "measure", "horizon")

    field_order = (*Meta.fields, "base_percent", "wanted_percent", "worth_points", "icc")

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        levers = [("", _("Another one")), *((card.key, _(card.name)) for card in CARDS)]
        self.fields["lever"] = forms.ChoiceField(label=later("Lever"), choices=levers, required=False)
        self.fields["scope"] = forms.ChoiceField(label=later("Among"), choices=scopes_for(user))
        self.fields["treatment"].widget = forms.Textarea(attrs={"rows": 3})
        self.fields["steps"].help_text = _("Only where all get it, a part at a time.")

    def clean(self) -> dict[str, Any]:
        """Both shares must differ."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("base_percent") is not None and cleaned.get("base_percent") == cleaned.get("wanted_percent"):
            self.add_error("wanted_percent", _("A pilot looks for a difference: this is the share without."))
        return cleaned

    def plan(self) -> dict[str, object]:
        """The fields of the protocol."""
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in self.Meta.fields},
            "base": cleaned["base_percent"] / 100,
            "wanted": cleaned["wanted_percent"] / 100,
            "worth_it": cleaned["worth_points"] / 100,
            "icc": cleaned["icc"],
        }


class EndingForm(forms.Form):
    """Why a pilot ends."""

    why = forms.CharField(
        label=later("Why it ends now"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


def proposed(lever: str, *, base: float | None) -> dict[str, object]:
    """What a new pilot of a lever begins with."""
    share = round(100 * base, 1) if base is not None and 0.001 <= base <= 0.95 else 22.0
    begun: dict[str, object] = {"base_percent": share, "wanted_percent": round(share + 4, 1), "scope": "everyone"}
    card = BY_KEY.get(lever)
    if card is not None:
        begun |= {"lever": card.key, "name": _(card.name), "treatment": _(card.treatment)}
    return begun
