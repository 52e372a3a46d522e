"""What a person chooses on the page of targets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.targets.planning import Choice
from trimtab.people.models import Team, User
from trimtab.people.policy import can_set_up
from trimtab.rhythm.models import TargetEvent
from trimtab.web.fields import DayInput

MOST = Decimal(10) ** 14


class TargetForm(forms.Form):
    """The total, how much more is given out, and how much the ground counts beside the past."""

    total = forms.DecimalField(
        label=later("To be reached together"),
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=2,
        help_text=later("Empty: what the ground supports in the middle case."),
    )
    over_assigned = forms.DecimalField(
        label=later("Given out beyond it, %"), required=False, min_value=-20, max_value=50, decimal_places=1
    )
    potential_weight = forms.DecimalField(
        label=later("Weight of the ground, %"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=0,
        help_text=later("The rest is the weight of the past. Empty: what would have split the last period best."),
    )

    def choice(self) -> Choice:
        """What was chosen; where something is wrong, the usual."""
        if not self.is_bound or not self.is_valid():
            return Choice()
        given = self.cleaned_data
        over, weight, total = given["over_assigned"], given["potential_weight"], given["total"]
        return Choice(
            total=None if total is None else float(total),
            over_assigned=0.05 if over is None else float(over) / 100,
            potential_weight=None if weight is None else float(weight) / 100,
        )


class EventForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """Something that moves the ground from a day on."""

    class Meta:
        model = TargetEvent
        fields = ("kind", "from_on", "until_on", "effect", "team", "note")
        labels = {
            "kind": later("What happened"),
            "from_on": later("From"),
            "until_on": later("To"),
            "effect": later("Change of the ground, %"),
            "team": later("Whose"),
            "note": later("Note"),
        }
        widgets = {
            "from_on": DayInput(),
            "until_on": DayInput(),
        }

    def __init__(self, user: User, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        everybody = can_set_up(user)
        teams = Team.objects.order_by("path")
        if not everybody:
            teams = teams.filter(path__startswith=user.team.path) if user.team else teams.none()
        choice = self.fields["team"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = teams
        choice.required = not everybody
        choice.empty_label = _("Everybody") if everybody else _("Choose a team")
