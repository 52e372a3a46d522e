"""All that the page of a deal's value shows."""

from dataclasses import dataclass
from datetime import date

from trimtab.evidence.fading import Standing
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value import sentences
from trimtab.value.cases import cents
from trimtab.value.confirming import standings_of
from trimtab.value.map_page import ValueMap
from trimtab.value.models import BusinessCase, UniqueValue
from trimtab.value.needing import ShownNeed, is_pushed_without_need, needs_of
from trimtab.value.policy import can_edit
from trimtab.value.queries import case_of, figures_of
from trimtab.value.shareable import SharedCase


@dataclass(frozen=True)
class ValuePage:
    """The map, why us, why now, and the case."""

    map: ValueMap
    statement: UniqueValue | None
    statement_standing: Standing | None
    need: ShownNeed | None
    is_pushed: bool
    case: BusinessCase | None
    figures: SharedCase | None
    may_edit: bool

    @property
    def reason(self) -> str:
        """The first sentence."""
        return sentences.reason(self.map)

    @property
    def worth(self) -> str:
        return sentences.worth(self.figures) if self.figures else ""

    @property
    def confirmed(self) -> str:
        return sentences.confirmed(self.figures) if self.figures else ""

    @property
    def urge(self) -> str:
        return sentences.urge(self.need, is_pushed=self.is_pushed)

    @property
    def waiting(self) -> object:
        """What a month of doing nothing costs them."""
        return cents(self.figures.case.waiting) if self.figures else None


def page_of(opportunity: Opportunity, user: User, *, today: date) -> ValuePage:
    """Everything, in a fixed number of queries."""
    statement = UniqueValue.objects.filter(opportunity=opportunity).first()
    standing = standings_of([statement], today=today)[statement.pk] if statement else None
    need = needs_of([opportunity], today=today).get(opportunity.pk)
    case = case_of(opportunity)
    return ValuePage(
        ValueMap(opportunity, user, today=today),
        statement,
        standing,
        need,
        is_pushed_without_need(opportunity, need, today=today),
        case,
        figures_of(case, today=today) if case else None,
        can_edit(user, opportunity),
    )
