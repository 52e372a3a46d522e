"""Who labels a sample, and one label."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.analytics.models import AgreementJudge, LeadLabel
from trimtab.people.models import User


class SampleForm(forms.Form):
    """One person for each side, by e-mail address: a list of everybody would have thousands of rows."""

    marketing = forms.EmailField(label=gettext_lazy("Marketing"))
    sdr = forms.EmailField(label=gettext_lazy("Sales development"))
    ae = forms.EmailField(label=gettext_lazy("Sales"))

    def clean(self) -> dict[str, object]:
        """Each address is that of a person who can sign in."""
        typed = {side: str(self.cleaned_data.get(side, "")).lower() for side in AgreementJudge.Side.values}
        found = {str(one.email): one for one in User.objects.filter(email__in=typed.values(), is_active=True)}
        self.people = {side: found[email] for side, email in typed.items() if email in found}
        for side, email in typed.items():
            if email and email not in found:
                self.add_error(side, ValidationError(_("Nobody who can sign in has this address.")))
        return self.cleaned_data

    def judges(self) -> dict[str, User]:
        """Side → person."""
        return self.people


class LabelForm(forms.Form):
    """What the lead is, and which item decided."""

    label = forms.ChoiceField(label=gettext_lazy("This lead is"), choices=LeadLabel.Label.choices)
    reason = forms.ChoiceField(label=gettext_lazy("What decided"), choices=LeadLabel.Reason.choices)
