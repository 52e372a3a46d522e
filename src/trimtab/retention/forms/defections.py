"""The answer to an alarm about a customer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trimtab.retention.models import Defection


class AnswerForm(forms.Form):
    """What it was, what is lost a year, and what was learnt."""

    answer = forms.ChoiceField(label=_("What was it?"), choices=Defection.Answer.choices, widget=forms.RadioSelect)
    lost_amount = forms.DecimalField(
        label=_("Lost a year"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("Of a customer lost for good, what was at stake is counted where this stays empty."),
    )
    learnt = forms.CharField(
        label=_("What was learnt?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The cause as you know it. The answer is never edited."),
    )
