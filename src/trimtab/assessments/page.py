"""What the page of an opportunity's assessment shows: the tiles, the matrix, what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from trimtab.assessments.models import Answer, Assessment, subject_of
from trimtab.assessments.policy import can_answer
from trimtab.assessments.queries import (
    RECORD,
    assessment_of,
    evidence_at,
    value_in_evidence,
    versions_at,
)
from trimtab.assessments.scorecard import CYCLE, NO, UNKNOWN, YES, Question, Scorecard, Section
from trimtab.assessments.scores import Given, SectionScore, is_good, is_worst, rival_scores_of, scores_of, worth
from trimtab.assessments.shipped import FOUR_QUESTIONS
from trimtab.assessments.templates import active_version, card_of
from trimtab.assessments.words import SIGNS, answer_in_words, label_of
from trimtab.competition.models import Contender
from trimtab.competition.queries import contenders_of
from trimtab.evidence.fading import Standing as EvidenceStanding
from trimtab.evidence.fading import standing
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

US = "us"
MOST_TODOS = 6
INTENTS = Action.Intent


@dataclass(frozen=True)
class Party:
    """A column: us, or somebody whom the customer may choose in our place. key: how forms name it."""

    key: str
    name: str
    contender: Contender | None = None

    @property
    def competitor_id(self) -> int | None:
        return self.contender.competitor_id if self.contender else None

    @property
    def is_us(self) -> bool:
        return self.contender is None


@dataclass(frozen=True)
class Cell:
    """One answer as it is drawn. answer: None where it was not asked; is_asked: whether this party is judged by it."""

    question: Question
    party: Party
    answer: Answer | None
    behind: EvidenceStanding
    url: str
    is_asked: bool = True

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def seen(self) -> int:
        """What a click says that it saw."""
        return self.answer.pk if self.answer else 0

    @property
    def next(self) -> str:
        """What a click answers; only Yes, Unknown and No are clicked through."""
        return CYCLE.get(self.value, YES)

    @property
    def is_clicked(self) -> bool:
        return self.question.kind == "yes_no"

    @property
    def is_proven(self) -> bool:
        return self.behind.is_confirmed

    @property
    def tone(self) -> str:
        """good, opinion, unknown, bad, plain or none: the class of the cell."""
        if not self.value:
            return "none"
        if self.value == UNKNOWN:
            return "unknown"
        if is_good(self.question, self.value):
            return "good" if self.is_proven or not self.party.is_us else "opinion"
        score = worth(self.question, self.value)
        return "plain" if score is None or score == 0 else "bad"

    @property
    def sign(self) -> str:
        return SIGNS.get(self.value, "") if self.is_clicked else self.words

    @property
    def words(self) -> str:
        """The answer as it is read."""
        return answer_in_words(self.question, self.value)

    @property
    def label(self) -> str:
        """All of it, for those who cannot see the sign."""
        return label_of(self)

    @property
    def id(self) -> str:
        return f"{self.question.key}-{self.party.key}"


@dataclass(frozen=True)
class Todo:
    """What to do about one answer: why, with which intent, and where it is planned."""

    cell: Cell
    intent: str
    url: str
    planned: Sequence[Action] = ()

    @property
    def intent_label(self) -> "str | Promise":
        return INTENTS(self.intent).label


@dataclass(frozen=True)
class Block:
    """A section with its rows: each question with a cell for each party, and the score of each party."""

    section: Section
    rows: Sequence[tuple[Question, Sequence[Cell]]]
    scores: Sequence[tuple[Party, SectionScore]]

    @property
    def ours(self) -> SectionScore:
        return self.scores[0][1]


class AssessmentPage:
    """One person's look at an opportunity's assessment, as it is or as it stood at `at`."""

    def __init__(
        self,
        opportunity: Opportunity,
        user: User,
        *,
        today: date,
        at: datetime | None = None,
        template: str = FOUR_QUESTIONS,
    ) -> None:
        self.opportunity, self.user, self.today, self.at, self.template = opportunity, user, today, at, template

    @cached_property
    def assessment(self) -> Assessment | None:
        return assessment_of(self.opportunity, self.template)

    @cached_property
    def active(self) -> int:
        """The number of the version that new assessments ask."""
        return active_version(self.template)

    @cached_property
    def version(self) -> int:
        if self.assessment is None:
            return self.active
        return versions_at({self.assessment.pk: self.assessment.version}, self.at)[self.assessment.pk]

    @property
    def has_newer(self) -> bool:
        """Whether what is asked has a newer version than this assessment is on."""
        return self.assessment is not None and self.at is None and self.assessment.version < self.active

    @cached_property
    def card(self) -> Scorecard:
        return card_of(self.template, self.version)

    @cached_property
    def may_answer(self) -> bool:
        return self.at is None and can_answer(self.user, self.opportunity)

    @cached_property
    def parties(self) -> list[Party]:
        """Us first, then the contenders, doing nothing last."""
        rivals = [Party(one.party, str(one.competitor), one) for one in contenders_of(self.opportunity)]
        return [Party(US, "", None), *rivals]

    @cached_property
    def answers(self) -> Mapping[tuple[str, int | None], Answer]:
        if self.assessment is None:
            return {}
        rows = Answer.objects.standing(self.at).filter(assessment=self.assessment).select_related("by")
        return {(one.question, one.competitor_id): one for one in rows}

    @cached_property
    def pieces(self) -> Mapping[tuple[int, str], list[Evidence]]:
        return evidence_at([self.assessment.pk], self.at) if self.assessment else {}

    @cached_property
    def blocks(self) -> list[Block]:
        scores = [(party, self._scores(party)) for party in self.parties]
        return [
            Block(
                section,
                [(question, self.cells_of(question)) for question in section.questions],
                [(party, found[section.key]) for party, found in scores],
            )
            for section in self.card.sections
        ]

    def cells_of(self, question: Question) -> list[Cell]:
        """The question for each party."""
        return [self.cell(question, party) for party in self.parties]

    def cell(self, question: Question, party: Party) -> Cell:
        """One answer. One that was taken back stands as not asked, and a click still says that it saw it."""
        answer = self._answer(question.key, party)
        value = value_in_evidence(answer.value) if answer else ""
        behind = standing(self._behind(question.key, party), value=value, today=self.today, half_life=self.half_life)
        return Cell(
            question,
            party,
            answer,
            behind,
            f"{reverse('opportunity-criterion', args=[self.opportunity.pk, question.key])}?party={party.key}",
            is_asked=party.is_us or question.of_rivals,
        )

    @property
    def half_life(self) -> int:
        return self.card.half_life

    @property
    def ours(self) -> list[Cell]:
        """Our own answers, in the order of the questions."""
        return [self.cell(question, self.parties[0]) for question in self.card.questions()]

    @property
    def first_question(self) -> str:
        """Where to begin: the first key question, else the first of all."""
        questions = list(self.card.questions())
        return next((one.key for one in questions if one.is_key), questions[0].key)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many questions are unknown, not asked, and answered Yes as an opinion only."""
        cells = self.ours
        return {
            "unknown": sum(one.value == UNKNOWN for one in cells),
            "not_asked": sum(not one.value for one in cells),
            "opinions": sum(one.tone == "opinion" for one in cells),
            "of": len(cells),
        }

    @property
    def has_answers(self) -> bool:
        return any(one.value for one in self.answers.values())

    @cached_property
    def strengths(self) -> list[Cell]:
        """What speaks for us and is proven; what weighs most first."""
        return _heaviest(one for one in self.ours if one.tone == "good")

    @cached_property
    def vulnerabilities(self) -> list[Cell]:
        """What speaks against us, and where others stand better; key questions first."""
        return _heaviest(one for one in self.ours if is_worst(one.question, one.value) or self.better_rivals(one))

    def better_rivals(self, cell: Cell) -> list[Party]:
        """Who stands better by that question than we do."""
        ours = worth(cell.question, cell.value) or 0.0
        rivals = [self.cell(cell.question, party) for party in self.parties[1:] if cell.question.of_rivals]
        return [one.party for one in rivals if (worth(one.question, one.value) or 0.0) > max(ours, 0.0)]

    @cached_property
    def planned(self) -> Mapping[str, list[Action]]:
        """Open actions by the question that they were planned from."""
        found: dict[str, list[Action]] = {}
        rows = Action.objects.open().filter(opportunity=self.opportunity, origin_record__startswith=f"{RECORD}.")
        for one in rows.order_by("due_on", "pk"):
            found.setdefault(one.origin_record.partition(".")[2], []).append(one)
        return found

    @property
    def todos(self) -> list[Todo]:
        """What to do next, what weighs most first."""
        open_cells = [one for one in self.ours if self.intent_for(one)]
        order = {INTENTS.FIX: 0, INTENTS.LEARN: 1, INTENTS.PROTECT: 2, INTENTS.PROVE: 3}
        open_cells.sort(key=lambda one: (-one.question.weight, order[INTENTS(self.intent_for(one))]))
        return [self.todo(one) for one in open_cells[:MOST_TODOS]]

    def todo(self, cell: Cell) -> Todo:
        """What to do about one answer, with what is planned for it."""
        intent = self.intent_for(cell) or INTENTS.AMPLIFY
        return Todo(cell, intent, self.action_url(cell, intent), self.planned.get(cell.question.key[:28], ()))

    def intent_for(self, cell: Cell) -> str:
        """The intent of an action about our answer; empty where nothing presses.

        A No is to be fixed; what is unknown is to be learned; where another stands better, we protect; an opinion is to
        be proven.
        """
        if is_worst(cell.question, cell.value) or cell.value == NO:
            return INTENTS.FIX
        if cell.value == UNKNOWN or (not cell.value and cell.question.weight > 1):
            return INTENTS.LEARN
        if cell.value and self.better_rivals(cell):
            return INTENTS.PROTECT
        return INTENTS.PROVE if cell.tone == "opinion" else ""

    def action_url(self, cell: Cell, intent: str) -> str:
        """Where an action about the question is planned."""
        asks = intent == INTENTS.LEARN and cell.question.next_question
        asked = {
            "opportunity": self.opportunity.pk,
            "subject": str(asks or cell.question.text),
            "intent": intent,
            "next": reverse("opportunity-assessment", args=[self.opportunity.pk]),
        }
        if self.assessment is not None:
            asked["origin"] = f"{RECORD}.{cell.question.key[:28]}:{self.assessment.pk}"
        return f"{reverse('action-new')}?{urlencode(asked)}"

    def _answer(self, question: str, party: Party) -> Answer | None:
        if party.contender is not None and party.competitor_id is None:
            return None
        return self.answers.get((question, party.competitor_id))

    def _behind(self, question: str, party: Party) -> Sequence[Evidence]:
        if self.assessment is None or (party.contender is not None and party.competitor_id is None):
            return ()
        return self.pieces.get((self.assessment.pk, subject_of(question, party.competitor_id)), ())

    def _scores(self, party: Party) -> dict[str, SectionScore]:
        cells = [self.cell(question, party) for question in self.card.questions()]
        given = {one.question.key: Given(one.value, one.is_proven) for one in cells if one.value}
        return scores_of(self.card, given) if party.is_us else rival_scores_of(self.card, given)


def _heaviest(cells: Iterable[Cell]) -> list[Cell]:
    """Those that weigh most first; among equals in the order of the questions."""
    return sorted(cells, key=lambda one: -one.question.weight)
