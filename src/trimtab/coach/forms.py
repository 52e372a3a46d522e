"""The small forms on a next action: do it here, put it off, or say why it is not useful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.coach.actions import (
    Asked,
    keep_task,
    log_step,
    move_on,
    note_prepared,
    plan_try,
    say_why,
    set_close_date,
    touch_lead,
)
from trimtab.coach.models import Answer, Kind
from trimtab.coach.policy import Subject
from trimtab.opportunities.models import Activity, Opportunity, Stage
from trimtab.outcomes.queries import all_reasons
from trimtab.people.models import User
from trimtab.web.fields import DayInput, SeenAtField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SATURDAY = 5


@dataclass(frozen=True)
class Setting:
    """When a form is shown, and the stages that all forms of a page choose from."""

    now: datetime
    today: date
    stages: Sequence[Stage] = ()

    @cached_property
    def reasons(self) -> Sequence[tuple[str, str, str]]:
        """Why deals end: key, name, end. Read once a page, where one is asked for."""
        return [(one.key, one.name, one.end) for one in all_reasons() if not one.is_archived]


class DeedForm(forms.Form):
    """What is typed to do a thing right here. `do` hands it to the action."""

    label: "StrOrPromise" = ""  # of its button

    def __init__(
        self, record: Subject, setting: Setting, *, typed: Mapping[str, Any] | None = None, key: str = ""
    ) -> None:
        self.record, self.now, self.today = record, setting.now, setting.today
        super().__init__(typed, auto_id=f"id_{key}_%s" if key else "id_%s", initial=self.starts_with())

    def starts_with(self) -> dict[str, object]:
        """What the fields hold at first."""
        return {}

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        """Do it."""
        raise NotImplementedError


class _OverWhatWasSeen(DeedForm):
    """Carries which version of the opportunity the person saw."""

    seen_at = SeenAtField()

    def starts_with(self) -> dict[str, object]:
        assert isinstance(self.record, Opportunity)
        return {"seen_at": self.record.changed_at.isoformat()}


class CloseDateForm(_OverWhatWasSeen):
    """Another close date."""

    label = gettext_lazy("Set the date")
    close_on = forms.DateField(label=gettext_lazy("Close date"), widget=DayInput())

    def clean_close_on(self) -> date:
        """A date that holds lies ahead."""
        close_on: date = self.cleaned_data["close_on"]
        if close_on < self.today:
            raise ValidationError(_("An open opportunity closes today or later."))
        return close_on

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        return set_close_date(asked, **self.cleaned_data, by=by, now=now)


class StageForm(_OverWhatWasSeen):
    """Another stage of its process."""

    label = gettext_lazy("Change the stage")

    def __init__(
        self, record: Subject, setting: Setting, *, typed: Mapping[str, Any] | None = None, key: str = ""
    ) -> None:
        super().__init__(record, setting, typed=typed, key=key)
        assert isinstance(record, Opportunity)
        others = [one for one in setting.stages if one.process_id == record.process_id and one.pk != record.stage_id]
        self.stages = {str(stage.pk): stage for stage in others}
        choices = [("", "–"), *((str(stage.pk), stage.name) for stage in others)]
        self.fields["stage"] = forms.ChoiceField(label=_("Stage"), choices=choices)

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        stage = self.stages[self.cleaned_data["stage"]]
        return move_on(asked, stage=stage, seen_at=self.cleaned_data["seen_at"], by=by, now=now)


class TouchForm(DeedForm):
    """What happened with the customer."""

    label = gettext_lazy("Log what happened")
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[one for one in Activity.Kind.choices if one[0] in {"call", "email", "meeting"}],
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        return log_step(asked, **{"at": now, **self.cleaned_data}, by=by, now=now)


class PlanForm(TouchForm):
    """A next step with a date."""

    label = gettext_lazy("Plan the next step")
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def starts_with(self) -> dict[str, object]:
        tomorrow = timezone.localtime(self.now) + timedelta(days=1)
        return {"kind": "call", "at": tomorrow.replace(minute=0, second=0, microsecond=0)}

    def clean_at(self) -> datetime:
        """A plan lies ahead."""
        at: datetime = self.cleaned_data["at"]
        if at <= self.now:
            raise ValidationError(_("A next step lies ahead."))
        return at


class TaskForm(DeedForm):
    """How the task ended."""

    label = gettext_lazy("Done")
    outcome = forms.CharField(label=gettext_lazy("Outcome"), max_length=200, required=False)

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        return keep_task(asked, outcome=self.cleaned_data["outcome"] or _("Done"), by=by, now=now)


class PreparedForm(DeedForm):
    """Nothing to type."""

    label = gettext_lazy("It is prepared")

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        return note_prepared(asked, by=by, now=now)


class TryForm(DeedForm):
    """One more call, tomorrow at ten or on the next working day: one click."""

    label = gettext_lazy("Plan a call for the next working day")

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        at = next_working_day(now)
        return plan_try(asked, kind=Activity.Kind.CALL, subject=_("Reach the buyer another way"), at=at, by=by, now=now)


class IntroductionForm(DeedForm):
    """A colleague meets the customer: one click puts it on the list of the person."""

    label = gettext_lazy("Put an introduction on my list")

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        at = next_working_day(now + timedelta(days=6))
        return plan_try(asked, kind=Activity.Kind.TASK, subject=_("Introduce a colleague"), at=at, by=by, now=now)


class LeadTouchForm(DeedForm):
    """Nothing to type: somebody reached out."""

    label = gettext_lazy("I have reached out")

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        return touch_lead(asked, by=by, now=now)


class WhyForm(DeedForm):
    """The main reason, in one click; the page of the deal takes more."""

    label = gettext_lazy("Say why")

    def __init__(
        self, record: Subject, setting: Setting, *, typed: Mapping[str, Any] | None = None, key: str = ""
    ) -> None:
        super().__init__(record, setting, typed=typed, key=key)
        assert isinstance(record, Opportunity)
        choices = [("", "–"), *((key, name) for key, name, end in setting.reasons if end == record.status)]
        self.fields["reason"] = forms.ChoiceField(label=_("Main reason"), choices=choices)

    def do(self, asked: Asked, *, by: User, now: datetime) -> Answer:
        return say_why(asked, **self.cleaned_data, by=by, now=now)


def next_working_day(now: datetime) -> datetime:
    """Ten o'clock on the first day after `now` that is neither Saturday nor Sunday, in the person's time zone."""
    day = timezone.localtime(now) + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


DEEDS: dict[str, type[DeedForm]] = {
    Kind.SLIPPED: CloseDateForm,
    Kind.MOVED_OUT: TouchForm,
    Kind.STALLED: StageForm,
    Kind.SILENT: TouchForm,
    Kind.VANISHING: TryForm,
    Kind.SLIPPING: CloseDateForm,
    Kind.THIN: TouchForm,
    Kind.ONE_HEAD: IntroductionForm,
    Kind.UNTOUCHED: LeadTouchForm,
    Kind.UNPLANNED: PlanForm,
    Kind.TASK: TaskForm,
    Kind.MEETING: PreparedForm,
    Kind.UNEXPLAINED: WhyForm,
}


class PostponementForm(forms.Form):
    """Until when; a button carries a day, or one is typed."""

    until_on = forms.DateField(label=gettext_lazy("Until"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Why (only you see this)"), max_length=300, required=False)

    def __init__(self, typed: Mapping[str, Any], *, today: date) -> None:
        self.today = today
        super().__init__(typed)

    def clean_until_on(self) -> date:
        """A day that is still to come."""
        until_on: date = self.cleaned_data["until_on"]
        if until_on <= self.today:
            raise ValidationError(_("Put it off until a day that is still to come."))
        return until_on


class RefusalForm(forms.Form):
    """Why it is not useful; a button carries a common reason, or one is typed."""

    reason = forms.CharField(label=gettext_lazy("Why (only you see this)"), max_length=300)


def days_to_choose(today: date) -> list[tuple[date, str]]:
    """Days that a button puts off to: tomorrow, the next Monday, in two weeks."""
    monday = today + timedelta(days=7 - today.weekday())
    return [
        (today + timedelta(days=1), _("Tomorrow")),
        (monday, _("Next Monday")),
        (today + timedelta(days=14), _("In two weeks")),
    ]


def reasons_to_choose() -> list[str]:
    """Why findings are refused, for buttons."""
    return [_("It is settled already"), _("The data are wrong"), _("It waits on purpose"), _("It is not worth it")]
