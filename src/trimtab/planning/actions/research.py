"""What is known: answers with source, date and confidence, and the four lists of strengths and dangers."""

from collections.abc import Mapping
from datetime import datetime

from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.models import User
from trimtab.planning.actions.changing import changing, note
from trimtab.planning.models import Answer, Plan, SwotEntry


def answer_question(
    plan: Plan,
    *,
    question: str,
    fields: Mapping[str, object],
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Answer:
    """Write an answer; the one before it stays readable.

    Args:
        question: key of a question in the plan's template.
        fields: text, source, link, known_on, confidence.
        seen: id of the answer that the person saw (0: none); None: whatever stands is superseded.

    Raises:
        ChangedMeanwhile: somebody else answered since; `record` is that answer.
        PermissionDenied: `by` may not change the plan.
    """
    with changing(plan, by=by, now=now) as current:
        if question not in {one["key"] for one in current.template.questions}:
            raise ValueError(f"`question` must be one of the plan's template. Got {question!r}.")
        standing = current.answers.filter(question=question, superseded_at__isnull=True).first()
        if seen is not None and standing is not None and standing.pk != seen:
            raise ChangedMeanwhile(standing)
        if standing is not None:
            Answer.objects.filter(pk=standing.pk).update(superseded_at=now)
        made = Answer.objects.create(plan=current, question=question, by=by, recorded_at=now, **fields)
        before = {"question": question, "text": standing.text} if standing else {}
        after = {"question": question, "text": made.text, "confidence": made.confidence}
        note("plan.answered", current, by=by, now=now, before=before, after=after)
    return made


def add_swot(plan: Plan, *, side: str, text: str, by: User, now: datetime) -> SwotEntry:
    """One more strength, weakness, opening or danger."""
    with changing(plan, by=by, now=now) as current:
        made = SwotEntry.objects.create(plan=current, side=side, text=text, by=by, recorded_at=now)
        note("plan.swot_added", current, by=by, now=now, after={"side": side, "text": text})
    return made


def strike_swot(plan: Plan, entry: SwotEntry, *, is_struck: bool, by: User, now: datetime) -> None:
    """Strike an entry out, or bring it back. It stays readable."""
    with changing(plan, by=by, now=now) as current:
        if (entry.struck_at is not None) == is_struck:
            return
        SwotEntry.objects.filter(pk=entry.pk).update(struck_at=now if is_struck else None)
        verb = "plan.swot_struck" if is_struck else "plan.swot_brought_back"
        note(verb, current, by=by, now=now, before={"side": entry.side, "text": entry.text})
