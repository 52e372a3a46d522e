"""How many hours there are."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HoursForm(forms.Form):
    """Hours with customers in a year, in place of those of the last one."""

    hours = forms.FloatField(label=_("hours with customers in a year"), min_value=0, max_value=3000, required=False)
