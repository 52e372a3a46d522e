"""Changes to accounts and contacts. Each checks who acts, changes, and records it, in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, AccountMember, Contact
from trimtab.accounts.policy import require_account_edit, require_assignable, require_contact_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import Territory, User
from trimtab.people.policy import can_set_up

ACCOUNT_FIELDS = (
    "name",
    "parent",
    "owner",
    "industry",
    "region",
    "country",
    "segment",
    "employees",
    "revenue",
    "domain",
    "territory",
    "custom",
)
CONTACT_FIELDS = ("name", "email", "phone", "title", "seniority", "function", "reports_to", "left_on", "custom")


class AccountChanged(Exception):
    """Somebody changed the account since it was read; nothing was written. `account` is as it is now."""

    def __init__(self, account: Account) -> None:
        super().__init__(_("The account was changed in the meantime."))
        self.account = account


class ContactChanged(Exception):
    """Somebody changed the contact since it was read; nothing was written. `contact` is as it is now."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(_("The contact was changed in the meantime."))
        self.contact = contact


def create_account(*, fields: Mapping[str, object], by: User, now: datetime) -> Account:
    """A new account; its owner becomes a member.

    Raises:
        PermissionDenied: the owner is nobody whose records `by` sees.
    """
    _require_known(fields, ACCOUNT_FIELDS)
    with transaction.atomic():
        account = Account(created_at=now, changed_at=now, **fields)
        require_assignable(by, account.owner)
        account.save()
        add_member(account, account.owner)
        _record("account.created", account, by=by, now=now, after=_plain_values(fields))
    return account


def edit_account(
    account: Account, *, changes: Mapping[str, object], by: User, now: datetime, seen_at: datetime | None = None
) -> Account:
    """Change facts of an account; returns it as it is now.

    Args:
        changes: field → value; what equals the present value is left out.
        seen_at: `changed_at` of the account that the person saw; None: whatever is there is overwritten.

    Raises:
        AccountChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
    """
    _require_known(changes, ACCOUNT_FIELDS)
    with transaction.atomic():
        current = locked(Account.objects.select_related("owner__team"), account.pk)
        require_account_edit(by, current)
        if seen_at is not None and current.changed_at != seen_at:
            raise AccountChanged(current)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        if "parent" in changed:
            _require_no_circle(current, changed["parent"])
        if "owner" in changed:
            require_assignable(by, changed["owner"])
        _apply(current, changed, by=by, now=now)
    return current


def archive_account(account: Account, *, by: User, now: datetime, at: datetime | None = None) -> None:
    """Take an account out of the lists, since `at` or now. Nothing is deleted."""
    _set_archived(account, "account.archived", at=at or now, by=by, now=now)


def restore_account(account: Account, *, by: User, now: datetime) -> None:
    """Bring an archived account back."""
    _set_archived(account, "account.restored", at=None, by=by, now=now)


def add_contact(account: Account, *, fields: Mapping[str, object], by: User, now: datetime) -> Contact:
    """A new person at the account."""
    _require_known(fields, CONTACT_FIELDS)
    with transaction.atomic():
        require_contact_edit(by, account)
        contact = Contact.objects.create(account=account, created_at=now, changed_at=now, **fields)
        record_event(
            "contact.added", record="contact", record_id=contact.pk, by=by, now=now, after=_plain_values(fields)
        )
    return contact


def edit_contact(
    contact: Contact, *, changes: Mapping[str, object], by: User, now: datetime, seen_at: datetime | None = None
) -> Contact:
    """Change facts of a contact, or the account where the person works; returns the contact as it is now.

    Args:
        changes: field → value; what equals the present value is left out.
        seen_at: `changed_at` of the contact that the person saw; None: whatever is there is overwritten.

    Raises:
        ContactChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
    """
    _require_known(changes, (*CONTACT_FIELDS, "account"))
    with transaction.atomic():
        current = locked(Contact.objects.select_related("account__owner__team"), contact.pk)
        require_contact_edit(by, current.account)
        if seen_at is not None and current.changed_at != seen_at:
            raise ContactChanged(current)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        if not changed:
            return current
        if isinstance(account := changed.get("account"), Account):
            require_contact_edit(by, account)
        before = _plain_values({field: getattr(current, field) for field in changed})
        for field, value in changed.items():
            setattr(current, field, value)
        current.changed_at = now
        current.save(update_fields=[*changed, "changed_at"])
        after = _plain_values(changed)
        record_event(
            "contact.edited", record="contact", record_id=current.pk, by=by, now=now, before=before, after=after
        )
    return current


