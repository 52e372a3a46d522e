"""Making a link."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from trimtab.sharing.actions import KEPT


class LinkForm(forms.Form):
    """For whom, and how long."""

    note = forms.CharField(
        label=_("For whom"), max_length=200, help_text=_("So that you know later which link to revoke.")
    )
    days = forms.TypedChoiceField(
        label=_("It works for"),
        coerce=int,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        initial=KEPT.days,
    )

    def expires_at(self, now: datetime) -> datetime:
        """When it ends."""
        return now + timedelta(days=self.cleaned_data["days"])
