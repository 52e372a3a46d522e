"""A new version of the ideal customer, and the answers to what the records propose for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.people.models import User
from trimtab.targeting.actions.scoring import score_again
from trimtab.targeting.actions.versions import next_version
from trimtab.targeting.fit import Bands, Criterion, as_kept
from trimtab.targeting.models import Profile, ProfileProposal
from trimtab.targeting.policy import require_define


def adopt_profile(
    criteria: Sequence[Criterion], *, bands: Bands, why: str, seen: int, by: User, now: datetime
) -> Profile:
    """Make a new version for everybody, and grade all accounts by it.

    Args:
        seen: the version that the person changed.

    Raises:
        PermissionDenied: `by` does not set definitions.
        VersionChanged: a newer version was made meanwhile.
    """
    with next_version(Profile, seen=seen, by=by) as version:
        made = Profile.objects.create(
            version=version,
            criteria=as_kept(criteria),
            pursue_from=bands.pursue,
            watch_from=bands.watch,
            take_from=bands.take,
            why=why,
            by=by,
            by_name=by.get_full_name(),
            from_at=now,
        )
        after = {"version": made.version, "why": why}
        record_event("ideal_customer.adopted", record="ideal_customer", record_id=made.pk, by=by, now=now, after=after)
    score_again(now=now)
    return made


def keep_proposals(found: Iterable[Mapping[str, object]], *, now: datetime) -> int:
    """Keep what the night proposes. Decided ones stay as they were decided; open ones that lost support go."""
    with transaction.atomic():
        decided = ProfileProposal.objects.exclude(state=ProfileProposal.State.OPEN)
        answered = set(decided.values_list("field", "value"))
        ProfileProposal.objects.filter(state=ProfileProposal.State.OPEN).delete()
        rows = [ProfileProposal(as_of=now, **one) for one in found if (one["field"], one["value"]) not in answered]
        ProfileProposal.objects.bulk_create(rows)
    return len(rows)


def refuse_proposal(proposal: ProfileProposal, *, reason: str, by: User, now: datetime) -> None:
    """Not taken over, with the reason; it is not proposed again.

    Raises:
        PermissionDenied: `by` does not set definitions.
        ValidationError: no reason is given.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why not; a sentence is enough.")})
    _decide(proposal, state=ProfileProposal.State.REFUSED, reason=reason.strip(), by=by, now=now)


def take_proposal(proposal: ProfileProposal, *, by: User, now: datetime) -> None:
    """It was taken over into the profile."""
    _decide(proposal, state=ProfileProposal.State.TAKEN, reason="", by=by, now=now)


def _decide(proposal: ProfileProposal, *, state: str, reason: str, by: User, now: datetime) -> None:
    require_define(by)
    with transaction.atomic():
        proposal.state, proposal.reason, proposal.decided_by, proposal.decided_at = state, reason, by, now
        proposal.save(update_fields=["state", "reason", "decided_by", "decided_at"])
        record_event(
            f"ideal_customer_proposal.{state}",
            record="ideal_customer_proposal",
            record_id=proposal.pk,
            by=by,
            now=now,
            after={"field": proposal.field, "value": proposal.value, "grade": proposal.grade, "reason": reason},
        )
