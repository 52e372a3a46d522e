"""Forms of people and teams."""

from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _

from trimtab.people.actions import PERSON_FIELDS
from trimtab.people.models import Team, User
from trimtab.web.conflicts import VersionedForm
from trimtab.web.fields import DayInput


class PersonForm(VersionedForm):
    """A person's place in the organisation."""

    class Meta:
        model = User
        fields = PERSON_FIELDS
        labels = {"is_active": _("can sign in")}
        help_texts = {
            "sees": _("Empty: a seller sees own records, who leads sees the teams below, operations see everyone."),
            "is_active": _("Without it the person still owns records."),
        }
        widgets = {
            "hired_on": DayInput(),
            "left_on": DayInput(),
        }

    def clean_email(self) -> str | None:
        """In lower case; none at all rather than an empty one."""
        return (self.cleaned_data["email"] or "").lower() or None

    @property
    def changes(self) -> dict[str, object]:
        """The fields that the form changed, with their new values."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}


class NewPersonForm(PersonForm):
    """A person with a first password, to be handed over."""

    password = forms.CharField(
        label=_("first password"),
        required=False,
        help_text=_("At least 10 characters, to be handed over. Empty: nobody signs in as this person."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Strong enough, or empty: then nobody signs in as this person."""
        given: str = self.cleaned_data["password"]
        if given:
            validate_password(given)
        return given


class TeamForm(forms.Form):
    """A new team, or a team's new place."""

    name = forms.CharField(label=_("name"), max_length=200)
    parent = forms.ModelChoiceField(
        Team.objects.order_by("path"),
        label=_("stands below"),
        required=False,
        empty_label=_("nothing: it is at the top"),
    )


class PreferencesForm(forms.Form):
    """How the site looks for one person. Fields that are left out stay as they are."""

    theme = forms.ChoiceField(label=_("theme"), choices=User.Theme.choices, required=False)
    density = forms.ChoiceField(label=_("density"), choices=User.Density.choices, required=False)
    language = forms.CharField(
        label=_("language"), max_length=10, required=False, help_text=_("A code, as en. Empty: the site's language.")
    )
    time_zone = forms.CharField(
        label=_("time zone"), max_length=64, required=False, help_text=_("As Europe/Berlin. Empty: the organisation's.")
    )

    def clean_language(self) -> str:
        """A language that the site speaks, or empty."""
        given: str = self.cleaned_data["language"]
        if given and not check_for_language(given):
            raise ValidationError(_("The site does not speak %(given)s."), params={"given": given}, code="language")
        return given

    def clean_time_zone(self) -> str:
        """A name of the time zone database, or empty."""
        return _time_zone(self.cleaned_data["time_zone"])

    @property
    def changes(self) -> dict[str, str]:
        """What was sent."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


def _time_zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValidationError(
            _("A time zone is written as Europe/Berlin. Got %(name)s."), params={"name": name}, code="time_zone"
        )
    return name
