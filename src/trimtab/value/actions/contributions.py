"""What of ours serves which goal of theirs."""

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
from trimtab.value.models import Contribution
from trimtab.value.policy import require_edit
from trimtab.value.queries import goals_of

FIELDS = ("insight", "capability", "title", "strength", "measure", "baseline", "target", "proof")
# What the customer confirms: that this contributes so much to that, measured so.
JUDGED = ("insight", "capability", "title", "strength", "measure", "baseline", "target")
MOST = 100  # in one deal


def add_contribution(opportunity: Opportunity, *, facts: Mapping[str, Any], by: User, now: datetime) -> Contribution:
    """A capability serves a goal of theirs.

    Raises:
        ValidationError: it is there already, the goal is none of this customer, or there are too many.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_edit(by, current)
        if current.contributions.count() >= MOST:
            raise ValidationError(_("A deal holds %(most)d of them at most.") % {"most": MOST})
        _require_fit(current, facts)
        known = {name: facts[name] for name in FIELDS if name in facts}
        made = Contribution.objects.create(opportunity=current, created_by=by, created_at=now, changed_at=now, **known)
        after = {name: plain(value) for name, value in known.items()}
        record_event("contribution.added", record="contribution", record_id=made.pk, by=by, now=now, after=after)
    return made


def edit_contribution(
    contribution: Contribution, *, changes: Mapping[str, Any], by: User, now: datetime, seen: str | None = None
) -> Contribution:
    """Change it. What the customer had confirmed has to be confirmed again.

    Raises:
        ChangedMeanwhile: it is not as it was seen.
        ValidationError, PermissionDenied: as `add_contribution`.
    """
    with transaction.atomic():
        opportunity = locked(Opportunity.objects.select_related("owner__team"), contribution.opportunity_id)
        require_edit(by, opportunity)
        current = Contribution.objects.select_related("insight", "capability").get(pk=contribution.pk)
        require_version(current, SEEN, seen=seen)
        _require_fit(opportunity, {name: getattr(current, name) for name in FIELDS} | dict(changes), but=current.pk)
        before, after = change(current, changes, FIELDS)
        if after:
            current.changed_at = now
            current.save(update_fields=[*after, *reword(current, after, JUDGED), "changed_at"])
            record_event(
                "contribution.edited",
                record="contribution",
                record_id=current.pk,
                by=by,
                now=now,
                before=before,
                after=after,
            )
    return current


def _require_fit(opportunity: Opportunity, facts: Mapping[str, Any], *, but: int | None = None) -> None:
    """It says what, it is about this customer, and stands there once."""
    if not facts.get("capability") and not facts.get("title"):
        raise ValidationError({"capability": _("Choose what they can do then, or say it in your own words.")})
    if not goals_of(opportunity).filter(pk=facts["insight"].pk).exists():
        raise ValidationError({"insight": _("It is none of this customer's goals, initiatives or obstacles.")})
    alike = Contribution.objects.filter(opportunity=opportunity, insight=facts["insight"]).exclude(pk=but or 0)
    capability = facts.get("capability")
    is_there = (
        alike.filter(capability=capability)
        if capability
        else alike.filter(capability=None, title=facts.get("title", ""))
    )
    if is_there.exists():
        raise ValidationError(_("That contributes to it already. Change the one that is there."))
