"""What answers come to. Pure: no database, no clock.

    points  = Σ weight × score of the answer       Yes +1, Unknown 0, No −1
    maximum = Σ weight × best score                over all questions that count, asked or not
    share   = points ÷ maximum                     −1 to 1

A section is
    bad   where a key question has its worst answer, or the share stays below 20 % even if all that was not asked yet
          turned out best;
    good  where the share is 60 % or more, by answers with evidence alone, and every mandatory question is answered;
    weak  otherwise; nothing at all where nothing was asked.

What was not asked is neither Unknown nor No: it adds no points, so it cannot make a section good, and it may still turn
out best, so it cannot make one bad. Where everything was asked, these are the plain limits of 60 and 20 %. An opinion
(a good answer that nothing stands behind) counts in the share and not for good: opinion alone ends at weak.

By hand: weights 1, 1, 1, 1, 2; Yes, Yes, Unknown, No, Yes: 1 + 1 + 0 − 1 + 2 = 3 of 6 = 50 %: weak. With No in place of
the last Yes, where that question is a key one: bad, whatever the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trimtab.assessments.scorecard import NO, UNKNOWN, YES, Question, Scorecard, Section, Step


class Colour(StrEnum):
    """How a section stands; NONE: nothing was asked."""

    GOOD = "good"
    WEAK = "weak"
    BAD = "bad"
    NONE = ""


@dataclass(frozen=True)
class Given:
    """An answer as the score sees it. is_proven: evidence stands behind it today."""

    value: str
    is_proven: bool = False


@dataclass(frozen=True)
class SectionScore:
    """What a section comes to, with what made it so.

    points of maximum: all answers. proven: the points without opinions. asked of `of` questions have an answer.
    broken: key questions with their worst answer. missing: mandatory questions without a known answer.
    """

    key: str
    points: float
    maximum: float
    proven: float
    asked: int
    of: int
    unknown: int
    colour: Colour
    is_capped: bool = False
    broken: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Points of the maximum, −1 to 1; None where nothing that counts was asked."""
        return self.points / self.maximum if self.maximum and self.asked else None


Answers = Mapping[str, Given]


def worth(question: Question, value: str) -> float | None:
    """What an answer is worth, −1 to 1; None where it does not count, or is none of the answers."""
    if not question.counts or not value:
        return None
    if question.kind in {"yes_no", "choice"}:
        return question.scores.get(value)
    number = _number(value)
    if number is None:
        return 0.0 if value == UNKNOWN else None
    return _on_scale(question, number) if question.kind == "scale" else _against_limits(question, number)


def section_score(
    section: Section, answers: Answers, *, needs_evidence: bool = True, green: float = 0.6, red: float = 0.2
) -> SectionScore:
    """What the answers to a section come to."""
    counted = [one for one in section.questions if one.counts]
    asked = [one for one in counted if _given(one, answers) is not None]
    points, maximum = _points(asked, answers), sum(one.weight * best(one) for one in counted)
    proven = _points(asked, answers, only_proven=True)
    broken = tuple(one.key for one in asked if one.is_key and is_worst(one, answers[one.key].value))
    missing = tuple(one.key for one in section.questions if one.is_mandatory and not _is_known(one, answers))
    asked_most = sum(one.weight * best(one) for one in asked)
    colour, is_capped = Colour.WEAK, False
    if not asked:
        colour = Colour.NONE
    elif broken or points + maximum - asked_most < red * maximum:
        colour = Colour.BAD
    elif maximum and points >= green * maximum and not missing:
        is_capped = needs_evidence and proven < green * maximum
        colour = Colour.WEAK if is_capped else Colour.GOOD
    unknown = sum(one.key in answers and answers[one.key].value == UNKNOWN for one in section.questions)
    of_all = [one for one in section.questions if one.key in answers and answers[one.key].value]
    return SectionScore(
        section.key,
        points,
        maximum,
        proven,
        len(of_all),
        len(section.questions),
        unknown,
        colour,
        is_capped=is_capped,
        broken=broken,
        missing=missing,
    )


def scores_of(card: Scorecard, answers: Answers) -> dict[str, SectionScore]:
    """Section → what the answers to it come to."""
    rules = {"green": card.green, "red": card.red}
    return {one.key: section_score(one, answers, needs_evidence=card.needs_evidence, **rules) for one in card.sections}


def rival_scores_of(card: Scorecard, answers: Answers) -> dict[str, SectionScore]:
    """The same for a competitor, by the questions that are asked of competitors; nobody owes evidence for a rival."""
    found = {}
    for section in card.sections:
        asked = [one for one in section.questions if one.of_rivals]
        found[section.key] = section_score(
            Section(section.key, section.name, asked), answers, needs_evidence=False, green=card.green, red=card.red
        )
    return found


def derived(steps: Sequence[Step], given: Mapping[str, str]) -> str:
    """The answer that the smaller questions lead to.

    No where a deciding one is No; Yes where all deciding ones are Yes and no other is No; otherwise Unknown.
    """
    deciding = [given.get(one.key, UNKNOWN) for one in steps if one.is_deciding]
    others = [given.get(one.key, UNKNOWN) for one in steps if not one.is_deciding]
    if NO in deciding:
        return NO
    if deciding and all(one == YES for one in deciding) and NO not in others:
        return YES
    return UNKNOWN


def best(question: Question) -> float:
    """The most that an answer is worth."""
    if question.kind in {"yes_no", "choice"}:
        return max((one for one in question.scores.values() if one is not None), default=0.0)
    return 1.0


def is_worst(question: Question, value: str) -> bool:
    """Whether it is the worst answer there is, and speaks against the deal."""
    score = worth(question, value)
    if score is None or score >= 0:
        return False
    if question.kind in {"yes_no", "choice"}:
        return score == min(one for one in question.scores.values() if one is not None)
    return score <= -1.0


def is_good(question: Question, value: str) -> bool:
    """Whether the answer speaks for the deal."""
    score = worth(question, value)
    return score is not None and score > 0


def _points(asked: Sequence[Question], answers: Answers, *, only_proven: bool = False) -> float:
    total = 0.0
    for one in asked:
        given = answers[one.key]
        score = worth(one, given.value) or 0.0
        if not only_proven or given.is_proven or score <= 0:
            total += one.weight * score
    return total


def _given(question: Question, answers: Answers) -> float | None:
    return worth(question, answers[question.key].value) if question.key in answers else None


def _is_known(question: Question, answers: Answers) -> bool:
    return question.key in answers and answers[question.key].value not in {"", UNKNOWN}


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _on_scale(question: Question, number: float) -> float:
    low, high = question.low or 0.0, question.high if question.high is not None else 10.0
    if low == high:
        return 0.0
    return max(-1.0, min(1.0, 2 * (number - low) / (high - low) - 1))


def _against_limits(question: Question, number: float) -> float:
    """Less is better where the number from which it is good is the lower one."""
    low, high = question.low, question.high
    if low is None or high is None:
        return 0.0
    if low > high:
        low, high, number = -low, -high, -number
    return -1.0 if number < low else 1.0 if number >= high else 0.0
