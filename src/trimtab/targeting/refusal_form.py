"""Why something is not done."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RefusalForm(forms.Form):
    """A reason, in a sentence."""

    reason = forms.CharField(label=_("why not"), max_length=500)
