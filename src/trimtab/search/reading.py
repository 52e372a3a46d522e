"""What each kind of record is found by, read for many records at once. Archived records are left out.

Whoever sees an account sees its contacts: its owner, its members, and the people of its territory.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from trimtab.accounts.models import Account, AccountMember, Contact
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.search.models import Kind, SearchEntry
from trimtab.search.words import PERSON, TERRITORY, entry_words

Entries = dict[int, str]  # id of the entry → its words


def entries_of(kind: int, record_ids: Collection[int]) -> Entries:
    """The entries of those records that can be found: archived ones and those that are gone have none."""
    found = READERS[kind](record_ids)
    return {SearchEntry.id_of(kind, record_id): words for record_id, words in found}


def _accounts(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    found = Account.objects.current().filter(pk__in=ids)
    rows = list(found.values_list("pk", "name", "external_id", "domain", "owner", "territory"))
    members = _members(ids)
    for pk, name, external_id, domain, owner, territory in rows:
        seen_by = _viewers(owner, territory, members.get(pk, ()))
        yield pk, entry_words(kind=Kind.ACCOUNT, name=name, context=[external_id, domain], seen_by=seen_by)


def _opportunities(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    found = Opportunity.objects.current().filter(pk__in=ids)
    for pk, name, external_id, account, owner in found.values_list(
        "pk", "name", "external_id", "account__name", "owner"
    ):
        context = [account, external_id]
        yield pk, entry_words(kind=Kind.OPPORTUNITY, name=name, context=context, seen_by=_viewers(owner, None, ()))


def _contacts(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    account = ("account", "account__name", "account__owner", "account__territory")
    found = Contact.objects.filter(pk__in=ids, archived_at__isnull=True)
    rows = list(found.values_list("pk", "name", "external_id", "email", *account))
    members = _members({row[4] for row in rows if row[4] is not None})
    for pk, name, external_id, email, account_id, account_name, owner, territory in rows:
        seen_by = _viewers(owner, territory, members.get(account_id, ()))
        context = [account_name, email, external_id]
        yield pk, entry_words(kind=Kind.CONTACT, name=name, context=context, seen_by=seen_by)


def _people(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    for pk, name, email in User.objects.filter(pk__in=ids).values_list("pk", "name", "email"):
        yield pk, entry_words(kind=Kind.PERSON, name=name, context=[email], seen_by=_viewers(pk, None, ()))


def _members(account_ids: Collection[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for account_id, user_id in AccountMember.objects.filter(account__in=account_ids).values_list("account", "user"):
        found.setdefault(account_id, []).append(user_id)
    return found


def _viewers(owner: int | None, territory: int | None, members: Collection[int]) -> Iterator[str]:
    people = members if owner is None else [owner, *members]
    yield from (f"{PERSON}{person}" for person in people)
    if territory is not None:
        yield f"{TERRITORY}{territory}"


READERS: dict[int, Callable[[Collection[int]], Iterator[tuple[int, str]]]] = {
    Kind.ACCOUNT: _accounts,
    Kind.OPPORTUNITY: _opportunities,
    Kind.CONTACT: _contacts,
    Kind.PERSON: _people,
}
