"""What people say about a period."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

MOST = 16  # digits before the point and after


class SubmissionForm(forms.Form):
    """What the own period will bring."""

    commit = forms.DecimalField(label=later("I commit"), min_value=Decimal(0), max_digits=MOST, decimal_places=2)
    best_case = forms.DecimalField(
        label=later("At best"), min_value=Decimal(0), max_digits=MOST, decimal_places=2, required=False
    )
    comment = forms.CharField(
        label=later("What it rests on"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        commit, best_case = cleaned.get("commit"), cleaned.get("best_case")
        if commit is not None and best_case is None and "best_case" not in self.errors:
            cleaned["best_case"] = commit
        elif commit is not None and best_case is not None and best_case < commit:
            self.add_error("best_case", _("The best case holds at least what is committed."))
        return cleaned


class AdjustmentForm(forms.Form):
    """What somebody who leads the person makes of it."""

    commit = forms.DecimalField(label=later("I count on"), min_value=Decimal(0), max_digits=MOST, decimal_places=2)
    comment = forms.CharField(label=later("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
