"""What was judged of one criterion, of each party, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trimtab.competition.models import DecisionCriterion, Fit, FitJudgement, fit_subject
from trimtab.competition.page import RECORD, Cell, contest_of
from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of

MOST = 60


@dataclass(frozen=True)
class Said:
    """What stands of one party, and every piece behind it, withdrawn ones too."""

    cell: Cell
    pieces: Sequence[Evidence]


@dataclass(frozen=True)
class Turn:
    """One judgement of the past."""

    judgement: FitJudgement
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Story:
    """rank: its place among the criteria; None where it is archived."""

    rank: int | None
    of: int
    said: Sequence[Said]
    turns: Sequence[Turn]


def story_of(criterion: DecisionCriterion, *, today: date) -> Story:
    """The place of a criterion, what stands of each party and how it came about."""
    contest = contest_of(criterion.opportunity, today=today)
    row = next((one for one in contest.rows if one.criterion.pk == criterion.pk), None)
    pieces = evidence_of(RECORD, [criterion.pk])
    said = [Said(cell, pieces.get((criterion.pk, _subject(cell.party)), [])) for cell in row.cells] if row else []
    past = criterion.judgements.select_related("by", "contender__competitor").order_by("-pk")[:MOST]
    turns = [
        Turn(one, str(one.contender) if one.contender else _("We"), _words(one.old), _words(one.value)) for one in past
    ]
    return Story(row.ranked.rank if row else None, len(contest.rows), said, turns)


def _subject(party: str) -> str:
    return fit_subject(int(party)) if party.isdigit() else fit_subject(None) if party == "us" else ""


def _words(value: int | None) -> str:
    return _("not known") if value is None else str(Fit(value).label)
