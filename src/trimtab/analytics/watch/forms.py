"""The answer to an alarm."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trimtab.analytics.watch.models import SetbackClosing

LONGEST = 4000


class ClosingForm(forms.Form):
    """What it was, and what was learnt."""

    answer = forms.ChoiceField(label=_("What was it?"), choices=SetbackClosing.Answer.choices, widget=forms.RadioSelect)
    learnt = forms.CharField(
        label=_("What was learnt?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The cause as you know it, and what changes because of it. The answer is never edited."),
    )
