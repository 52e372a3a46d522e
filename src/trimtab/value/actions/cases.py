"""A business case: begun, its terms changed, a version of it kept for the customer."""

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
from trimtab.value.actions.changing import SEEN, change, plain
from trimtab.value.models import BusinessCase, CaseVersion
from trimtab.value.policy import require_edit
from trimtab.value.shareable import content_of

TERMS = ("title", "problem", "currency", "years", "rate")


def begin_case(opportunity: Opportunity, *, facts: Mapping[str, Any], by: User, now: datetime) -> BusinessCase:
    """Begin the business case of a deal; the one that is there, where somebody else was first.

    Raises:
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        deal = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_edit(by, deal)
        there = BusinessCase.objects.filter(opportunity=deal).first()
        if there is not None:
            return there
        known = {name: facts[name] for name in TERMS if name in facts}
        made = BusinessCase.objects.create(opportunity=deal, created_by=by, created_at=now, changed_at=now, **known)
        after = {name: plain(value) for name, value in known.items()}
        record_event("business_case.begun", record="business_case", record_id=made.pk, by=by, now=now, after=after)
    return made


def edit_case(
    case: BusinessCase, *, changes: Mapping[str, Any], by: User, now: datetime, seen: str | None = None
) -> BusinessCase:
    """Change its terms.

    Raises:
        ChangedMeanwhile: they are not as they were seen.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        current = locked_case(case.pk, by)
        require_version(current, SEEN, seen=seen)
        before, after = change(current, changes, TERMS)
        if after:
            current.changed_at = now
            current.save(update_fields=[*after, "changed_at"])
            about: dict[str, Any] = {"record": "business_case", "record_id": current.pk, "by": by, "now": now}
            record_event("business_case.edited", before=before, after=after, **about)
    return current


def keep_version(case: BusinessCase, *, by: User, now: datetime) -> CaseVersion:
    """Keep the case as it is now, for the customer to see; the last version, where nothing differs from it.

    Raises:
        ValidationError: there is no line that could be shown.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        current = locked_case(case.pk, by)
        content = content_of(current, today=now.date())
        if not content["lines"]:
            raise ValidationError(_("A case without a line says nothing. Add a benefit or a cost first."))
        last = current.versions.order_by("-number").first()
        if last is not None and last.content == content:
            return last
        number = last.number + 1 if last else 1
        made = CaseVersion.objects.create(case=current, number=number, content=content, made_by=by, made_at=now)
        after = {"number": number}
        record_event("business_case.shared", record="business_case", record_id=current.pk, by=by, now=now, after=after)
    return made


def locked_case(pk: int, by: User | None) -> BusinessCase:
    """The case, locked with its deal until the transaction ends; `by` may change it. None: the customer writes."""
    current = locked(BusinessCase.objects.select_related("opportunity__owner__team"), pk)
    if by is not None:
        require_edit(by, current.opportunity)
    return current
