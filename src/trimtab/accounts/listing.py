"""The tables of accounts and of contacts: filters from the URL, columns, one page of rows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.columns import ACCOUNT_LOADED, CONTACT_LOADED, ContactRow, account_columns, contact_columns
from trimtab.accounts.models import Account, AccountMember, AccountQuerySet, Contact
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.core.ids import LONGEST
from trimtab.core.own_fields import own_fields
from trimtab.core.searching import starting_with
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, sees_everyone, visible_people
from trimtab.people.queries import person_meant, with_owner_named
from trimtab.web.fields import PersonInput
from trimtab.web.tables import Place, Table

# Up to here a text is looked for inside names; beyond, that takes seconds, and names are found by their beginning.
SEARCHED_INSIDE = 100_000
PREFIXES = 1_000
FEW_PEOPLE = 8
SOME_PEOPLE = 50  # up to here it costs less to gather their accounts than to look for a thousand contacts of theirs
NONE = "-"  # in a text filter: only rows where the field is empty


class FilterForm(forms.Form):
    """What the URL of both lists may ask for. All of it can be left out."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    owner = forms.CharField(
        label=gettext_lazy("Owner"),
        required=False,
        max_length=220,
        widget=PersonInput(),
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, parameters: QueryDict, *, user: User) -> None:
        self.user = user
        super().__init__(with_owner_named(parameters, user), auto_id="filter_%s")

    def clean_owner(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["owner"])


class AccountFilterForm(FilterForm):
    """What the list of accounts may be asked for."""

    TEXTS = ("industry", "region", "segment")
    industry = forms.CharField(label=gettext_lazy("Industry"), required=False, max_length=100)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=100)
    segment = forms.CharField(label=gettext_lazy("Segment"), required=False, max_length=100)
    field_order = ("q", *TEXTS, "owner")


class ContactFilterForm(FilterForm):
    """What the list of contacts may be asked for."""

    TEXTS = ("title", "function")
    STANDINGS = (
        ("", gettext_lazy("Works there")),
        ("left", gettext_lazy("Left")),
        ("all", gettext_lazy("All")),
    )
    q = forms.CharField(label=gettext_lazy("Name, e-mail or account"), required=False, max_length=100)
    standing = forms.ChoiceField(label=gettext_lazy("Shown"), choices=STANDINGS, required=False)
    function = forms.CharField(label=gettext_lazy("Function"), required=False, max_length=100)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    account = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    field_order = ("q", "standing", "title", "function", "owner")

    def __init__(self, parameters: QueryDict, *, user: User) -> None:
        super().__init__(parameters, user=user)
        self.fields["owner"].label = _("Owner of the account")


class AccountListing(Table[Account, Account]):
    """The accounts that one person asked for by one URL."""

    list_name, first_sort = "accounts", "name"

    def __init__(self, parameters: QueryDict, frame: Frame) -> None:
        columns = account_columns(own_fields("account"), currency=frame.organisation.currency)
        super().__init__(parameters, columns=columns)
        self.frame, self.form = frame, AccountFilterForm(parameters, user=frame.user)
        self.filters = _filters_of(self.form)

    def records(self) -> AccountQuerySet:
        """The current accounts asked for: of the people in the frame's scope, and those they work with."""
        return self._narrowed(walks=False)

    def loaded(self) -> AccountQuerySet:
        """The rows with what the chosen columns show."""
        return self._with_columns(self._narrowed(walks=True))

    def line_of(self, account_id: int) -> Account:
        """One account, whether or not it is among those asked for."""
        return self._with_columns(visible_accounts(self.frame.user)).get(pk=account_id)

    def lines(self, records: list[Account]) -> list[Account]:
        """An account is its own line."""
        return records

    def place_of(self, line: Account) -> Place:
        """The account's page, and its form for those who may edit it."""
        url = reverse("account", args=[line.pk])
        may_edit = access_to_owner(self.frame.user, line.owner).can_edit
        return Place(line.pk, line.name, url, f"{url}edit/" if may_edit else "", f"{url}cells/" if may_edit else "")

    @property
    def matching(self) -> str:
        """The rows asked for as a query that stands for itself: filters and frame, without order and columns."""
        return _matching(self, self.frame)

    def _narrowed(self, *, walks: bool) -> AccountQuerySet:
        """`records`; a page `walks` the index of its order, while counting goes by the indexes of what narrows."""
        found = _in_scope(_seen_one_by_one(self.frame.user).current(), self.frame, walks=walks)
        found = found.filter(*_texts(self.filters, AccountFilterForm.TEXTS))
        if owner := self.filters.get("owner"):
            found = found.filter(owner=owner)
        if text := self.filters.get("q"):
            found = found.filter(_is_named(text))
        return found

    def _with_columns(self, records: AccountQuerySet) -> AccountQuerySet:
        fields = (*ACCOUNT_LOADED, *self.needed)
        related = {field.rpartition("__")[0] for field in fields if "__" in field}
        return records.select_related(*related).only(*fields).annotate(lower_name=Lower("name"))