def archive_contact(contact: Contact, *, by: User, now: datetime, at: datetime | None = None) -> None:
    """Take a contact out of the lists, since `at` or now. Nothing is deleted."""
    _set_contact_archived(contact, at=at or now, by=by, now=now)


def restore_contact(contact: Contact, *, by: User, now: datetime) -> None:
    """Bring an archived contact back."""
    _set_contact_archived(contact, at=None, by=by, now=now)


def add_member(account: Account | None, user: User | None) -> None:
    """Note that somebody works with the account, so sees it. Call it inside the transaction that says why."""
    if account is not None and user is not None:
        AccountMember.objects.get_or_create(account=account, user=user)


def plain(value: object) -> object:
    """A value as JSON can hold it: records by id, days and amounts as text."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, Decimal | date) else value


def _apply(account: Account, changed: Mapping[str, object], *, by: User, now: datetime) -> None:
    if not changed:
        return
    before = _plain_values({field: getattr(account, field) for field in changed})
    for field, value in changed.items():
        setattr(account, field, value)
    account.changed_at = now
    account.save(update_fields=[*changed, "changed_at"])
    add_member(account, account.owner)
    _record("account.edited", account, by=by, now=now, before=before, after=_plain_values(changed))


def _set_archived(account: Account, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        current = locked(Account.objects.select_related("owner__team"), account.pk)
        require_account_edit(by, current)
        _require_not_merged(current)
        if (current.archived_at is None) == (at is None):
            return
        current.archived_at, current.changed_at = at, now
        current.save(update_fields=["archived_at", "changed_at"])
        _record(verb, current, by=by, now=now)


def _require_not_merged(record: Account | Contact) -> None:
    if record.merged_into_id is not None:
        raise PermissionDenied(_("It was merged into another record. Undo the merge to have it back."))


def _set_contact_archived(contact: Contact, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        current = Contact.objects.select_for_update(of=("self",)).select_related("account__owner__team")
        found = current.get(pk=contact.pk)
        require_contact_edit(by, found.account)
        _require_not_merged(found)
        if (found.archived_at is None) == (at is None):
            return
        found.archived_at, found.changed_at = at, now
        found.save(update_fields=["archived_at", "changed_at"])
        verb = "contact.restored" if at is None else "contact.archived"
        record_event(verb, record="contact", record_id=found.pk, by=by, now=now)


def _require_no_circle(account: Account, parent: object) -> None:
    above, seen = parent, set[int]()
    while isinstance(above, Account) and above.pk not in seen:
        if above.pk == account.pk:
            raise ValueError("`parent` must not be the account itself or one of its units. Got one of them.")
        seen.add(above.pk)
        above = above.parent


def _require_known(fields: Mapping[str, object], allowed: tuple[str, ...]) -> None:
    for field in fields:
        if field not in allowed:
            raise ValueError(f"`changes` must be among {', '.join(allowed)}. Got {field!r}.")


def _plain_values(fields: Mapping[str, object]) -> dict[str, object]:
    return {field: plain(value) for field, value in fields.items()}


def _record(
    verb: str,
    account: Account,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="account", record_id=account.pk, by=by, now=now, before=before, after=after)


def join_territory(territory: Territory, *, region: str, by: User, now: datetime) -> int:
    """Put the accounts of a region that have no territory yet into this one; how many."""
    return _place(territory, "territory.accounts_added", Q(territory=None), territory, region=region, by=by, now=now)


def leave_territory(territory: Territory, *, region: str, by: User, now: datetime) -> int:
    """Take the accounts of a region out of this territory again; how many."""
    return _place(territory, "territory.accounts_removed", Q(territory=territory), None, region=region, by=by, now=now)


def _place(
    territory: Territory, verb: str, chosen: Q, into: Territory | None, *, region: str, by: User, now: datetime
) -> int:
    with transaction.atomic():
        if not can_set_up(by):
            raise PermissionDenied(_("Only operations and administrators change this."))
        accounts = Account.objects.current().filter(chosen, region=region)
        number = accounts.update(territory=into, changed_at=now)
        after = {"region": region, "accounts": number}
        record_event(verb, record="territory", record_id=territory.pk, by=by, now=now, after=after)
    return number
