"""A deal's competition as its page shows it: criteria and parties, who else is in it, who has which role."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trimtab.competition.models import Contender, DecisionCriterion, Fit, fit_subject
from trimtab.competition.queries import Field, field_of
from trimtab.competition.scores import MOST, US, Ranked, Score, ahead_of_us
from trimtab.evidence.fading import Standing, standing
from trimtab.evidence.queries import ByJudgement, evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Role
from trimtab.relationships.queries import map_of_opportunity, members_of
from trimtab.web import formats

RECORD = "decision_criterion"
KINDS = {Fit.NOT: "bad", Fit.PARTLY: "warn", Fit.MET: "good", Fit.BETTER: "good"}


@dataclass(frozen=True)
class Cell:
    """How a party meets a criterion. standing: what it rests on. points: what it adds to the score, of 100."""

    party: str
    name: str
    fit: Fit | None
    standing: Standing
    points: float | None

    @property
    def light(self) -> str:
        """good needs evidence: a view of ours alone is at most a warning."""
        if self.fit is None:
            return "quiet"
        kind = KINDS[self.fit]
        return "warn" if kind == "good" and not self.standing.is_confirmed else kind

    @property
    def basis(self) -> str:
        """What it rests on, in a few words."""
        if self.fit is None:
            return ""
        latest = self.standing.latest
        if latest is None:
            return _("our view so far")
        said = f"{latest.get_kind_display()}, {formats.day(latest.happened_on)}"
        return f"{said}, {_('faded')}" if self.standing.state == "faded" else said


@dataclass(frozen=True)
class Row:
    """One criterion in its place."""

    criterion: DecisionCriterion
    ranked: Ranked
    cells: Sequence[Cell]

    @property
    def people(self) -> list[str]:
        """Who cares, in the order of the map."""
        return [str(one) for one in self.criterion.people.all()]


@dataclass(frozen=True)
class Column:
    """A party with its score. lead: how far it is ahead of us, −1 to 1; None where it cannot be compared."""

    party: str
    name: str
    contender: Contender | None
    score: Score
    lead: float | None = None

    @property
    def is_us(self) -> bool:
        return self.party == US


@dataclass(frozen=True)
class Seat:
    """A role in the purchase and who has it."""

    role: str
    label: str
    people: Sequence[str]


@dataclass(frozen=True)
class Contest:
    """All that the page shows."""

    field: Field
    columns: Sequence[Column]
    rows: Sequence[Row]
    seats: Sequence[Seat]
    has_map: bool

    @property
    def us(self) -> Column:
        return self.columns[0]

    @property
    def others(self) -> Sequence[Column]:
        return self.columns[1:]

    @property
    def best(self) -> Column | None:
        """Who is furthest ahead of us, or closest behind, among those that can be compared and are still in it."""
        known = [one for one in self.others if one.lead is not None and one.contender and not one.contender.is_out]
        return max(known, key=lambda one: one.lead or 0, default=None)

    @property
    def unjudged(self) -> int:
        """Fits that nobody judged, ours and those of parties still in it."""
        columns = [one for one in self.columns if one.contender is None or not one.contender.is_out]
        return sum(row.criterion.pk not in self.field.fits_of(one.party) for row in self.rows for one in columns)


def contest_of(opportunity: Opportunity, *, today: date) -> Contest:
    """The competition of one opportunity, in a fixed number of queries."""
    field = field_of(opportunity)
    columns = [Column(US, _("We"), None, field.score_of(US)), *(_column(field, one) for one in field.contenders)]
    pieces = evidence_of(RECORD, [one.pk for one in field.criteria])
    rows = [
        Row(criterion, ranked, [_cell(field, criterion, ranked, column, pieces, today) for column in columns])
        for criterion, ranked in zip(field.criteria, field.order, strict=True)
    ]
    shown = map_of_opportunity(opportunity)
    people = members_of(shown) if shown else []
    seats = [
        Seat(role.value, str(role.label), [str(one) for one in people if role.value in one.roles]) for role in Role
    ]
    return Contest(field, columns, rows, seats[::-1], shown is not None)


def _column(field: Field, contender: Contender) -> Column:
    fits = field.fits_of(contender.party)
    lead = ahead_of_us(field.order, field.fits_of(US), fits)
    return Column(contender.party, str(contender), contender, field.score_of(contender.party), lead)


def _cell(
    field: Field, criterion: DecisionCriterion, ranked: Ranked, column: Column, pieces: ByJudgement, today: date
) -> Cell:
    fits: Mapping[Hashable, int] = field.fits_of(column.party)
    value = fits.get(criterion.pk)
    subject = fit_subject(column.contender.pk if column.contender else None)
    rests = standing(pieces.get((criterion.pk, subject), ()), value=str(value), today=today)
    points = None if value is None else 100 * ranked.weight * value / MOST
    return Cell(column.party, column.name, None if value is None else Fit(value), rests, points)
