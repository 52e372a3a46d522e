"""Which version an opportunity keeps to; moving it, or many, to another one. Answers stay, whatever is asked."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.processes.models import Following, ProcessVersion, StepEntry
from trimtab.processes.queries import progress_of

MOST = 500  # opportunities moved in one go


def follow_version(
    opportunity: Opportunity, version: ProcessVersion, *, is_chosen: bool = False, by: User, now: datetime
) -> None:
    """Let the opportunity keep to that version. Its answers stay, those that the version does not ask included.

    Args:
        is_chosen: whether the person chose the process against its conditions.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: the version is a draft.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_opportunity_edit(by, current)
        _move([current], version, is_chosen=is_chosen, by=by, now=now)


def follow_version_many(
    opportunities: Sequence[Opportunity], version: ProcessVersion, *, by: User, now: datetime
) -> int:
    """Let them all keep to that version, or none; how many there were.

    Raises:
        PermissionDenied: `by` may not change one of them.
        ValidationError: the version is a draft, or there are more than 500.
    """
    if len(opportunities) > MOST:
        raise ValidationError(_("At most %(most)s at once.") % {"most": MOST})
    with transaction.atomic():
        ids = sorted(one.pk for one in opportunities)
        list(Opportunity.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        current = list(Opportunity.objects.filter(pk__in=ids).select_related("owner__team"))
        for one in current:
            require_opportunity_edit(by, one)
        _move(current, version, is_chosen=False, by=by, now=now)
    return len(current)


def pin(opportunity: Opportunity, version: ProcessVersion, *, now: datetime) -> None:
    """Keep to the version that it follows by rule, where it does not keep to one yet."""
    Following.objects.get_or_create(opportunity=opportunity, defaults={"version": version, "since": now})


def note_entries(opportunities: Sequence[Opportunity], *, now: datetime) -> None:
    """Keep that the answers brought an opportunity to another step."""
    last = {
        one.opportunity_id: (one.process_id, one.step_key)
        for one in StepEntry.objects.filter(opportunity__in=opportunities).order_by("at", "pk")
    }
    entered = []
    for found in progress_of(opportunities, day_of(now)).values():
        key = found.current.step.key if found.current else ""
        if last.get(found.opportunity.pk) != (found.process.pk, key):
            entered.append(
                StepEntry(
                    opportunity=found.opportunity, process=found.process, step_key=key, position=found.index, at=now
                )
            )
    if entered:
        StepEntry.objects.bulk_create(entered)


def day_of(now: datetime) -> date:
    """The organisation's day at that moment."""
    return now.astimezone(Organisation.get().zone).date()


def _move(
    opportunities: Sequence[Opportunity], version: ProcessVersion, *, is_chosen: bool, by: User, now: datetime
) -> None:
    version = ProcessVersion.objects.select_related("process").get(pk=version.pk)
    if version.is_draft:
        raise ValidationError(_("A draft is followed once it is published."))
    before = {one.opportunity_id: one for one in Following.objects.filter(opportunity__in=opportunities)}
    for one in opportunities:
        kept = before.get(one.pk)
        if kept is not None and kept.version_id == version.pk and kept.is_chosen == is_chosen:
            continue
        values = {"version": version, "is_chosen": is_chosen, "since": now}
        Following.objects.update_or_create(opportunity=one, defaults=values)
        record_event(
            "opportunity.remapped", record="opportunity", record_id=one.pk, by=by, now=now,
            before={"version": kept.version_id if kept else None}, after={"version": version.pk},
        )  # fmt: skip
    note_entries(opportunities, now=now)
