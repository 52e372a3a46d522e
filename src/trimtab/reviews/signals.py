"""What rules may look at: when a deal was last reviewed, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Source, Values
from trimtab.reviews.queries import last_reviews, open_recommendations

PLACE = "opportunity-reviews"
SIGNALS = (
    Signal("reviews_last", _("Days since the last review"), "days", place=PLACE),
    Signal("reviews_open_recommendations", _("Recommendations neither taken nor refused"), "number", place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """Three queries. Never reviewed is not known."""
    ids = [one.pk for one in opportunities]
    last, left, zone = last_reviews(ids), open_recommendations(ids), Organisation.get().zone
    return {
        pk: {
            "reviews_last": (today - last[pk].astimezone(zone).date()).days if pk in last else None,
            "reviews_open_recommendations": left.get(pk, 0),
        }
        for pk in ids
    }


SOURCE = Source("reviews", SIGNALS, signals_of)
