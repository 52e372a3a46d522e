"""Reading assessments of many records at once, now or as they were."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from trimtab.assessments.models import Answer, Assessment, VersionChange, subject_of
from trimtab.assessments.scorecard import UNKNOWN, YES, Scorecard
from trimtab.assessments.scores import Colour, Given, SectionScore, rival_scores_of, scores_of
from trimtab.assessments.shipped import FOUR_QUESTIONS
from trimtab.assessments.templates import active_version, all_templates, cards_of
from trimtab.evidence.fading import standing
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity, Stage

__all__ = [
    "FOUR_QUESTIONS",
    "RECORD",
    "UNKNOWN",
    "YES",
    "AtClose",
    "Scorecard",
    "Standing",
    "active_version",
    "all_templates",
    "answers_at_close",
    "assessment_of",
    "cards_of",
    "evidence_at",
    "is_proven",
    "standings_of",
    "value_in_evidence",
    "version_for",
    "versions_at",
]

RECORD = "assessment"  # how evidence names it
Pieces = Mapping[tuple[int, str], list[Evidence]]


@dataclass(frozen=True)
class Standing:
    """Where one record stands by its answers.

    sections: ours, by key of the section. rivals: the same by id of the competitor, doing nothing among them.
    answers, rival_answers: what was answered; a question that is missing was not asked. proven: the questions whose
    answer of ours something stands behind. version: of the template; assessment: its id, None where nobody began.
    """

    sections: Mapping[str, SectionScore] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    rivals: Mapping[int, Mapping[str, SectionScore]] = field(default_factory=dict)
    rival_answers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    proven: frozenset[str] = frozenset()
    version: int = 0
    assessment: int | None = None

    @property
    def unknown(self) -> int:
        """How many questions were asked whose answer we do not know."""
        return sum(value == UNKNOWN for value in self.answers.values())

    def share(self, section: str, competitor_id: int | None = None) -> float | None:
        """The share of a party in a section, −1 to 1; None: nothing was asked."""
        found = (self.sections if competitor_id is None else self.rivals.get(competitor_id, {})).get(section)
        return found.share if found else None

    def colour(self, section: str) -> str:
        """good, weak or bad; empty: nothing was asked."""
        found = self.sections.get(section)
        return found.colour if found else Colour.NONE


NOTHING = Standing()


def assessment_of(opportunity: Opportunity, template: str = FOUR_QUESTIONS) -> Assessment | None:
    """The opportunity's assessment by a template; None where nobody began one."""
    return Assessment.objects.filter(opportunity=opportunity, template=template).first()


def standings_of(
    ids: Iterable[int],
    *,
    today: date | None = None,
    at: datetime | None = None,
    template: str = FOUR_QUESTIONS,
    record: str = "opportunity",
) -> Mapping[int, Standing]:
    """Where each of the opportunities stands. Four queries for any number of them.

    Args:
        today: the day on which evidence is weighed; None: it does not fade.
        at: as it stood then; None: now.
        record: opportunity or account.
    """
    wanted = list(ids)
    found = Assessment.objects.filter(template=template, **{f"{record}__in": wanted})
    rows = list(found.values_list("pk", f"{record}_id", "version"))
    versions = versions_at({pk: version for pk, _record_id, version in rows}, at)
    cards = cards_of((template, number) for number in set(versions.values()))
    answers, pieces = _answers(versions, at), evidence_at(versions, at)
    known = {
        record_id: _standing(pk, cards[template, versions[pk]], versions[pk], answers.get(pk, []), pieces, today)
        for pk, record_id, _version in rows
    }
    return {pk: known.get(pk, NOTHING) for pk in wanted}


@dataclass(frozen=True)
class AtClose:
    """What was answered of us in one deal when it ended. answers: by question; shares: of each section, −1 to 1."""

    opportunity: int
    is_won: bool
    answers: Mapping[str, str]
    shares: Mapping[str, float]


