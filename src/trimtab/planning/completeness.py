"""How complete a plan is: the mean of its areas, each computed live by the room that it belongs to.

Details, by hand: of 8 questions that must be answered 6 are, 3 of them less than 180 days ago:
6 / 8 × 70 + 3 / 8 × 30 = 63.75. Freshness is a share of all that must be known, so that one fresh answer alone does not
bring thirty points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.completeness import Hint, Score, mean_of
from trimtab.planning.models import Answer, Plan
from trimtab.planning.queries import MOST_ACCOUNTS
from trimtab.planning.reach import Reach
from trimtab.planning.shipped import Question, words_of

ANSWERED, FRESH = 70.0, 30.0
MOST_HINTS = 5
AREAS: Mapping[str, Promise] = {
    "details": gettext_lazy("Research"),
    "people": gettext_lazy("Relationships"),
    "insights": gettext_lazy("Their goals"),
    "white_space": gettext_lazy("White space"),
    "objectives": gettext_lazy("Objectives"),
}


@dataclass(frozen=True)
class Completeness:
    """The scores by area, in the order of the tiles, and their mean; None where no area counts."""

    areas: Mapping[str, Score]
    mean: Score | None
    accounts: int  # of which the scores of the other rooms were computed
    left_out: int = 0
    answered: frozenset[str] = frozenset()  # keys of the questions that have an answer

    @property
    def hints(self) -> Sequence[Hint]:
        """How to gain most, as gains of the mean: the best of each area, so that none is forgotten, then others."""
        if self.mean is None:
            return ()
        best = [max(score.hints, key=lambda hint: hint.gain) for score in self.areas.values() if score.hints]
        first = {(hint.text, hint.url) for hint in best}
        chosen = [hint for hint in self.mean.hints if (hint.text, hint.url) in first]
        others = [hint for hint in self.mean.hints if (hint.text, hint.url) not in first]
        return sorted([*chosen, *others][:MOST_HINTS], key=lambda hint: -hint.gain)


def completeness_of(reach: Reach) -> Completeness:
    """The completeness of a plan now: the same queries for any number of accounts."""
    plan, today = reach.plan, reach.today
    answers = list(plan.answers.filter(superseded_at__isnull=True))
    found: dict[str, Score] = {}
    for area in [one for one in AREAS if one in plan.template.tiles]:
        score = details_score(plan, answers, today=today) if area == "details" else _mean_over(area, reach)
        if score is not None:
            found[area] = score
    left_out = max(len(reach.placed) - MOST_ACCOUNTS, 0)
    answered = frozenset(one.question for one in answers)
    return Completeness(found, mean_of(list(found.values())), len(reach.placed) - left_out, left_out, answered)


def details_score(plan: Plan, answers: Sequence[Answer], *, today: date) -> Score:
    """What is known of the questions that must be answered; see the example above."""
    required = [one for one in plan.template.questions if one["required"]]
    if not required:
        return Score(100.0)
    standing = {answer.question: answer for answer in answers}
    answered = [standing[one["key"]] for one in required if one["key"] in standing]
    fresh = sum(answer.is_fresh(today) for answer in answered)
    points = (len(answered) * ANSWERED + fresh * FRESH) / len(required)
    hints = [hint for one in required if (hint := _hint(plan, one, standing.get(one["key"]), len(required), today))]
    return Score(points, tuple(sorted(hints, key=lambda hint: -hint.gain)))


def _hint(plan: Plan, question: Question, answer: Answer | None, required: int, today: date) -> Hint | None:
    url = reverse("plan-answer", args=[plan.pk, question["key"]])
    if answer is None:
        return Hint(_("Answer: %(question)s") % {"question": words_of(question)}, (ANSWERED + FRESH) / required, url)
    if answer.is_fresh(today):
        return None
    return Hint(_("Look again: %(question)s") % {"question": words_of(question)}, FRESH / required, url)


def _mean_over(area: str, reach: Reach) -> Score | None:
    """The mean score of an area over the accounts that are asked; None where there is none."""
    products = [one.product for one in reach.columns] if area == "white_space" else []
    scores = reach.around.scores_of(area, products=products)
    found = mean_of(scores)
    if found is None or len(scores) == 1:
        return found
    return Score(found.points, found.hints[:MOST_HINTS])
