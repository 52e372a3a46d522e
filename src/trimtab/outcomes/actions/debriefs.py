"""Why a deal ended: what we say, what the buyer said, taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.models import Competitor
from trimtab.competition.policy import require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence
from trimtab.opportunities.models import Opportunity
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.reasons import all_reasons
from trimtab.people.models import User

RELATED = ("owner__team", "account")
MOST_REASONS = 5


class DebriefChanged(Exception):
    """Somebody said it since the person looked; nothing was written. `debrief` is as it is now."""

    def __init__(self, debrief: Debrief) -> None:
        super().__init__(_("Somebody wrote the reasons in the meantime."))
        self.debrief = debrief


def say_ours(
    opportunity: Opportunity,
    *,
    reasons: Sequence[str],
    competitor: Competitor | None,
    text: str,
    differently: str,
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> Debrief:
    """What we say of why it ended; the main reason first. Said again, it is changed.

    Args:
        seen_at: `changed_at` of what the person saw; None: there was nothing.

    Raises:
        DebriefChanged: something else stands than the person saw. PermissionDenied: `by` may not change the deal.
        ValidationError: the deal is open, or a reason is none of its end.
    """
    with transaction.atomic():
        current = _ended(opportunity, by)
        _require_reasons(current, reasons)
        stands = Debrief.objects.current().ours().filter(opportunity=current).first()
        if stands is not None and stands.changed_at != seen_at:
            raise DebriefChanged(stands)
        made = stands or Debrief(opportunity=current, side=Debrief.Side.US, once=Debrief.Side.US, at=now)
        before = _facts(made) if stands else {}
        made.end, made.reasons, made.competitor = current.status, list(reasons), competitor
        made.text, made.differently, made.by, made.changed_at = text.strip(), differently.strip(), by, now
        if stands and before == _facts(made):
            return stands
        made.save()
        _record("debrief.said", made, by=by, now=now, before=before, after=_facts(made))
    return made


def hear_buyer(
    opportunity: Opportunity,
    *,
    reasons: Sequence[str],
    competitor: Competitor | None,
    evidence: Mapping[str, Any],
    by: User,
    now: datetime,
) -> Debrief:
    """What somebody of the customer said of why it ended, in their words, with who said it and when.

    Args:
        evidence: fields of `add_evidence`: kind, note (their words), told_by, happened_on.

    Raises:
        PermissionDenied: `by` may not change the deal. ValidationError: see `say_ours`; or there are no words.
    """
    words = str(evidence.get("note", "")).strip()
    if not words:
        raise ValidationError({"note": _("Write what they said, in their words.")})
    with transaction.atomic():
        current = _ended(opportunity, by)
        _require_reasons(current, reasons)
        made = Debrief.objects.create(
            opportunity=current,
            side=Debrief.Side.BUYER,
            end=current.status,
            reasons=list(reasons),
            competitor=competitor,
            text=words,
            told_by=evidence.get("told_by"),
            by=by,
            at=now,
            changed_at=now,
        )
        add_evidence(
            record="debrief", record_id=made.pk, subject="reasons", value=made.main, fields=evidence, by=by, now=now
        )
        _record("debrief.heard", made, by=by, now=now, before={}, after=_facts(made))
    return made


def withdraw_debrief(debrief: Debrief, *, by: User, now: datetime) -> None:
    """It no longer counts; it stays in the audit."""
    with transaction.atomic():
        current = locked(Debrief.objects.select_related("opportunity__owner__team"), debrief.pk)
        require_competition_edit(by, current.opportunity)
        there = Debrief.objects.filter(pk=current.pk, withdrawn_at=None)
        if not there.update(withdrawn_at=now, changed_at=now, once=None):
            return
        _record("debrief.withdrawn", current, by=by, now=now, before=_facts(current), after={})


def _ended(opportunity: Opportunity, by: User) -> Opportunity:
    """The opportunity, locked, if it has ended and may be changed."""
    current = locked(Opportunity.objects.select_related(*RELATED), opportunity.pk)
    require_competition_edit(by, current)
    if current.is_open:
        raise ValidationError(_("The deal is open. Why it ended is asked when it has."))
    return current


def _require_reasons(opportunity: Opportunity, reasons: Sequence[str]) -> None:
    known = {one.key for one in all_reasons() if one.end == opportunity.status}
    if not reasons or len(reasons) > MOST_REASONS or len(set(reasons)) != len(reasons) or not set(reasons) <= known:
        raise ValidationError({"main": _("Choose the main reason; up to four others may follow.")})


def _facts(debrief: Debrief) -> dict[str, object]:
    return {
        "opportunity": debrief.opportunity_id,
        "reasons": list(debrief.reasons),
        "competitor": debrief.competitor_id,
        "text": debrief.text,
        "differently": debrief.differently,
    }


def _record(
    verb: str, debrief: Debrief, *, by: User, now: datetime, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    record_event(verb, record="debrief", record_id=debrief.pk, by=by, now=now, before=before, after=after)
