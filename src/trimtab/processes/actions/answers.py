"""Answering milestones. Every answer is kept; the answer that stands is the last one."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.processes.actions.following import day_of, note_entries, pin
from trimtab.processes.models import AnswerGiven, MilestoneAnswer, Value
from trimtab.processes.queries import ANSWER, SUBJECT, progress_of


class AnswerChanged(Exception):
    """Somebody answered since this person looked; nothing was written. `answer` is as it is now."""

    def __init__(self, answer: MilestoneAnswer) -> None:
        super().__init__(_("Somebody else answered in the meantime."))
        self.answer = answer


def answer_milestone(
    opportunity: Opportunity,
    key: str,
    *,
    value: str,
    note: str = "",
    evidence: Mapping[str, object] | None = None,
    seen: int | None = None,
    by: User,
    now: datetime,
) -> MilestoneAnswer:
    """Say whether something is true; returns the answer as it stands. With the first answer the version is kept to.

    Args:
        key: of a milestone of the version that the opportunity follows.
        evidence: what the answer rests on: fields of `evidence.add_evidence`; None: no new piece.
        seen: `number` of the answer that the person saw (0: none); None: whatever is there is answered anew.

    Raises:
        AnswerChanged: somebody answered since.
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: the version does not ask this any more, or the opportunity is archived.
    """
    value = Value(value)
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_opportunity_edit(by, current)
        if current.archived_at is not None:
            raise ValidationError(_("It is archived. Restore it first."))
        progress = progress_of([current], day_of(now)).get(current.pk)
        milestone = progress.outline.milestones.get(key) if progress else None
        if progress is None or milestone is None:
            raise ValidationError(_("The process of this opportunity does not ask this any more. Look again."))
        answer = _answer_that_stands(current, key, by=by, now=now)
        if seen is not None and seen != answer.number:
            raise AnswerChanged(answer)
        pin(current, progress.version, now=now)
        if (answer.value, answer.note) != (value, note) or not answer.pk:
            _give(answer, milestone.label, value=value, note=note, by=by, now=now)
        if evidence is not None:
            add_evidence(
                record=ANSWER, record_id=answer.pk, subject=SUBJECT, value=value, fields=evidence, by=by, now=now
            )
        note_entries([current], now=now)
    return answer


def _answer_that_stands(opportunity: Opportunity, key: str, *, by: User, now: datetime) -> MilestoneAnswer:
    found = MilestoneAnswer.objects.filter(opportunity=opportunity, milestone_key=key).first()
    return found or MilestoneAnswer(opportunity=opportunity, milestone_key=key, by=by, changed_at=now)


def _give(answer: MilestoneAnswer, asked: str, *, value: str, note: str, by: User, now: datetime) -> None:
    before = {"value": answer.value, "note": answer.note}
    answer.value, answer.note, answer.by, answer.changed_at = value, note, by, now
    answer.number += 1
    answer.save()
    AnswerGiven.objects.create(
        opportunity=answer.opportunity, milestone_key=answer.milestone_key, asked=asked[:300], value=value, note=note,
        by=by, at=now,
    )  # fmt: skip
    after = {"milestone": answer.milestone_key, "value": value, "note": note}
    record_event(
        "milestone.answered", record="opportunity", record_id=answer.opportunity_id, by=by, now=now, before=before,
        after=after,
    )  # fmt: skip
