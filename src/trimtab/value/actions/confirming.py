"""The customer confirmed it: who, when, how we know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence, withdraw_evidence
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value.confirming import CONFIRMED, THEIR_WORD
from trimtab.value.models import CaseLine, Contribution, Need, UniqueValue, Worded
from trimtab.value.policy import require_edit

Confirmable = Contribution | UniqueValue | Need | CaseLine


def confirm(
    record: Confirmable, *, evidence: Mapping[str, Any], by: User, now: datetime, wording: int | None = None
) -> Evidence:
    """Keep that the customer said or wrote it.

    Args:
        evidence: kind (said or written), note, place, link, told_by, happened_on.
        wording: which one they had before them; None: the one that stands.

    Raises:
        ValidationError: it is no word of the customer, or nobody of theirs is named.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    if evidence.get("kind") not in THEIR_WORD:
        raise ValidationError({"kind": _("Only what the customer said or wrote confirms it.")})
    if evidence.get("told_by") is None:
        raise ValidationError({"told_by": _("Say who of theirs confirmed it.")})
    with transaction.atomic():
        opportunity = _locked(record, by)
        if evidence["told_by"].account_id != opportunity.account_id:
            raise ValidationError({"told_by": _("Only people of this customer can be named.")})
        current = type(record)._default_manager.get(pk=record.pk)
        name, subject = CONFIRMED[type(record)]
        fields = {key: value for key, value in evidence.items() if value not in (None, "")}
        value = str(wording or current.wording)
        return add_evidence(
            record=name, record_id=record.pk, subject=subject, value=value, fields=fields, by=by, now=now
        )


def withdraw_confirmation(record: Confirmable, evidence: Evidence, *, by: User, now: datetime) -> None:
    """It no longer counts; it stays readable.

    Raises:
        ValidationError: it is evidence of something else.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    if (evidence.record, evidence.record_id) != (CONFIRMED[type(record)][0], record.pk):
        raise ValidationError(_("It confirms something else."))
    with transaction.atomic():
        _locked(record, by)
        withdraw_evidence(evidence, by=by, now=now)


def deal_of(record: Worded) -> int:
    """The id of the opportunity that it belongs to."""
    if isinstance(record, CaseLine):
        return record.case.opportunity_id
    assert isinstance(record, Contribution | UniqueValue | Need), "these are all"
    return record.opportunity_id


def _locked(record: Confirmable, by: User) -> Opportunity:
    opportunity = locked(Opportunity.objects.select_related("owner__team"), deal_of(record))
    require_edit(by, opportunity)
    return opportunity
