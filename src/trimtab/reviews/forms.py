"""Forms of reviews. They make the rules kind; the rules themselves are in `actions`."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.opportunities.signals import Signal, all_signals
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.reviews.models import Commitment, Participant, Post, Review
from trimtab.reviews.testing import NO, YES, signals_by_key, tests_of
from trimtab.web.fields import DayInput, PersonInput

SHORTEST, LONGEST = 15, 240


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, as the browser offers it."""
    return forms.DateField(label=label, widget=DayInput(), **options)


class PersonField(forms.CharField):
    """Somebody whose records the viewer sees, named; the names are proposed while one types."""

    def __init__(self, **options: Any) -> None:
        widget = PersonInput()
        super().__init__(max_length=220, widget=widget, **options)


class ViewersForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:
        self.user = user
        super().__init__(*arguments, **options)

    def person(self, name: str) -> User | None:
        """The person whom the typed text means."""
        return person_meant(self.user, self.cleaned_data[name].strip())


class ReviewForm(ViewersForm):
    """When, how, how long, who leads it."""

    mode = forms.ChoiceField(label=gettext_lazy("How"), choices=Review.Mode.choices, initial=Review.Mode.LIVE)
    on = day_field(gettext_lazy("Day"))
    at = forms.TimeField(
        label=gettext_lazy("Hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(10)
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=60,
        help_text=gettext_lazy("A shorter review shortens each phase and drops none."),
    )
    coach = PersonField(label=gettext_lazy("Who leads through the phases"), required=False)

    def clean_coach(self) -> User | None:
        """The person meant."""
        return self.person("coach")

    def fields_in(self, zone: Any) -> dict[str, object]:
        """What the review keeps."""
        starts_at = datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"], zone)
        return {"mode": self.cleaned_data["mode"], "minutes": self.cleaned_data["minutes"], "starts_at": starts_at}


class ParticipantForm(ViewersForm):
    """Who, with which part, through whose eyes."""

    person_named = PersonField(label=gettext_lazy("Who"))
    role = forms.ChoiceField(
        label=gettext_lazy("Part"), choices=Participant.Role.choices, initial=Participant.Role.REVIEWER
    )
    perspective = forms.ChoiceField(
        label=gettext_lazy("Looks as"), choices=[("", "–"), *Participant.Perspective.choices], required=False
    )

    def clean_person_named(self) -> User:
        """The person meant."""
        found = self.person("person_named")
        if found is None:
            raise ValidationError(_("Name somebody."))
        return found


class PostForm(forms.Form):
    """What somebody says; only the kinds of the phase."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    text = forms.CharField(label=gettext_lazy("Text"), max_length=2000, widget=forms.Textarea({"rows": 2}))
    is_anonymous = forms.BooleanField(label=gettext_lazy("Without my name"), required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, kinds: Any) -> None:
        super().__init__(typed)
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]
        if Post.Kind.VULNERABILITY not in kinds:
            del self.fields["is_anonymous"]


class TakingForm(ViewersForm):
    """Who does what was recommended, until when."""

    assignee = PersonField(label=gettext_lazy("Who"))
    due_on = day_field(gettext_lazy("Until"))

    def clean_assignee(self) -> User:
        """The person meant."""
        found = self.person("assignee")
        if found is None:
            raise ValidationError(_("Name somebody."))
        return found


class ClosingForm(forms.Form):
    """What was decided."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=Review.Decision.choices)
    record = forms.CharField(
        label=gettext_lazy("What was agreed"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3})
    )
    next_on = day_field(gettext_lazy("Next review"), required=False)


class CommitmentForm(ViewersForm):
    """What will be true by a day, and how the system will see it."""

    text = forms.CharField(
        label=gettext_lazy("What will be true"),
        max_length=300,
        help_text=gettext_lazy("Something that can be seen: “Their finance lead has confirmed the figures.”"),
    )
    owner = PersonField(label=gettext_lazy("Who"))
    due_on = day_field(gettext_lazy("Until"))
    signal = forms.ChoiceField(
        label=gettext_lazy("Seen by"),
        required=False,
        help_text=gettext_lazy("With something that the system sees, it looks by itself and tells at the next review."),
    )
    test = forms.ChoiceField(label=gettext_lazy("Test"), choices=[("", "–"), *Commitment.Test.choices], required=False)
    value = forms.CharField(label=gettext_lazy("Value"), required=False, max_length=100)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User, today: date) -> None:
        self.today = today
        super().__init__(typed, user=user, initial={"owner": label_of(user)})
        offered = sorted(((one.key, str(one.label)) for one in all_signals()), key=lambda one: one[1])
        self.fields["signal"].choices = [("", _("Somebody says so")), *offered]  # type: ignore[attr-defined]

    def clean_owner(self) -> User:
        """The person meant."""
        found = self.person("owner")
        if found is None:
            raise ValidationError(_("Name somebody."))
        return found

    def clean_due_on(self) -> date:
        """A day that is still to come."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError(_("That day is over. Choose one that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """The test must suit what is looked at."""
        cleaned = super().clean() or self.cleaned_data
        signal = signals_by_key().get(cleaned.get("signal") or "")
        if signal is None:
            return cleaned | {"signal": "", "test": "", "value": ""}
        test = cleaned.get("test") or Commitment.Test.IS
        if test not in tests_of(signal.kind):
            self.add_error("test", _("Nothing is more or less of that: choose “is” or “is known”."))
        elif test == Commitment.Test.KNOWN:
            return cleaned | {"test": test, "value": ""}
        else:
            try:
                return cleaned | {"test": test, "value": wanted(signal, cleaned.get("value", "").strip())}
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned

    @property
    def values(self) -> dict[str, object]:
        """What the commitment keeps."""
        return {name: self.cleaned_data[name] for name in ("text", "owner", "due_on", "signal", "test", "value")}


def wanted(signal: Signal, text: str) -> str:
    """The typed value as the test needs it.

    Raises:
        ValidationError: it is not one of what the signal can say.
    """
    if signal.choices or signal.kind == "yes_no":
        choices = signal.choices or {YES: _("yes"), NO: _("no")}
        for key, label in choices.items():
            if text.casefold() in (key.casefold(), str(label).casefold()):
                return key
        raise ValidationError(
            _("Write one of: %(words)s.") % {"words": ", ".join(str(one) for one in choices.values())}
        )
    if signal.kind == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValidationError(_("Write a day as 2026-12-31.")) from None
    try:
        number = Decimal(text.replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        raise ValidationError(_("Write a number.")) from None
    if not number.is_finite():
        raise ValidationError(_("Write a number."))
    return str(number / 100 if signal.kind == "share" and (number > 1 or "%" in text) else number)


def first_day(now: date) -> date:
    """Tomorrow, or the next working day: what a new review begins with."""
    day = now + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
