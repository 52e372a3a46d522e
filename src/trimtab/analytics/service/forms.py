"""What was agreed in a talk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trimtab.analytics.service.comparison import MEASURES
from trimtab.analytics.watch.words import measure_label

LONGEST = 2000


class AgreementForm(forms.Form):
    """A lever, and what the two want to do about it."""

    measure = forms.ChoiceField(label=_("Lever"))
    agreed = forms.CharField(
        label=_("What was agreed?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What will be tried, and until when. The seller reads it; it is never edited."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["measure"].choices = [(name, measure_label(name)) for name in MEASURES]  # type: ignore[attr-defined]