class ContactListing(Table[Contact, ContactRow]):
    """The contacts that one person asked for by one URL."""

    list_name, first_sort = "contacts", "name"

    def __init__(self, parameters: QueryDict, frame: Frame) -> None:
        super().__init__(parameters, columns=contact_columns(own_fields("contact")))
        self.frame, self.form = frame, ContactFilterForm(parameters, user=frame.user)
        self.filters = _filters_of(self.form)

    def records(self) -> "QuerySet[Contact]":
        """The current contacts asked for: of the accounts in the frame's scope."""
        return self._narrowed(walks=False)

    def loaded(self) -> "QuerySet[Contact]":
        """The rows with what the chosen columns show."""
        return self._with_columns(self._narrowed(walks=True))

    def line_of(self, contact_id: int) -> ContactRow:
        """One contact's line, whether or not it is among those asked for."""
        return self.lines([self._with_columns(visible_contacts(self.frame.user)).get(pk=contact_id)])[0]

    def lines(self, records: list[Contact]) -> list[ContactRow]:
        """The lines, with who may edit them: see policy.can_edit_contacts. One query."""
        user = self.frame.user
        accounts = {one.account_id for one in records if one.account_id}
        worked_with = set(
            AccountMember.objects.filter(user=user, account__in=accounts).values_list("account", flat=True)
        )
        return [
            ContactRow(one, one.account_id in worked_with or access_to_owner(user, _owner_of(one)).can_edit)
            for one in records
        ]

    def place_of(self, line: ContactRow) -> Place:
        """The account's page, where the contact stands among the others, and the contact's form."""
        contact = line.contact
        edit_url = reverse("contact-edit", args=[contact.pk]) if line.may_edit else ""
        url = reverse("account", args=[contact.account_id]) if contact.account_id else edit_url
        cells_url = reverse("contact-cell", args=[contact.pk, "x"])[:-2] if line.may_edit else ""
        return Place(contact.pk, contact.name, url, edit_url, cells_url)

    @property
    def matching(self) -> str:
        """The rows asked for as a query that stands for itself: filters and frame, without order and columns."""
        return _matching(self, self.frame)

    def _narrowed(self, *, walks: bool) -> "QuerySet[Contact]":
        """See `AccountListing._narrowed`."""
        found = Contact.objects.filter(archived_at__isnull=True)
        if not sees_everyone(self.frame.user):
            found = found.filter(Exists(_seen_one_by_one(self.frame.user).filter(pk=OuterRef("account_id"))))
        found = _at_accounts_in_scope(found, self.frame, walks=walks)
        found = found.filter(*_texts(self.filters, ContactFilterForm.TEXTS))
        if self.filters.get("standing") != "all":
            found = found.filter(left_on__isnull=self.filters.get("standing") != "left")
        if owner := self.filters.get("owner"):
            found = found.filter(account__owner=owner)
        if account := self.filters.get("account"):
            found = found.filter(account=account)
        if text := self.filters.get("q"):
            found = found.filter(_is_met_as(text))
        return found

    def _with_columns(self, records: "QuerySet[Contact]") -> "QuerySet[Contact]":
        fields = (*CONTACT_LOADED, *self.needed)
        related = {field.rpartition("__")[0] for field in fields if "__" in field}
        return records.select_related(*related).only(*fields).annotate(lower_name=Lower("name"))


