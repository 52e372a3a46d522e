"""What a reader may choose on the pages of numbers."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.cuts import LABELS, NOT_SET, Choice, Cut, cut_from, value_label
from trimtab.web.fields import DayInput

# As the keys of periods. Beyond, a week earlier or a time zone away is no date any more.
FIRST_YEAR, LAST_YEAR = 1901, 2199
GROUPS = {"owner": later("Person"), "team": later("Team"), **LABELS}


class ChangeForm(forms.Form):
    """Between which days the waterfall explains the change, what the levers are compared with, and of which part."""

    since = forms.DateField(label=later("From"), required=False, widget=DayInput())
    until = forms.DateField(label=later("To"), required=False, widget=DayInput())
    compare = forms.ChoiceField(
        label=later("Levers against"),
        required=False,
        choices=[("year", later("the same period last year")), ("previous", later("the period before"))],
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if any(isinstance(day, date) and not FIRST_YEAR <= day.year <= LAST_YEAR for day in (since, until)):
            raise forms.ValidationError(
                _("A day lies between %(first)s and %(last)s."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        if isinstance(since, date) and isinstance(until, date) and since > until:
            raise forms.ValidationError(_("The first day must not be after the last."))
        return cleaned

    @property
    def cut(self) -> Cut:
        """The part of the records; it holds whatever else is wrong."""
        return cut_from(self.data)

    @property
    def by(self) -> str:
        """The groups that are compared; empty where none or an unknown one is named."""
        given = str(self.data.get("by") or "")
        return given if given in GROUPS else ""

    def choice(self) -> Choice:
        """What was chosen; where something is wrong with the days, the last seven and the year before."""
        if not self.is_valid():
            return Choice(cut=self.cut, by=self.by)
        chosen = self.cleaned_data
        since, until = chosen["since"], chosen["until"]
        if until is not None and since is None:
            since = until - timedelta(days=7)
        return Choice(since=since, until=until, compare=chosen["compare"] or "year", cut=self.cut, by=self.by)


class CutForm(forms.Form):
    """The part of the records to review: one list of values for each fact that tells records apart."""

    def __init__(self, values: Mapping[str, Sequence[str]], cut: Cut, *, by: str) -> None:
        super().__init__(auto_id="cut-%s", initial={**cut.chosen, "by": by})
        for name, label in LABELS.items():
            chosen = cut.chosen.get(name)
            choices = _choices(name, [*values.get(name, ()), *filter(None, [chosen])])
            if chosen or len(choices) > 2:  # all, and at least two to choose from
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        groups = [(key, label) for key, label in GROUPS.items() if key in {"owner", "team", by, *self.fields}]
        self.fields["by"] = forms.ChoiceField(label=later("Compare"), choices=groups, required=False)


def _choices(name: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """All, then each value once, then what is not set; nothing but all where no record says anything."""
    said = sorted({value for value in values if value and value != NOT_SET}, key=str.lower)
    rest = [NOT_SET] if (said and not all(values)) or NOT_SET in values else []
    return [("", _("All")), *((value, value_label(name, value)) for value in [*said, *rest])]


class WhatIfForm(forms.Form):
    """By how many percent each lever moves."""

    open_mean = forms.FloatField(label=later("Open opportunities, %"), min_value=-90, max_value=900, initial=0)
    won_mean = forms.FloatField(label=later("Value of a win, %"), min_value=-90, max_value=900, initial=0)
    win_rate = forms.FloatField(label=later("Wins of all exits, %"), min_value=-90, max_value=900, initial=0)
    stay_days = forms.FloatField(label=later("Days in the pipeline, %"), min_value=-90, max_value=900, initial=0)

    def multipliers(self) -> dict[str, float]:
        """Lever → factor, for the levers that move."""
        return {name: 1 + value / 100 for name, value in self.cleaned_data.items() if value}
