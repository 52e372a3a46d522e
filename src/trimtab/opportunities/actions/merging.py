"""Opportunities that go along with their account when it is merged into another, and come back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trimtab.opportunities.models import FieldChange, Opportunity
from trimtab.people.models import User


def follow_account(opportunity_ids: Sequence[int], *, into: int, by: User, now: datetime) -> None:
    """Give opportunities the account that theirs was merged into, with history. Call it inside the merge.

    Whoever may merge the accounts may do this, also where others own the opportunities: the customer is the same one.
    """
    with transaction.atomic():
        found = Opportunity.objects.select_for_update().filter(pk__in=opportunity_ids)
        FieldChange.objects.bulk_create(
            FieldChange(
                opportunity_id=pk,
                field="account",
                old=str(account_id),
                new=str(into),
                valid_at=now,
                recorded_at=now,
                origin=FieldChange.Origin.EDIT,
                by_id=by.pk,
            )
            for pk, account_id in found.values_list("pk", "account_id")
        )
        Opportunity.objects.filter(pk__in=opportunity_ids).update(account=into, changed_at=now)


def return_to_account(opportunity_ids: Sequence[int], *, account_id: int, moved_at: datetime, now: datetime) -> None:
    """Give opportunities back the account that they had before `follow_account` at that time, without its history."""
    with transaction.atomic():
        FieldChange.objects.filter(opportunity__in=opportunity_ids, field="account", recorded_at=moved_at).delete()
        Opportunity.objects.filter(pk__in=opportunity_ids).update(account=account_id, changed_at=now)
