"""The answers of many opportunities: what nobody knows, and how deals ended by what was answered.

Of ended deals the answers count that stood when they ended; what was answered afterwards knew the end.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from trimtab.assessments.models import Answer, Assessment, QuestionAnswerQuerySet
from trimtab.assessments.scorecard import NO, UNKNOWN, YES, Question, Scorecard
from trimtab.assessments.shipped import FOUR_QUESTIONS
from trimtab.core.shares import wilson
from trimtab.opportunities.models import Opportunity, Stage

ENOUGH = 12  # ended deals with one answer; below, a share says nothing


@dataclass(frozen=True)
class WinShare:
    """Of `n` ended deals with one answer the share that was won, with its 95 % interval; None: too few to tell."""

    n: int
    won: int

    @property
    def share(self) -> float | None:
        return self.won / self.n if self.n >= ENOUGH else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.won, self.n) if self.n else (0.0, 1.0)


@dataclass(frozen=True)
class Row:
    """One question over many deals. counts: answer → open deals; of: open deals that were assessed at all."""

    question: Question
    counts: Mapping[str, int]
    of: int
    wins: Mapping[str, WinShare]

    @property
    def yes(self) -> int:
        return self.counts.get(YES, 0)

    @property
    def no(self) -> int:
        return self.counts.get(NO, 0)

    @property
    def unknown(self) -> int:
        return self.counts.get(UNKNOWN, 0)

    @property
    def not_asked(self) -> int:
        return max(self.of - sum(self.counts.values()), 0)

    @property
    def open_share(self) -> float:
        """The share of assessed deals in which it is unknown or was not asked."""
        return (self.unknown + self.not_asked) / self.of if self.of else 0.0

    @property
    def by_answer(self) -> list[tuple[str, WinShare]]:
        return [(value, self.wins.get(value, WinShare(0, 0))) for value in (YES, UNKNOWN, NO)]


def rows_of(card: Scorecard, opportunities: QuerySet[Opportunity], *, template: str = FOUR_QUESTIONS) -> list[Row]:
    """Every question that counts, the least known first. Three queries for any number of deals."""
    still_open = opportunities.filter(status=Stage.Kind.OPEN)
    of = Assessment.objects.filter(template=template, opportunity__in=still_open.values("pk")).count()
    counts, wins = _counts(still_open, template), _wins(opportunities, template)
    rows = [
        Row(one, counts.get(one.key, {}), of, wins.get(one.key, {})) for one in card.questions() if one.kind == "yes_no"
    ]
    return sorted(rows, key=lambda row: -row.open_share)


def assessed(opportunities: QuerySet[Opportunity]) -> tuple[int, int]:
    """How many of the open ones were assessed, of how many."""
    still_open = opportunities.filter(status=Stage.Kind.OPEN)
    begun = Assessment.objects.filter(template=FOUR_QUESTIONS, opportunity__in=still_open.values("pk"))
    return begun.count(), still_open.count()


def _counts(opportunities: QuerySet[Opportunity], template: str) -> Mapping[str, Mapping[str, int]]:
    rows = _ours(opportunities, template).standing().values("question", "value").annotate(n=Count("pk"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in rows.order_by():
        found[one["question"]][one["value"]] = one["n"]
    return found


def _wins(opportunities: QuerySet[Opportunity], template: str) -> Mapping[str, Mapping[str, WinShare]]:
    ended = opportunities.filter(status__in=[Stage.Kind.WON, Stage.Kind.LOST], closed_at__isnull=False)
    standing = Q(superseded_at=None) | Q(superseded_at__gt=F("assessment__opportunity__closed_at"))
    rows = (
        _ours(ended, template)
        .filter(standing, at__lte=F("assessment__opportunity__closed_at"))
        .values("question", "value")
        .annotate(n=Count("pk"), won=Count("pk", filter=Q(assessment__opportunity__status=Stage.Kind.WON)))
    )
    found: dict[str, dict[str, WinShare]] = defaultdict(dict)
    for one in rows.order_by():
        found[one["question"]][one["value"]] = WinShare(one["n"], one["won"])
    return found


def _ours(opportunities: QuerySet[Opportunity], template: str) -> QuestionAnswerQuerySet:
    found = Answer.objects.filter(assessment__template=template, assessment__opportunity__in=opportunities.values("pk"))
    return found.filter(competitor=None).exclude(value="")
