"""The columns of the tables of accounts and contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact
from trimtab.core.models import CustomField
from trimtab.core.paging import Order
from trimtab.web import formats
from trimtab.web.cells import link, unknown, with_note
from trimtab.web.tables import Column, own_columns

# What every line reads: its name, who may edit it, and which version this is.
ACCOUNT_LOADED = ("name", "parent__name", "owner__name", "owner__email", "owner__team__path", "changed_at")
CONTACT_LOADED = (
    "name",
    "left_on",
    "changed_at",
    "account__name",
    "account__owner__name",
    "account__owner__team__path",
)


@dataclass(frozen=True)
class ContactRow:
    """One line of the table of contacts."""

    contact: Contact
    may_edit: bool

    @property
    def pk(self) -> int:
        return self.contact.pk


def account_columns(own: Sequence[CustomField], *, currency: str) -> tuple[Column[Account], ...]:
    """All columns of accounts, the usual ones first; `currency`: in which revenues are given."""
    revenue: Column[Account] = Column(
        "revenue",
        gettext_lazy("Revenue a year"),
        lambda account: account.revenue,
        lambda account: "" if account.revenue is None else formats.money(account.revenue, currency),
        css="n",
        is_default=False,
        is_editable=True,
        needs=("revenue",),
        unit=lambda account: currency if account.revenue is not None else None,
        unit_label=gettext_lazy("Currency"),
    )
    return (*ACCOUNTS, revenue, *own_columns(own, lambda account: account.custom))


def contact_columns(own: Sequence[CustomField]) -> tuple[Column[ContactRow], ...]:
    """All columns of contacts, the usual ones first."""
    return (*CONTACTS, *own_columns(own, lambda row: row.contact.custom))


def _account_name(account: Account) -> str:
    if account.parent is None:
        return account.name
    return with_note(account.name, _("part of %(parent)s") % {"parent": account.parent.name})


def _contact_name(row: ContactRow) -> str:
    left_on = row.contact.left_on
    if left_on is None:
        return row.contact.name
    return with_note(row.contact.name, _("left on %(day)s") % {"day": formats.day(left_on)})


def _account_of(row: ContactRow) -> str:
    account = row.contact.account
    return link(reverse("account", args=[account.pk]), account.name) if account else unknown()


def _email(row: ContactRow) -> str:
    email = row.contact.email
    return email if row.may_edit or not email else format_html('<a href="mailto:{0}">{0}</a>', email)


ACCOUNTS: tuple[Column[Account], ...] = (
    Column("name", gettext_lazy("Account"), lambda account: account.name, _account_name, order=Order("lower_name")),
    Column(
        "owner",
        gettext_lazy("Owner"),
        lambda account: str(account.owner) if account.owner else None,
        lambda account: str(account.owner) if account.owner else unknown(),
        is_editable=True,
    ),
    Column(
        "industry", gettext_lazy("Industry"), lambda account: account.industry, is_editable=True, needs=("industry",)
    ),
    Column("region", gettext_lazy("Region"), lambda account: account.region, is_editable=True, needs=("region",)),
    Column("segment", gettext_lazy("Segment"), lambda account: account.segment, is_editable=True, needs=("segment",)),
    Column(
        "employees",
        gettext_lazy("Employees"),
        lambda account: account.employees,
        css="n",
        is_editable=True,
        needs=("employees",),
    ),
    Column(
        "country",
        gettext_lazy("Country"),
        lambda account: account.country,
        is_default=False,
        is_editable=True,
        needs=("country",),
    ),
    Column(
        "domain",
        gettext_lazy("Web domain"),
        lambda account: account.domain,
        is_default=False,
        is_editable=True,
        needs=("domain",),
    ),
    Column(
        "territory",
        gettext_lazy("Territory"),
        lambda account: account.territory.name if account.territory else None,
        is_default=False,
        needs=("territory__name",),
    ),
    Column(
        "changed_at",
        gettext_lazy("Changed"),
        lambda account: timezone.localtime(account.changed_at),
        css="day",
        order=Order("changed_at", read=datetime.fromisoformat),
        is_default=False,
    ),
)
CONTACTS: tuple[Column[ContactRow], ...] = (
    Column("name", gettext_lazy("Contact"), lambda row: row.contact.name, _contact_name, order=Order("lower_name")),
    Column(
        "account",
        gettext_lazy("Account"),
        lambda row: row.contact.account.name if row.contact.account else None,
        _account_of,
    ),
    Column("title", gettext_lazy("Title"), lambda row: row.contact.title, is_editable=True, needs=("title",)),
    Column(
        "email",
        gettext_lazy("E-mail address"),
        lambda row: row.contact.email,
        _email,
        is_editable=True,
        needs=("email",),
    ),
    Column("phone", gettext_lazy("Phone"), lambda row: row.contact.phone, is_editable=True, needs=("phone",)),
    Column(
        "function", gettext_lazy("Function"), lambda row: row.contact.function, is_editable=True, needs=("function",)
    ),
    Column(
        "seniority",
        gettext_lazy("Seniority"),
        lambda row: row.contact.seniority,
        is_default=False,
        is_editable=True,
        needs=("seniority",),
    ),
    Column(
        "left_on",
        gettext_lazy("Left on"),
        lambda row: row.contact.left_on,
        css="day",
        is_default=False,
        is_editable=True,
    ),
    Column(
        "owner",
        gettext_lazy("Owner of the account"),
        lambda row: str(row.contact.account.owner) if row.contact.account and row.contact.account.owner else None,
        is_default=False,
    ),
    Column(
        "changed_at",
        gettext_lazy("Changed"),
        lambda row: timezone.localtime(row.contact.changed_at),
        css="day",
        order=Order("changed_at", read=datetime.fromisoformat),
        is_default=False,
    ),
)
