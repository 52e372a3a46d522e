"""What rules may look at of a deal's competition."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.competition.models import DecisionCriterion
from trimtab.competition.queries import Field, fields_of
from trimtab.competition.scores import US, ahead_of_us, lost_top, weak_mandatory
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Source, Values

PLACE = "opportunity-competition"
SIGNALS = (
    Signal("competition_rivals", _("Competitors still in it"), kind="number", place=PLACE),
    Signal("competition_ahead", _("A competitor meets the criteria better than we do"), place=PLACE),
    Signal("competition_incumbent", _("We are against what they have today"), place=PLACE),
    Signal("competition_criteria", _("Decision criteria known"), kind="number", place=PLACE),
    Signal("competition_weak_mandatory", _("Mandatory criteria that we do not meet"), kind="number", place=PLACE),
    Signal("competition_lost_top", _("Of the first three criteria, met better by another"), kind="number", place=PLACE),
    Signal("competition_formal_known", _("A formal criterion is known"), place=PLACE),
    Signal("competition_informal_known", _("An informal criterion is known"), place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """What is known of the competition in each. Four queries for any number."""
    return {pk: _values(field) for pk, field in fields_of([one.pk for one in opportunities]).items()}


def _values(field: Field) -> Values:
    kinds = {one.kind for one in field.criteria}
    ours = field.fits_of(US)
    return {
        "competition_rivals": len(field.rivals),
        "competition_ahead": is_ahead(field),
        "competition_incumbent": any(one.is_incumbent for one in field.rivals),
        "competition_criteria": len(field.criteria),
        # Without one judgement of ours, none is weak and none is strong.
        "competition_weak_mandatory": len(weak_mandatory(field.order, ours)) if ours else None,
        "competition_lost_top": len(lost_top(field.order, ours, _theirs(field))) if ours else None,
        "competition_formal_known": DecisionCriterion.Kind.FORMAL in kinds,
        "competition_informal_known": DecisionCriterion.Kind.INFORMAL in kinds,
    }


def is_ahead(field: Field) -> bool | None:
    """Whether a rival meets the criteria better than we do; None where no rival can be compared with us."""
    leads = [ahead_of_us(field.order, field.fits_of(US), fits) for fits in _theirs(field)]
    known = [lead for lead in leads if lead is not None]
    return any(lead > 0 for lead in known) if known else None


def _theirs(field: Field) -> list[Mapping[Hashable, int]]:
    return [field.fits_of(one.party) for one in field.rivals]


SOURCE = Source("competition", SIGNALS, signals_of)
