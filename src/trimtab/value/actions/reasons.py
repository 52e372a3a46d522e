"""The unique business value of a deal, and the compelling need: each worded, and worded anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import require_version
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value.actions.changing import SEEN, change, plain, reword
from trimtab.value.models import Need, UniqueValue
from trimtab.value.policy import require_edit

STATEMENT = ("what", "whom", "measured", "better_than")
NEED = ("consequence", "severity", "act_by", "cost", "risk")


def word_unique_value(
    opportunity: Opportunity, *, facts: Mapping[str, Any], by: User, now: datetime, seen: str | None = None
) -> UniqueValue:
    """Say what the deal's unique business value is, or say it anew; a confirmation stands for its own wording only.

    Raises:
        ChangedMeanwhile: it is not as it was seen.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        deal = _locked(opportunity, by)
        current = UniqueValue.objects.filter(opportunity=deal).first()
        if current is None:
            current = UniqueValue(opportunity=deal, created_by=by, created_at=now, changed_at=now)
        else:
            require_version(current, SEEN, seen=seen)
        before, after = change(current, facts, STATEMENT)
        _keep(current, before, after, judged=STATEMENT, by=by, now=now)
    return current


def word_need(
    opportunity: Opportunity, *, facts: Mapping[str, Any], by: User, now: datetime, seen: str | None = None
) -> Need:
    """Say why the customer has to change, or say it anew; a confirmation stands for its own wording only.

    Raises:
        ChangedMeanwhile: it is not as it was seen.
        ValidationError: somebody who feels it does not belong to the customer.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        deal = _locked(opportunity, by)
        felt_by = sorted(one.pk for one in facts.get("felt_by", ()))
        if any(one.account_id != deal.account_id for one in facts.get("felt_by", ())):
            raise ValidationError({"felt_by": _("Only people of this customer can be named.")})
        current = Need.objects.filter(opportunity=deal).first()
        if current is None:
            current = Need(opportunity=deal, created_by=by, created_at=now, changed_at=now)
        else:
            require_version(current, SEEN, seen=seen)
        before, after = change(current, facts, NEED)
        was = sorted(current.felt_by.values_list("pk", flat=True)) if current.pk else []
        if "felt_by" in facts and was != felt_by:
            before["felt_by"], after["felt_by"] = was, felt_by
        _keep(current, before, after, judged=NEED, by=by, now=now)
        if "felt_by" in after:
            current.felt_by.set(felt_by)
    return current


def _locked(opportunity: Opportunity, by: User) -> Opportunity:
    deal = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
    require_edit(by, deal)
    return deal


def _keep(
    current: UniqueValue | Need,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    judged: tuple[str, ...],
    by: User,
    now: datetime,
) -> None:
    """Save it with its event, where something differs."""
    if not after:
        return
    name = "need" if isinstance(current, Need) else "unique_value"
    was_there = current.pk is not None
    if was_there:
        reword(current, after, judged)
    current.changed_at = now
    current.save()
    told = {one: plain(value) for one, value in after.items()}
    verb = "need.worded" if isinstance(current, Need) else "unique_value.worded"
    was = before if was_there else None
    record_event(verb, record=name, record_id=current.pk, by=by, now=now, before=was, after=told)
