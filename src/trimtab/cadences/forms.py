"""Forms of cadences, enrolments, attempts and costs."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.accounts.models import Contact
from trimtab.cadences.actions import StepFacts
from trimtab.cadences.models import Cadence, Refusal, Touch
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.playbook.models import Channel
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, PersonInput, SeenAtField

STEPS = 8
OFFERED = 200


class CadenceForm(forms.Form):
    """A cadence with up to eight attempts; an attempt without a channel is none."""

    name = forms.CharField(label=later("Name"), max_length=200)
    about = forms.CharField(
        label=later("When to use it"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    stop_on_meeting = forms.BooleanField(
        label=later("Stops when a meeting is agreed"),
        required=False,
        initial=True,
        help_text=later("An answer, a complaint and a wish to be left alone always stop it."),
    )
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(self, typed: Any = None, *, cadence: Cadence | None = None, steps: Sequence[StepFacts] = ()) -> None:
        super().__init__(typed, initial=_values(cadence, steps))
        for number in range(1, STEPS + 1):
            self._add_step(number)
        SeenField.remember(self)

    def _add_step(self, number: int) -> None:
        said = {"number": number}
        self.fields[f"channel_{number}"] = forms.ChoiceField(
            label=_("Attempt %(number)s") % said, choices=[("", "–"), *Channel.choices], required=False
        )
        self.fields[f"days_{number}"] = forms.IntegerField(
            label=_("Days before attempt %(number)s") % said, min_value=0, max_value=365, required=False
        )
        self.fields[f"say_{number}"] = forms.CharField(
            label=_("What to say in attempt %(number)s") % said, max_length=300, required=False
        )

    def clean(self) -> dict[str, Any]:
        """There is an attempt."""
        if not self.errors and not list(self._steps()):
            raise ValidationError(_("A cadence needs one attempt at least. Choose a channel."))
        return self.cleaned_data

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The attempts, for the table of the page."""
        return [
            (number, self[f"channel_{number}"], self[f"days_{number}"], self[f"say_{number}"])
            for number in range(1, STEPS + 1)
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        names = ("name", "about", "stop_on_meeting")
        return {name: self.cleaned_data[name] for name in names} | {"steps": list(self._steps())}

    def _steps(self) -> Iterator[StepFacts]:
        for number in range(1, STEPS + 1):
            channel = self.cleaned_data.get(f"channel_{number}")
            if channel:
                days, say = self.cleaned_data.get(f"days_{number}") or 0, self.cleaned_data.get(f"say_{number}") or ""
                yield StepFacts(channel, days, say)


class EnrolForm(forms.Form):
    """By which cadence, who, from when, for which opportunity."""

    cadence = forms.ModelChoiceField(Cadence.objects.none(), label=later("Cadence"))
    person = forms.CharField(label=later("Who"), max_length=220, widget=PersonInput())
    begin_on = forms.DateField(label=later("Beginning"), widget=DayInput())
    opportunity = forms.ModelChoiceField(Opportunity.objects.none(), label=later("Opportunity"), required=False)

    def __init__(
        self, typed: Any = None, *, user: User, contact: Contact, opportunity: Opportunity | None, today: date
    ) -> None:
        self.user = user
        super().__init__(typed, initial={"person": label_of(user), "begin_on": today, "opportunity": opportunity})
        fields: dict[str, Any] = self.fields
        deals = visible_opportunities(user).current().open().filter(account=contact.account_id or 0)
        kept = [one.pk for one in deals.order_by("name", "pk")[:OFFERED]]
        fields["cadence"].queryset = Cadence.objects.filter(archived_at=None).order_by("name", "pk")
        fields["opportunity"].queryset = Opportunity.objects.filter(pk__in=kept).order_by("name", "pk")

    def clean_person(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["person"].strip())


class TouchForm(forms.Form):
    """An attempt was made; the result is the button that was pressed."""

    channel = forms.ChoiceField(label=later("By"), choices=Channel.choices)
    note = forms.CharField(label=later("What was said"), max_length=300, required=False)
    result = forms.ChoiceField(choices=Touch.Result.choices, widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RefusalForm(forms.Form):
    """The contact wants to be left alone."""

    kind = forms.ChoiceField(label=later("What happened"), choices=Refusal.Kind.choices)
    note = forms.CharField(label=later("What was said"), max_length=300, required=False)


class PersistenceForm(forms.Form):
    """What an answer is worth, what an attempt and a complaint cost, how long an answer may take."""

    worth = forms.DecimalField(
        label=later("Worth of an answer"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=later("What an opportunity brings, times the share of answers that become one."),
    )
    cost = forms.DecimalField(
        label=later("Cost of an attempt"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=later("Mostly the minutes of whoever makes it."),
    )
    harm = forms.DecimalField(
        label=later("Cost of a complaint"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=later("The contact is lost, and speaks to others."),
    )
    wait_days = forms.IntegerField(
        label=later("Days that an answer may take"),
        min_value=1,
        max_value=90,
        help_text=later("Counted so from the next night on."),
    )


def _values(cadence: Cadence | None, steps: Sequence[StepFacts]) -> dict[str, Any]:
    values: dict[str, Any] = {"stop_on_meeting": True}
    if cadence is not None:
        values = {"name": cadence.name, "about": cadence.about, "stop_on_meeting": cadence.stop_on_meeting}
        values["seen_at"] = cadence.changed_at
    for number, step in enumerate(steps[:STEPS], 1):
        values |= {f"channel_{number}": step.channel, f"days_{number}": step.days, f"say_{number}": step.say}
    return values