def answers_at_close(ended: QuerySet[Opportunity], *, most: int, template: str = FOUR_QUESTIONS) -> list[AtClose]:
    """The latest deals that were assessed, as they stood when they ended. Three queries for any number.

    What was answered afterwards knew the end, and is left out.
    """
    found = Assessment.objects.filter(template=template, opportunity__in=ended.filter(closed_at__isnull=False))
    columns = ("pk", "opportunity", "opportunity__status", "version")
    rows = list(found.order_by("-pk").values_list(*columns)[:most])
    closed_at = F("assessment__opportunity__closed_at")
    given = Answer.objects.filter(assessment__in=[pk for pk, *_rest in rows], competitor=None, at__lte=closed_at)
    given = given.filter(Q(superseded_at=None) | Q(superseded_at__gt=closed_at)).exclude(value="")
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, question, value in given.order_by("pk").values_list("assessment", "question", "value"):
        answers[pk][question] = value
    cards = cards_of((template, version) for *_facts, version in rows)
    return [
        AtClose(opportunity, status == Stage.Kind.WON, answers[pk], _shares(cards[template, version], answers[pk]))
        for pk, opportunity, status, version in rows
        if pk in answers
    ]


def _shares(card: Scorecard, answers: Mapping[str, str]) -> Mapping[str, float]:
    """Section → share, where anything was asked. What stood behind the answers does not change it."""
    scores = scores_of(card, {key: Given(value) for key, value in answers.items()})
    return {key: one.share for key, one in scores.items() if one.share is not None}


def versions_at(current: Mapping[int, int], at: datetime | None) -> dict[int, int]:
    """The version of each assessment that held then."""
    versions = dict(current)
    if at is None or not versions:
        return versions
    later = VersionChange.objects.filter(assessment__in=versions, at__gt=at).order_by("-at", "-pk")
    versions.update(later.values_list("assessment", "old"))  # the first change after then is the last one written
    return versions


def evidence_at(ids: Iterable[int], at: datetime | None = None) -> Pieces:
    """The evidence behind answers by assessment and subject, as it stood then. One query."""
    rows = Evidence.objects.filter(record=RECORD, record_id__in=list(ids)).order_by("-happened_on", "-pk")
    if at is None:
        rows = rows.filter(withdrawn_at=None)
    else:
        rows = rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), recorded_at__lte=at)
    found: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for one in rows.select_related("told_by", "by"):
        one.withdrawn_at = None  # by then it was not
        found[one.record_id, one.subject].append(one)
    return found


def is_proven(pieces: Iterable[Evidence], *, value: str, today: date | None, half_life: int) -> bool:
    """Whether something more than an assumption stands behind the answer."""
    supporting = [one for one in pieces if one.value == value]
    if today is None:
        return any(not one.is_assumption for one in supporting)
    return standing(supporting, value=value, today=today, half_life=half_life).is_confirmed


def value_in_evidence(value: str) -> str:
    """An answer as evidence names it, which is short."""
    return value[:80]


Row = tuple[str, int | None, str]  # question, competitor, answer


def _answers(versions: Mapping[int, int], at: datetime | None) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    rows = Answer.objects.standing(at).filter(assessment__in=list(versions)).exclude(value="")
    columns = ("assessment_id", "question", "competitor_id", "value")
    for pk, question, competitor, value in rows.order_by("pk").values_list(*columns):
        found[pk].append((question, competitor, value))
    return found


def _standing(
    pk: int, card: Scorecard, version: int, rows: Sequence[Row], pieces: Pieces, today: date | None
) -> Standing:
    given: dict[int | None, dict[str, Given]] = defaultdict(dict)
    for question, competitor, value in rows:
        if card.question(question) is None:
            continue
        behind = pieces.get((pk, subject_of(question, competitor)), ())
        proven = is_proven(behind, value=value_in_evidence(value), today=today, half_life=card.half_life)
        given[competitor][question] = Given(value, proven)
    ours = given.pop(None, {})
    return Standing(
        sections=scores_of(card, ours),
        answers={key: one.value for key, one in ours.items()},
        rivals={rival: rival_scores_of(card, theirs) for rival, theirs in given.items() if rival is not None},
        rival_answers={
            rival: {key: one.value for key, one in theirs.items()}
            for rival, theirs in given.items()
            if rival is not None
        },
        proven=frozenset(key for key, one in ours.items() if one.is_proven),
        version=version,
        assessment=pk,
    )


def version_for(opportunity: Opportunity, template: str = FOUR_QUESTIONS) -> int:
    """The number of the version that holds for the opportunity: its own, or the one that a new assessment asks."""
    kept = assessment_of(opportunity, template)
    return kept.version if kept else active_version(template)
