"""Small forms for answering to findings."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.web.fields import DayInput

LONGEST = 365  # days


class RestForm(forms.Form):
    """Until when, and why."""

    until_on = forms.DateField(label=gettext_lazy("Until"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Why (only you see this)"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until_on(self) -> date:
        """A day that is ahead, at most a year."""
        day: date = self.cleaned_data["until_on"]
        if not self.today < day <= self.today + timedelta(days=LONGEST):
            raise ValidationError(_("Choose a day that is still to come, within a year."))
        return day


class RefusalForm(forms.Form):
    """Why it is not useful."""

    reason = forms.CharField(label=gettext_lazy("Why (only you see this)"), max_length=300)


def days_to_choose(today: date) -> list[tuple[date, str]]:
    """Until when a finding is usually put off."""
    monday = today + timedelta(days=7 - today.weekday())
    return [
        (monday, _("Next week")),
        (today + timedelta(days=14), _("In two weeks")),
        (today + timedelta(days=30), _("In 30 days")),
    ]


def reasons_to_choose() -> list[str]:
    """Why findings are usually refused."""
    return [_("It is not so."), _("I know better."), _("Not worth it here.")]
