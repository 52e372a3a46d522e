"""What rules may look at."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.mutual.queries import plans_of
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Values

PLACE = "opportunity-mutual-plan"
SIGNALS = (
    Signal("mutual_plan", _("There is a mutual plan"), place=PLACE),
    Signal("mutual_untouched", _("Days since the mutual plan was touched"), "days", place=PLACE),
    Signal("mutual_paper_unknown", _("Legal, security or procurement has no date"), place=PLACE),
    Signal("mutual_chance", _("Chance that the customer's date is met"), "share", place=PLACE),
    Signal("mutual_late", _("Steps of the mutual plan that are late"), "number", place=PLACE),
    Signal("mutual_waiting", _("Dates that the customer proposed and nobody answered"), "number", place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """What is known of their plans."""
    found = plans_of([one.pk for one in opportunities], today=today)
    known: dict[int, Values] = {one.pk: {"mutual_plan": False} for one in opportunities}
    for pk, standing in found.items():
        known[pk] = {
            "mutual_plan": True,
            "mutual_untouched": standing.untouched if standing.remaining else None,
            "mutual_paper_unknown": standing.paper_unknown,
            "mutual_chance": standing.chance,
            "mutual_late": len(standing.late),
            "mutual_waiting": standing.waiting,
        }
    return known
