"""Forms of what shapes the figures: the organisation's calendar, rules, rates."""

from collections.abc import Mapping
from zoneinfo import available_timezones

from babel.dates import get_day_names, get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.definitions import Number, Rule
from trimtab.core.models import Organisation
from trimtab.people.actions import ORGANISATION_FIELDS
from trimtab.people.models import User
from trimtab.web import formats
from trimtab.web.conflicts import SeenField, VersionedForm


class OrganisationForm(VersionedForm):
    """The organisation's name, money, calendar and clock."""

    class Meta:
        model = Organisation
        fields = ORGANISATION_FIELDS
        labels = {"fiscal_pattern": later("months of the fiscal year"), "week_start": later("weeks start on")}
        help_texts = {
            "currency": later("Three capital letters. Exchange rates are turned into it, day by day."),
            "fiscal_pattern": later("4-4-5: quarters of 13 weeks, whose months have 4, 4 and 5."),
            "time_zone": later("As Europe/Berlin. Days begin at midnight there."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiscal_start_month"] = forms.TypedChoiceField(
            label=_("fiscal year starts in"), choices=list(month_names().items()), coerce=int
        )
        self.fields["week_start"] = forms.TypedChoiceField(
            label=_("weeks start on"),
            choices=list(get_day_names("wide", locale=formats.locale()).items()),
            coerce=int,
        )
        SeenField.remember(self)

    def clean_currency(self) -> str:
        """In capital letters."""
        given: str = self.cleaned_data["currency"]
        return given.upper()

    def clean_time_zone(self) -> str:
        """A name of the time zone database."""
        given: str = self.cleaned_data["time_zone"]
        if given not in available_timezones():
            raise ValidationError(
                _("A time zone is written as Europe/Berlin. Got %(given)s."), params={"given": given}, code="time_zone"
            )
        return given

    @property
    def changes(self) -> dict[str, object]:
        """The fields that the form changed, with their new values."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in ORGANISATION_FIELDS}


def month_names() -> Mapping[int, str]:
    """1 → January, in the current language."""
    return get_month_names("wide", context="stand-alone", locale=formats.locale())


class OwnerForm(forms.Form):
    """Who answers for a metric."""

    owner = forms.CharField(
        label=later("owner"),
        max_length=254,
        required=False,
        help_text=later("The e-mail address of a person who can sign in. Empty: operations."),
    )

    def clean_owner(self) -> User | None:
        """The person with that address."""
        given: str = self.cleaned_data["owner"].strip().lower()
        if not given:
            return None
        found = User.objects.filter(email=given, is_active=True).first()
        if found is None:
            raise ValidationError(
                _("Nobody who can sign in has the address %(given)s."), params={"given": given}, code="nobody"
            )
        return found


class RuleForm(forms.Form):
    """The numbers of one rule, and why they change."""

    why = forms.CharField(
        label=later("why"),
        max_length=500,
        help_text=later("Kept with the version: whoever reads the figures later will ask."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, rule: Rule, present: Mapping[str, Number], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        self.present = present
        for one in rule.settings:
            kind = forms.IntegerField if one.is_whole else forms.FloatField
            self.fields[one.name] = kind(
                label=str(one.label),
                help_text=str(one.meaning),
                min_value=one.least,  # type: ignore[arg-type]  # whole where the field is
                max_value=one.most,  # type: ignore[arg-type]
                initial=present[one.name],
            )
        self.order_fields([*(one.name for one in rule.settings), "why"])

    def clean(self) -> dict[str, object]:
        """At least one number differs."""
        cleaned = super().clean() or {}
        if not self.errors and self.parameters == dict(self.present):
            raise ValidationError(_("These are the numbers in force. Change one."), code="same")
        return cleaned

    @property
    def parameters(self) -> dict[str, Number]:
        """The numbers by name."""
        return {name: self.cleaned_data[name] for name in self.present}
