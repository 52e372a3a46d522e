"""A plan's words, its team, its reviews."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.accounts.queries import account_meant
from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.people.queries import person_meant
from trimtab.planning.actions.plans import FIELDS
from trimtab.planning.models import Plan, PlanMember
from trimtab.planning.models.research import PlanType
from trimtab.web.conflicts import VersionedForm
from trimtab.web.fields import PersonInput

MOST_ACCOUNTS = 60


class StartForm(forms.Form):
    """All that a first plan of one account needs: what it is for; the target can wait."""

    plan_type = forms.ChoiceField(
        label=gettext_lazy("What is the plan for?"),
        choices=PlanType.choices,
        initial=PlanType.EXPANSION,
        widget=forms.RadioSelect,
    )
    revenue_target = forms.DecimalField(
        label=gettext_lazy("Revenue target for twelve months"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        said = {"currency": Organisation.get().currency}
        self.fields["revenue_target"].help_text = _("In %(currency)s. It can wait.") % said


class AccountsField(forms.CharField):
    """Accounts by name, one on each line; `found` of the form that holds it are the accounts."""

    widget = forms.Textarea({"rows": 3})

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            label=gettext_lazy("Accounts"),
            required=required,
            max_length=20_000,
            help_text=gettext_lazy("One name on each line; with its number, as “Acme #12”, where two have that name."),
        )


def accounts_meant(user: User, text: str) -> list[Account]:
    """The accounts that the lines mean, each once.

    Raises:
        ValidationError: a line means none or several, or there are too many lines.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ACCOUNTS:
        raise ValidationError(_("At most %(most)s accounts at once.") % {"most": MOST_ACCOUNTS})
    found: dict[int, Account] = {}
    for line in lines:
        try:
            account = account_meant(user, line)
        except ValidationError as wrong:
            raise ValidationError([f"{line}: {message}" for message in wrong.messages]) from wrong
        if account is not None:
            found[account.pk] = account
    return list(found.values())


class PlanNewForm(StartForm):
    """A plan of one customer with its units, or of several accounts."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Plan.Kind.choices, widget=forms.RadioSelect)
    accounts = AccountsField()
    field_order = ("name", "kind", "accounts", "plan_type", "revenue_target")

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User, account: Account | None = None) -> None:
        self.user = user
        super().__init__(typed)
        self.initial["kind"] = Plan.Kind.ENTERPRISE
        self.initial["accounts"] = account.name if account else ""
        self.fields["name"].help_text = _("Without one it is named after the first account and the year.")

    def clean_accounts(self) -> list[Account]:
        """The accounts that the lines mean."""
        return accounts_meant(self.user, self.cleaned_data["accounts"])

    @property
    def values(self) -> dict[str, object]:
        """The fields of the plan."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "plan_type", "revenue_target")}


class PlanForm(VersionedForm):
    """The words of a plan."""

    class Meta:
        model = Plan
        fields = FIELDS
        widgets = {
            name: forms.Textarea({"rows": 2})
            for name in ("goal", "value_proposition", "critical_success_factors", "strategy")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = {
            "goal": _("What this customer is to be for us, in relationship and revenue."),
            "value_proposition": _("As the customer would say it."),
            "critical_success_factors": _("Events and resources without which it does not work."),
            "plan_type": _("Another purpose brings other questions; answers are kept."),
        }
        for name, words in helps.items():
            self.fields[name].help_text = words

    def clean_review_days(self) -> int:
        """Between a week and a year."""
        days: int = self.cleaned_data["review_days"]
        if not 1 <= days <= 366:
            raise ValidationError(_("A plan is looked at again after 1 to 366 days."))
        return days

    def clean_kind(self) -> str:
        """A portfolio is flat: what stands below another row has to come up first."""
        kind: str = self.cleaned_data["kind"]
        is_deep = self.instance.rows.filter(parent__isnull=False).exists() or self.instance.rows.filter(
            kind__in=("division", "roll_up")
        )
        if kind == Plan.Kind.PORTFOLIO and is_deep:
            raise ValidationError(_("A portfolio is a flat list of accounts. Take divisions and roll-ups out first."))
        return kind

    @property
    def values(self) -> dict[str, object]:
        """The cleaned words by field."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def colleague_meant(text: str) -> User:
    """Whom a whole name or an e-mail address means, of everybody who signs in: a team may cross regions.

    Raises:
        ValidationError: nobody, or several.
    """
    people = User.objects.filter(is_active=True, email__isnull=False)
    found = list(people.filter(Q(name__iexact=text) | Q(email__iexact=text)).order_by("pk")[:2])
    if not found:
        raise ValidationError(_("Nobody who signs in has that name or e-mail address. Write it in full."))
    if len(found) > 1:
        raise ValidationError(_("Several people have that name. Write the e-mail address."))
    return found[0]


class MemberForm(forms.Form):
    """Somebody for the team."""

    person = forms.CharField(
        label=gettext_lazy("Name or e-mail address"),
        max_length=254,
        widget=PersonInput(),
    )
    access = forms.ChoiceField(label=gettext_lazy("May"), choices=PlanMember.Access.choices, initial="edit")

    def clean_person(self) -> User:
        """The person meant."""
        return colleague_meant(self.cleaned_data["person"].strip())


class OwnerForm(forms.Form):
    """The one owner."""

    owner = forms.CharField(
        label=gettext_lazy("New owner"),
        max_length=220,
        widget=PersonInput(),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User) -> None:
        self.user = user
        super().__init__(typed, auto_id="owner_%s")

    def clean_owner(self) -> User:
        """Somebody whose records the user sees."""
        found = person_meant(self.user, self.cleaned_data["owner"].strip())
        assert found is not None, "the field is required"
        return found


class ReviewForm(forms.Form):
    """What was agreed when the plan was looked at."""

    note = forms.CharField(
        label=gettext_lazy("What was agreed"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
