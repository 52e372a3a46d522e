"""What a reader may choose on the pages of numbers."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.reading import Choice


class ChangeForm(forms.Form):
    """Between which days the waterfall explains the change, and what the levers are compared with."""

    since = forms.DateField(label=later("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=later("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    compare = forms.ChoiceField(
        label=later("Levers against"),
        required=False,
        choices=[("year", later("the same period last year")), ("previous", later("the period before"))],
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            raise forms.ValidationError(_("The first day must not be after the last."))
        return cleaned

    def choice(self, *, today: date) -> Choice:
        """What was chosen; where something is wrong, the last seven days and the year before."""
        if not self.is_valid():
            return Choice()
        chosen = self.cleaned_data
        since, until = chosen["since"], chosen["until"]
        if until is not None and since is None:
            since = until - timedelta(days=7)
        return Choice(since=since, until=until, compare=chosen["compare"] or "year")


class WhatIfForm(forms.Form):
    """By how many percent each lever moves."""

    open_mean = forms.FloatField(label=later("Open opportunities, %"), min_value=-90, max_value=900, initial=0)
    won_mean = forms.FloatField(label=later("Value of a win, %"), min_value=-90, max_value=900, initial=0)
    win_rate = forms.FloatField(label=later("Wins of all exits, %"), min_value=-90, max_value=900, initial=0)
    stay_days = forms.FloatField(label=later("Days in the pipeline, %"), min_value=-90, max_value=900, initial=0)

    def multipliers(self) -> dict[str, float]:
        """Lever → factor, for the levers that move."""
        return {name: 1 + value / 100 for name, value in self.cleaned_data.items() if value}
