"""What happens around an opportunity or an account: activities, and the people who matter."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import can_edit_contacts
from trimtab.core.audit import record_event
from trimtab.opportunities.models import Activity, ActivityParty, ContactRole, Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User

ACTIVITY_FIELDS = ("kind", "direction", "subject", "at", "minutes", "outcome")


def log_activity(
    *,
    fields: Mapping[str, object],
    by: User,
    now: datetime,
    opportunity: Opportunity | None = None,
    account: Account | None = None,
    contacts: Iterable[Contact] = (),
) -> Activity:
    """Something that happened or is planned, with an opportunity or, without one, with an account.

    Args:
        fields: kind, direction, subject, at, minutes, outcome.
        contacts: who of the customer took part.

    Raises:
        PermissionDenied: `by` may neither change the opportunity nor works with the account.
        ValueError: a field is unknown, or neither opportunity nor account is given.
    """
    for field in fields:
        if field not in ACTIVITY_FIELDS:
            raise ValueError(f"A field must be among {', '.join(ACTIVITY_FIELDS)}. Got {field!r}.")
    with transaction.atomic():
        _require_rights(by, opportunity, account)
        met = opportunity.account if opportunity else account
        activity = Activity.objects.create(
            opportunity=opportunity, account=met, user=by, recorded_at=now, **dict(fields)
        )
        ActivityParty.objects.bulk_create(
            ActivityParty(activity=activity, contact=contact, part=ActivityParty.Part.ATTENDED) for contact in contacts
        )
        after: dict[str, object] = {"kind": activity.kind, "subject": activity.subject, "at": activity.at.isoformat()}
        after |= {"opportunity": activity.opportunity_id, "account": activity.account_id}
        record_event("activity.logged", record="activity", record_id=activity.pk, by=by, now=now, after=after)
    return activity


def finish_task(activity: Activity, *, outcome: str, by: User, now: datetime) -> None:
    """Say how a task ended. A task without a word about its outcome may still be to do, so it needs one.

    Raises:
        PermissionDenied: `by` may neither change the opportunity nor works with the account.
        ValueError: it is no task, or the outcome is empty.
    """
    if activity.kind != Activity.Kind.TASK or not outcome:
        raise ValueError(f"A task is finished with an outcome. Got {activity.kind!r} with {outcome!r}.")
    with transaction.atomic():
        if activity.opportunity or activity.account:
            _require_rights(by, activity.opportunity, activity.account)
        elif activity.user_id != by.pk:
            raise PermissionDenied(_("The task is somebody else's."))
        before = {"outcome": activity.outcome}
        activity.outcome = outcome
        activity.save(update_fields=["outcome"])
        after = {"outcome": outcome}
        record_event(
            "activity.finished", record="activity", record_id=activity.pk, by=by, now=now, before=before, after=after
        )


def add_contact_role(opportunity: Opportunity, *, contact: Contact, role: str, by: User, now: datetime) -> ContactRole:
    """Say what a contact does in an opportunity; the same role twice is said once."""
    with transaction.atomic():
        require_opportunity_edit(by, opportunity)
        found, is_new = ContactRole.objects.get_or_create(
            opportunity=opportunity, contact=contact, role=role, defaults={"valid_from": now}
        )
        if is_new:
            after = {"contact": contact.pk, "role": role}
            record_event(
                "contact_role.added", record="opportunity", record_id=opportunity.pk, by=by, now=now, after=after
            )
    return found


def _require_rights(by: User, opportunity: Opportunity | None, account: Account | None) -> None:
    if opportunity is not None:
        require_opportunity_edit(by, opportunity)
        return
    if account is None:
        raise ValueError("An activity must have an opportunity or an account. Got neither.")
    if not can_edit_contacts(by, account):
        raise PermissionDenied(_("Activities are logged by the account's owner and by those who work with it."))
