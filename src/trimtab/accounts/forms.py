"""Forms of accounts and contacts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import account_meant
from trimtab.core.models import CustomField
from trimtab.core.own_fields import add_own_fields, own_fields, own_values
from trimtab.people.models import Territory, User
from trimtab.people.policy import can_set_up
from trimtab.people.queries import label_of, person_meant
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, PersonInput, SeenAtField

ACCOUNT_COLUMNS = ("name", "industry", "region", "country", "segment", "employees", "revenue", "domain", "territory")
CONTACT_COLUMNS = ("name", "email", "phone", "title", "seniority", "function", "left_on")


class AccountForm(forms.Form):
    """All facts of an account that people enter, the organisation's own included."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    parent = forms.CharField(
        label=gettext_lazy("Part of"),
        max_length=320,
        required=False,
        widget=forms.TextInput({"list": "account-names", "autocomplete": "off"}),
    )
    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=100, required=False)
    segment = forms.CharField(label=gettext_lazy("Segment"), max_length=100, required=False)
    region = forms.CharField(label=gettext_lazy("Region"), max_length=100, required=False)
    country = forms.CharField(label=gettext_lazy("Country"), max_length=100, required=False)
    employees = forms.IntegerField(label=gettext_lazy("Employees"), min_value=0, max_value=2**31 - 1, required=False)
    revenue = forms.DecimalField(label=gettext_lazy("Revenue a year"), max_digits=18, decimal_places=2, required=False)
    domain = forms.CharField(label=gettext_lazy("Web domain"), max_length=255, required=False)
    owner = forms.CharField(
        label=gettext_lazy("Owner"),
        max_length=220,
        widget=PersonInput(),
    )
    territory = forms.ModelChoiceField(
        Territory.objects.order_by("name"), label=gettext_lazy("Territory"), required=False
    )
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        account: Account | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.user, self.account = user, account
        super().__init__(typed, initial=_account_values(account) if account else dict(initial or {}))
        self.fields["owner"].required = not can_set_up(user)
        self.own: list[CustomField] = own_fields("account")
        add_own_fields(self, self.own, account.custom if account else {})
        self.order_fields(["name", "owner", "parent"])
        SeenField.remember(self)

    def clean_owner(self) -> User | None:
        """The person that the typed text means; the present owner may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        present = self.account.owner if self.account else None
        if present is not None and text == self.initial["owner"]:
            return present
        return person_meant(self.user, text)

    def clean_parent(self) -> Account | None:
        """The account that the typed text means; never the account itself."""
        text = self.cleaned_data["parent"].strip()
        present = self.account.parent if self.account else None
        if present is not None and text == present.name:
            return present
        parent = account_meant(self.user, text)
        above = parent
        while above is not None and self.account is not None:
            if above.pk == self.account.pk:
                raise ValidationError(_("An account cannot be a part of itself. Choose another one."))
            above = above.parent
        return parent

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        values = {name: self.cleaned_data[name] for name in (*ACCOUNT_COLUMNS, "parent", "owner")}
        kept = self.account.custom if self.account else {}
        own = {key: value for key, value in own_values(self, self.own).items() if value is not None or key in kept}
        return values | {"custom": {**kept, **own}}


class AccountCellForm(AccountForm):
    """One of the facts of an account, edited in its cell of the table."""

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User, account: Account, field: str) -> None:
        super().__init__(typed, user=user, account=account)
        self.auto_id, self.fields = "cell_%s", {field: self.fields[field]}


class ContactForm(forms.Form):
    """A person at a customer."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    seniority = forms.CharField(label=gettext_lazy("Seniority"), max_length=60, required=False)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=100, required=False)
    left_on = forms.DateField(
        label=gettext_lazy("Left on"),
        required=False,
        widget=DayInput(),
    )
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, account: Account | None, contact: Contact | None = None
    ) -> None:
        self.contact = contact
        super().__init__(typed, initial=_contact_values(contact) if contact else {})
        colleagues = Contact.objects.filter(account=account, archived_at__isnull=True) if account else None
        others = (colleagues or Contact.objects.none()).exclude(pk=contact.pk if contact else 0)
        self.fields["reports_to"] = forms.ModelChoiceField(
            others.order_by("name", "pk"), label=_("Reports to"), required=False
        )
        self.own: list[CustomField] = own_fields("contact")
        add_own_fields(self, self.own, contact.custom if contact else {})
        SeenField.remember(self)

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        values = {name: self.cleaned_data[name] for name in (*CONTACT_COLUMNS, "reports_to")}
        kept = self.contact.custom if self.contact else {}
        own = {key: value for key, value in own_values(self, self.own).items() if value is not None or key in kept}
        return values | {"custom": {**kept, **own}}


class ContactCellForm(ContactForm):
    """One of the facts of a contact, edited in its cell of the table."""

    def __init__(self, typed: Mapping[str, Any] | None = None, *, contact: Contact, field: str) -> None:
        super().__init__(typed, account=contact.account, contact=contact)
        self.auto_id, self.fields = "cell_%s", {field: self.fields[field]}


def _account_values(account: Account) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(account, name) for name in ACCOUNT_COLUMNS}
    return values | {
        "parent": account.parent.name if account.parent else "",
        "owner": label_of(account.owner) if account.owner else "",
        "seen_at": account.changed_at,
    }


def _contact_values(contact: Contact) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(contact, name) for name in CONTACT_COLUMNS}
    return values | {"reports_to": contact.reports_to_id, "seen_at": contact.changed_at}
