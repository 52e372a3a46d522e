"""What a scorecard asks: sections, questions, answers that count. Pure: no database, no clock.

A scorecard is what one version of a template asks. The shipped one stands in `shipped`, in the reader's language; what
an organisation wrote itself is read from JSON, in which an empty text of a shipped question is the shipped one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
YES, NO, UNKNOWN = "yes", "no", "unknown"
# What a click goes through; "" is not asked.
CYCLE = {"": YES, YES: UNKNOWN, UNKNOWN: NO, NO: YES}
ANSWERS: Mapping[str, Text] = {YES: _("Yes"), UNKNOWN: _("Unknown"), NO: _("No")}
NOT_ASKED = _("Not asked")
KINDS: Mapping[str, Text] = {
    "yes_no": _("Yes, No or Unknown"),
    "choice": _("One of several"),
    "scale": _("A scale"),
    "number": _("A number"),
    "date": _("A date"),
    "text": _("Words"),
}
GREEN, RED = 0.6, 0.2


@dataclass(frozen=True)
class Step:
    """A smaller question that leads to the answer. is_deciding: the answer is no Yes without it, and No by its No."""

    key: str
    text: Text
    is_deciding: bool = True


@dataclass(frozen=True)
class Option:
    """One of several answers, and what it is worth, −1 to 1; None: it does not count."""

    key: str
    label: Text
    score: float | None = None


@dataclass(frozen=True)
class Question:
    """One question.

    text: short. long: what Yes means. next_question: what to ask the customer while it is not known.
    weight: how much it counts; 0: it does not. is_key: its worst answer makes the section bad, whatever the sum.
    is_mandatory: without an answer the section is not good. of_rivals: competitors are judged by it too.
    options: of a choice; the shipped answers of yes_no with their scores. low, high: ends of a scale, or the number
    below which it counts −1 and from which it counts 1. steps: lead to the answer in the guided mode.
    """

    key: str
    text: Text
    long: Text = ""
    next_question: Text = ""
    kind: str = "yes_no"
    weight: float = 1.0
    options: Sequence[Option] = ()
    low: float | None = None
    high: float | None = None
    is_key: bool = False
    is_mandatory: bool = False
    of_rivals: bool = True
    link: str = ""
    steps: Sequence[Step] = ()

    @property
    def counts(self) -> bool:
        """Whether an answer can change a score."""
        return self.weight > 0 and self.kind not in {"date", "text"}

    @cached_property
    def scores(self) -> Mapping[str, float | None]:
        """What each answer to choose from is worth."""
        if self.kind == "yes_no":
            own = {one.key: one.score for one in self.options}
            return {YES: own.get(YES, 1.0), UNKNOWN: own.get(UNKNOWN, 0.0), NO: own.get(NO, -1.0)}
        return {one.key: one.score for one in self.options}

    @property
    def labels(self) -> Mapping[str, Text]:
        """Answer → words, of those to choose from."""
        if self.kind == "yes_no":
            own = {one.key: one.label for one in self.options if one.label}
            return {key: own.get(key) or label for key, label in ANSWERS.items()}
        return {one.key: one.label for one in self.options}


@dataclass(frozen=True)
class Section:
    """Questions that are scored together."""

    key: str
    name: Text
    questions: Sequence[Question]


@dataclass(frozen=True)
class Scorecard:
    """What one version of a template asks.

    needs_evidence: a section is good only by answers that something stands behind. green, red: the shares from which a
    section is good, and below which it is bad. half_life: days after which evidence is worth half.
    """

    name: Text
    sections: Sequence[Section]
    needs_evidence: bool = True
    green: float = GREEN
    red: float = RED
    half_life: int = 90
    _by_key: dict[str, Question] = field(default_factory=dict, compare=False, repr=False)

    def questions(self) -> Iterator[Question]:
        """All questions in their order."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """The question with that key; None where this version does not ask it."""
        if not self._by_key:
            self._by_key.update({one.key: one for one in self.questions()})
        return self._by_key.get(key)
