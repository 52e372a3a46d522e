"""Questions with their answers as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.planning.models import Answer, Plan, SwotEntry, TemplateVersion
from trimtab.planning.models.research import About
from trimtab.planning.shipped import Question, words_of


@dataclass(frozen=True)
class AnswerLine:
    """A question and what stands about it."""

    key: str
    words: str
    is_required: bool
    answer: Answer | None
    is_fresh: bool


def groups_of(plan: Plan, *, today: date) -> list[tuple[str, list[AnswerLine]]]:
    """The questions by whom they are about, those that must be answered first. One query."""
    standing = {one.question: one for one in plan.answers.filter(superseded_at__isnull=True).select_related("by")}
    questions: list[Question] = plan.template.questions
    found = []
    for about in About:
        lines = [_line(one, standing.get(one["key"]), today) for one in questions if one["about"] == about]
        if lines:
            found.append((str(about.label), sorted(lines, key=lambda line: not line.is_required)))
    return found


def swot_of(plan: Plan) -> list[tuple[str, str, list[SwotEntry]]]:
    """The four lists: key, name and entries, those that were struck out last. One query."""
    entries = list(plan.swot.order_by("struck_at", "pk"))
    entries.sort(key=lambda one: one.struck_at is not None)
    return [(str(side), str(side.label), [one for one in entries if one.side == side]) for side in SwotEntry.Side]


def new_questions(present: TemplateVersion, newest: TemplateVersion) -> Sequence[str]:
    """What the newest version asks that this one does not."""
    known = {one["key"] for one in present.questions}
    return [words_of(one) for one in newest.questions if one["key"] not in known]


def _line(question: Question, answer: Answer | None, today: date) -> AnswerLine:
    is_fresh = answer is not None and answer.is_fresh(today)
    return AnswerLine(question["key"], words_of(question), question["required"], answer, is_fresh)
