"""Answering, withdrawing what an answer rests on, changing over to another version, marking a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.assessments.models import Answer, Assessment, Occasion, VersionChange, subject_of
from trimtab.assessments.policy import Record, require_answering
from trimtab.assessments.queries import RECORD, value_in_evidence
from trimtab.assessments.scorecard import Question
from trimtab.assessments.scores import worth
from trimtab.assessments.shipped import FOUR_QUESTIONS
from trimtab.assessments.templates import active_version, card_of
from trimtab.competition.actions import keep_do_nothing
from trimtab.competition.models import Contender
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence, withdraw_evidence
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


class NoSuchAnswer(ValueError):
    """The question is not asked, or has no such answer; in a sentence."""


class AnsweredMeanwhile(Exception):
    """Somebody answered since the page was read; nothing was written. `answer` is the one that stands, or None."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(str(answer))
        self.answer = answer


@dataclass(frozen=True)
class Reply:
    """What somebody answers.

    contender: whom it is about; None: us. value: empty: not asked after all. steps: of the guided mode.
    evidence: kind, note, place, link, told_by, happened_on; None: nothing new. seen: the id of the answer that stood on
    the page, 0 where none did; None: whatever stands is superseded.
    """

    question: str
    value: str
    contender: Contender | None = None
    note: str | None = None  # None: as it was
    steps: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Any] | None = None
    seen: int | None = None


def give_answer(
    record: Record, reply: Reply, *, template: str = FOUR_QUESTIONS, by: User, now: datetime
) -> Answer | None:
    """Answer one question about us or a contender; the answer that stood stays readable. None: there was nothing to do.

    Raises:
        NoSuchAnswer: this version does not ask it, or not of competitors, or has no such answer.
        AnsweredMeanwhile: somebody else answered since.
        PermissionDenied: `by` may not answer for the record.
    """
    with transaction.atomic():
        require_answering(by, record)
        assessment = _begun(record, template, now=now)
        competitor_id = _competitor_id(record, reply.contender, by=by, now=now)
        question = _question(assessment, reply, is_rival=competitor_id is not None)
        stands = _standing(assessment, question, competitor_id)
        if reply.seen is not None and (stands.pk if stands else 0) != reply.seen:
            raise AnsweredMeanwhile(stands)
        given = _superseded(assessment, reply, stands, competitor_id, by=by, now=now)
        if reply.evidence and reply.value:
            _rest_on(assessment, reply, competitor_id, by=by, now=now)
    return given


def withdraw_answer_evidence(record: Record, evidence: Evidence, *, by: User, now: datetime) -> None:
    """It no longer stands behind the answer; it stays readable.

    Raises:
        NoSuchAnswer: it is of another record.
        PermissionDenied: `by` may not answer for the record.
    """
    require_answering(by, record)
    owned = Assessment.objects.filter(pk=evidence.record_id, **_of(record)).exists()
    if evidence.record != RECORD or not owned:
        raise NoSuchAnswer(_("It belongs to another record."))
    withdraw_evidence(evidence, by=by, now=now)


def change_version(assessment: Assessment, *, to: int, by: User, now: datetime) -> Assessment:
    """Ask what another version of the template asks. Answers to questions that stay are kept, the others readable.

    Raises:
        KeyError: there is no such version.
        PermissionDenied: `by` may not answer for the record.
    """
    with transaction.atomic():
        current = locked(Assessment.objects.select_related("opportunity__owner", "account__owner"), assessment.pk)
        require_answering(by, _record_of(current))
        card_of(current.template, to)
        before = current.version
        if before == to:
            return current
        Assessment.objects.filter(pk=current.pk).update(version=to, changed_at=now)
        VersionChange.objects.create(assessment=current, old=before, new=to, at=now, by=by)
        _tell("assessment.version_changed", current, before={"version": before}, after={"version": to}, by=by, now=now)
        current.version = to
    return current


def mark_occasion(opportunity: Opportunity, *, kind: str = Occasion.Kind.REVIEW, by: User, now: datetime) -> Occasion:
    """Keep a moment to compare with. The caller, a review for instance, has checked that `by` may do so there."""
    with transaction.atomic():
        made = Occasion.objects.create(opportunity=opportunity, kind=kind, at=now, by=by)
        after = {"kind": kind}
        record_event("assessment.marked", record="opportunity", record_id=opportunity.pk, by=by, now=now, after=after)
    return made


