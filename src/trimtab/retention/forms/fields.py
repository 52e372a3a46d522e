"""Fields that several forms of this room share."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.accounts.queries import account_meant
from trimtab.people.models import User
from trimtab.web.fields import DayInput, PersonInput

MOST_ACCOUNTS = 50


def day_field(label: object, *, required: bool = False, help_text: object = "") -> forms.DateField:
    """A day, chosen or typed."""
    widget = DayInput()
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)  # type: ignore[arg-type]


def text_field(label: object, *, rows: int = 3, most: int = 2000, help_text: object = "") -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, help_text=help_text)  # type: ignore[arg-type]


def person_field(*, required: bool = True) -> forms.CharField:
    """The name of one of us, proposed while one types."""
    widget = PersonInput()
    return forms.CharField(label=gettext_lazy("Owner"), max_length=220, required=required, widget=widget)


def accounts_field(label: object, *, help_text: object = "") -> forms.CharField:
    """Names of accounts, one a line."""
    return text_field(label, rows=3, most=10_000, help_text=help_text)


def accounts_meant(user: User, text: str) -> list[Account]:
    """The accounts that the lines name, each once.

    Raises:
        ValidationError: a line names no account that the user sees, or there are too many.
    """
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(lines) > MOST_ACCOUNTS:
        raise ValidationError(
            _("Name at most %(most)s accounts; of more, say what they have in common.") % {"most": MOST_ACCOUNTS}
        )
    found: dict[int, Account] = {}
    for line in lines:
        try:
            account = account_meant(user, line)
        except ValidationError as error:
            raise ValidationError(f"{line}: {' '.join(error.messages)}") from error
        if account is not None:
            found[account.pk] = account
    return list(found.values())


def lines_of(accounts: list[Account]) -> str:
    """The accounts as the field shows them; two of one name with their numbers."""
    names = [one.name for one in accounts]
    return "\n".join(f"{one.name} #{one.pk}" if names.count(one.name) > 1 else one.name for one in accounts)