def _filters_of(form: FilterForm) -> Mapping[str, Any]:
    if not _searches_inside():
        form.fields["q"].label = _("Name begins with")
    form.is_valid()
    return form.cleaned_data


def _seen_one_by_one(user: User) -> AccountQuerySet:
    """The same accounts as `visible_accounts`, each checked by itself: the sums hide the columns from the planner.

    With their indexes it would read and sort all accounts of hundreds of people (half a second of 200,000, measured);
    so it walks the index of the order and stops after one page.
    """
    if sees_everyone(user):
        return Account.objects.all()
    territories = user.territories.values("pk")
    return _keyed().filter(_owned_or_worked_with(visible_people(user)) | Q(territory_key__in=territories))


def _in_scope(accounts: AccountQuerySet, frame: Frame, *, walks: bool) -> AccountQuerySet:
    """The accounts that the people of the scope own or work with."""
    people = frame.scope.ids
    if people is None:
        return accounts
    theirs = _of_people(frame.scope.people, one_by_one=walks and len(people) > FEW_PEOPLE)
    return accounts & theirs


def _at_accounts_in_scope(contacts: "QuerySet[Contact]", frame: Frame, *, walks: bool) -> "QuerySet[Contact]":
    """The contacts of the accounts that the people of the scope own or work with."""
    people = frame.scope.ids
    if people is None:
        return contacts
    if len(people) <= (FEW_PEOPLE if walks else SOME_PEOPLE):
        return contacts.filter(account__in=_of_people(frame.scope.people, one_by_one=False))
    return contacts.filter(Exists(_of_people(frame.scope.people, one_by_one=True).filter(pk=OuterRef("account_id"))))


def _of_people(people: "QuerySet[User]", *, one_by_one: bool) -> AccountQuerySet:
    """The accounts that these people own or work with; found by their indexes, or each checked by itself."""
    if one_by_one:
        return _keyed().filter(_owned_or_worked_with(people))
    members = AccountMember.objects.filter(user__in=people)
    return Account.objects.filter(Q(owner__in=people) | Q(pk__in=members.values("account")))


def _owned_or_worked_with(people: "QuerySet[User]") -> Q:
    """The condition of one account; see `_keyed`."""
    members = AccountMember.objects.filter(user__in=people, account=OuterRef("pk"))
    return Q(owner_key__in=people.values("pk")) | Q(Exists(members))


def _keyed() -> AccountQuerySet:
    return Account.objects.alias(owner_key=F("owner_id") + 0, territory_key=F("territory_id") + 0)


def _texts(filters: Mapping[str, Any], names: tuple[str, ...]) -> list[Q]:
    """The filters that ask for exactly one text."""
    asked = {name: filters.get(name) for name in names}
    return [Q(**{name: "" if text == NONE else text}) for name, text in asked.items() if text]


def _is_named(text: str) -> Q:
    """The name contains, or begins with, the text."""
    if _searches_inside():
        return Q(name__icontains=text)
    found = list(starting_with(Account.objects.all(), text).values_list("pk", flat=True)[: PREFIXES + 1])
    # Where so many match, reading in the order of the table finds a page of them soon.
    return Q(name__istartswith=text) if len(found) > PREFIXES else Q(pk__in=found)


def _is_met_as(text: str) -> Q:
    """The name, the e-mail address or the account's name contains, or begins with, the text."""
    if _searches_inside():
        return Q(name__icontains=text) | Q(email__icontains=text) | Q(account__name__icontains=text)
    named = list(starting_with(Contact.objects.all(), text).values_list("pk", flat=True)[: PREFIXES + 1])
    if len(named) > PREFIXES:
        return Q(name__istartswith=text)
    accounts = starting_with(Account.objects.all(), text).values_list("pk", flat=True)[:PREFIXES]
    return Q(pk__in=named) | Q(email=text) | Q(account__in=list(accounts))


def _searches_inside() -> bool:
    last: int = Account.objects.aggregate(last=Max("pk"))["last"] or 0
    return last <= SEARCHED_INSIDE


def _owner_of(contact: Contact) -> User | None:
    return contact.account.owner if contact.account else None


def _matching(table: AccountListing | ContactListing, frame: Frame) -> str:
    return table.query(without=["sort", "columns", "view"], scope=frame.scope.key, period=frame.period.key)
