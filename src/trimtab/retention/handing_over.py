"""Handing records over: a preview that changes nothing, made of batches of changes that are applied and undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import require_assignable, require_contact_edit
from trimtab.core.audit import record_event
from trimtab.core.batches import draft_batch
from trimtab.core.models import Batch, BatchItem
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.retention.models import Handover

MOST = 2_000  # records of one handover
FIELD = {"account": "owner", "opportunity": "owner", "action": "assignee"}
Record = Account | Opportunity | Contact | Action


def draft_handover(person: User, *, takers: Mapping[int, User], back: str, by: User, now: datetime) -> Handover:
    """A preview: who takes which account of the person's over, with the open opportunities and actions there.

    Args:
        takers: account → who takes over what the person holds there; 0: the opportunities without an account.
        back: where the page of a batch leads back to; {pk} stands for the handover.

    Raises:
        PermissionDenied: `by` may not change the person's records, or gives them to somebody out of sight.
        ValidationError: nobody takes anything over, or it is too much at once.
    """
    if not access_to_owner(by, person).can_edit:
        raise PermissionDenied(_("Records are handed over by those who may change them."))
    for taker in set(takers.values()):
        require_assignable(by, taker)
    groups = _groups(person, takers)
    number = sum(len(records) for records in groups.values())
    if not number:
        raise ValidationError(_("Choose who takes over at least one account."))
    if number > MOST:
        raise ValidationError(_("Hand over at most %(most)s records at once.") % {"most": MOST})
    with transaction.atomic():
        made = Handover.objects.create(person=person, by=by, at=now)
        address = back.format(pk=made.pk)
        made.batches.set(
            _draft(kind, taker, records, field=FIELD[kind], back=address, by=by, now=now)
            for (kind, taker), records in groups.items()
        )
        after = {"records": number, "takers": sorted({one.pk for one in takers.values()})}
        record_event("handover.drafted", record="person", record_id=person.pk, by=by, now=now, after=after)
    return made


def draft_successor(contact: Contact, successor: Contact, *, back: str, by: User, now: datetime) -> Batch:
    """A preview: those who reported to a contact who left report to the successor.

    Raises:
        PermissionDenied: `by` may not change the contacts of the account.
        ValidationError: the successor works elsewhere, reports to the contact alone, or nobody reports.
    """
    require_contact_edit(by, contact.account)
    if successor.account_id != contact.account_id or successor.pk == contact.pk:
        raise ValidationError(_("Choose somebody else who works there."))
    reports = contact.reports.filter(archived_at__isnull=True).exclude(pk=successor.pk).order_by("pk")
    found = list(reports[:MOST])
    if not found:
        raise ValidationError(_("Nobody else is known to report to this person."))
    return _draft("contact", successor.pk, found, field="reports_to", back=back, by=by, now=now)


def batches_of(handover: Handover) -> Sequence[Batch]:
    """The batches of a handover, those of accounts first: whoever owns the account also sees what belongs to it."""
    order = list(FIELD)
    return sorted(handover.batches.all(), key=lambda batch: (order.index(batch.record), batch.pk))


def _groups(person: User, takers: Mapping[int, User]) -> dict[tuple[str, int], list[Record]]:
    """(kind, new owner) → what the person holds of that kind at the accounts that are taken over."""
    groups: dict[tuple[str, int], list[Record]] = {}
    for kind, account, record in _held(person):
        if account in takers:
            groups.setdefault((kind, takers[account].pk), []).append(record)
    return groups


def _held(person: User) -> Iterator[tuple[str, int, Record]]:
    """Each record of the person with its kind and account; 0 where it has none."""
    for account in Account.objects.current().filter(owner=person).order_by("pk"):
        yield "account", account.pk, account
    for one in Opportunity.objects.current().open().filter(owner=person).order_by("pk"):
        yield "opportunity", one.account_id or 0, one
    for step in _steps_of(person):
        yield "action", step.account_id or (step.opportunity.account_id if step.opportunity else None) or 0, step


def _steps_of(person: User) -> Iterable[Action]:
    """The open actions of the person."""
    return Action.objects.open().filter(assignee=person).select_related("opportunity").order_by("pk")


def _draft(
    kind: str,
    to: int,
    records: Iterable[Record],
    *,
    field: str,
    back: str,
    by: User,
    now: datetime,
) -> Batch:
    items = [
        BatchItem(
            record=kind,
            object_id=one.pk,
            name=str(one)[:300],
            before={field: getattr(one, f"{field}_id")},
            after={field: to},
            seen_at=one.changed_at,
        )
        for one in records
    ]
    what = {"changes": {field: to}, "back": back}
    return draft_batch(Batch.Verb.EDIT, record=kind, what=what, items=items, by=by, now=now)
