"""What would change if an assessment were asked by another version: questions, weights, how the sections stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.assessments.page import AssessmentPage
from trimtab.assessments.scorecard import Question, Scorecard, Text
from trimtab.assessments.scores import Given, SectionScore, scores_of
from trimtab.assessments.templates import card_of


@dataclass(frozen=True)
class Preview:
    """added, dropped: questions that only one of the versions asks; an answer to a dropped one stays readable.

    changed: questions that are asked or counted otherwise. sections: name, score before, score after; None: only one
    of the versions has it.
    """

    added: Sequence[Question]
    dropped: Sequence[tuple[Question, bool]]  # with whether it was answered
    changed: Sequence[tuple[Question, Question]]
    sections: Sequence[tuple[Text, SectionScore | None, SectionScore | None]]

    @property
    def is_same(self) -> bool:
        return not (self.added or self.dropped or self.changed)


def preview_of(page: AssessmentPage, *, to: int) -> Preview:
    """The assessment as it is beside the same answers by that version."""
    old, new = page.card, card_of(page.template, to)
    answered = {question for (question, competitor), one in page.answers.items() if competitor is None and one.value}
    before, after = _scores(page, old), _scores(page, new)
    names = {one.key: one.name for card in (old, new) for one in card.sections}
    return Preview(
        added=[one for one in new.questions() if old.question(one.key) is None],
        dropped=[(one, one.key in answered) for one in old.questions() if new.question(one.key) is None],
        changed=[
            (one, other)
            for one in old.questions()
            if (other := new.question(one.key)) is not None and _asked(one) != _asked(other)
        ],
        sections=[(name, before.get(key), after.get(key)) for key, name in names.items()],
    )


def _scores(page: AssessmentPage, card: Scorecard) -> dict[str, SectionScore]:
    us = page.parties[0]
    cells = [page.cell(question, us) for question in card.questions()]
    return scores_of(card, {one.question.key: Given(one.value, one.is_proven) for one in cells if one.value})


def _asked(one: Question) -> tuple[object, ...]:
    words = tuple(str(text) for text in (one.text, one.long))
    scores = tuple(sorted(one.scores.items()))
    return (*words, one.kind, one.weight, one.is_key, one.is_mandatory, one.of_rivals, one.low, one.high, scores)