def _begun(record: Record, template: str, *, now: datetime) -> Assessment:
    """The assessment of the record, locked; made where there is none, on the version that is active now."""
    fresh = {"version": active_version(template), "created_at": now, "changed_at": now}
    kept, _is_new = Assessment.objects.get_or_create(template=template, **_of(record), defaults=fresh)
    return locked(Assessment.objects.all(), kept.pk)


def _of(record: Record) -> dict[str, Record]:
    return {"opportunity" if isinstance(record, Opportunity) else "account": record}


def _record_of(assessment: Assessment) -> Record:
    record = assessment.opportunity or assessment.account
    assert record is not None, "a constraint says so"
    return record


def _competitor_id(record: Record, contender: Contender | None, *, by: User, now: datetime) -> int | None:
    if contender is None:
        return None
    if not isinstance(record, Opportunity) or contender.opportunity_id != record.pk:
        raise NoSuchAnswer(_("They are not in this opportunity."))
    if contender.pk is None:
        return keep_do_nothing(record, by=by, now=now).competitor_id
    return contender.competitor_id


def _question(assessment: Assessment, reply: Reply, *, is_rival: bool) -> Question:
    question = card_of(assessment.template, assessment.version).question(reply.question)
    if question is None:
        raise NoSuchAnswer(_("That is not asked here."))
    if is_rival and not question.of_rivals:
        raise NoSuchAnswer(_("That is asked of us only."))
    if not _is_answer(question, reply.value):
        words = ", ".join(map(str, question.labels.values()))
        raise NoSuchAnswer(_("The answer must be one of: %(words)s.") % {"words": words} if words else _wrong(question))
    return question


def _is_answer(question: Question, value: str) -> bool:
    if not value or value == "unknown":
        return True
    if question.kind in {"yes_no", "choice"}:
        return value in question.labels
    if question.kind == "text":
        return len(value) <= 5_000
    if question.kind == "date":
        return _is_day(value)
    return worth(question, value) is not None or (not question.counts and _is_number(value))


def _wrong(question: Question) -> str:
    return _("Write a day.") if question.kind == "date" else _("Write a number.")


def _is_day(value: str) -> bool:
    try:
        datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return False
    return True


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _standing(assessment: Assessment, question: Question, competitor_id: int | None) -> Answer | None:
    found = Answer.objects.standing().filter(assessment=assessment, question=question.key)
    return found.filter(competitor=competitor_id).first()


def _superseded(
    assessment: Assessment, reply: Reply, stands: Answer | None, competitor_id: int | None, *, by: User, now: datetime
) -> Answer | None:
    """The new answer in place of the one that stood; that one where nothing is different."""
    note = reply.note if reply.note is not None else stands.note if stands and stands.value == reply.value else ""
    steps = dict(reply.steps) or (stands.steps if stands and stands.value == reply.value else {})
    before = (stands.value, stands.note, stands.steps) if stands else ("", "", {})
    if before == (reply.value, note, steps):
        return stands
    if stands is not None:
        Answer.objects.filter(pk=stands.pk).update(superseded_at=now)
    made = Answer.objects.create(
        assessment=assessment,
        question=reply.question,
        competitor_id=competitor_id,
        value=reply.value,
        note=note,
        steps=steps,
        at=now,
        by=by,
    )
    Assessment.objects.filter(pk=assessment.pk).update(changed_at=now)
    after = {"question": reply.question, "competitor": competitor_id, "value": reply.value[:200]}
    old = {"value": before[0][:200]}
    _tell("assessment.answered", assessment, before=old, after=after, by=by, now=now)
    return made


def _rest_on(assessment: Assessment, reply: Reply, competitor_id: int | None, *, by: User, now: datetime) -> None:
    fields = {name: value for name, value in (reply.evidence or {}).items() if value not in (None, "")}
    add_evidence(
        record=RECORD,
        record_id=assessment.pk,
        subject=subject_of(reply.question, competitor_id),
        value=value_in_evidence(reply.value),
        fields=fields,
        by=by,
        now=now,
    )


def _tell(
    verb: str, assessment: Assessment, *, before: dict[str, Any], after: dict[str, Any], by: User, now: datetime
) -> None:
    record_event(verb, record=RECORD, record_id=assessment.pk, by=by, now=now, before=before, after=after)
