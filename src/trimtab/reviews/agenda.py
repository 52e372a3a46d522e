"""What a meeting about many deals is for: exceptions, by risk and worth; the others are proposed to be skipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median_low

from django.db.models import F

from trimtab.core.money import Money
from trimtab.core.rates import Rates, load_rates
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import currencies_in_use
from trimtab.people.frame import Frame
from trimtab.reviews.changes import Since, since_reviews
from trimtab.reviews.models import Review, Skip
from trimtab.reviews.queries import last_reviews

LOOKED_AT = 200  # of each currency those worth most
SHOWN = 100
MINUTES = 30  # of a deal, until own reviews tell
RECENT = 20  # own reviews from which the usual length is taken


@dataclass(frozen=True)
class Item:
    """One deal of the agenda. worth: in the reporting currency; None: not known. planned: an open review of it."""

    opportunity: Opportunity
    since: Since
    worth: Decimal | None
    planned: Review | None
    is_skipped: bool
    is_unseen: bool  # among the quarter worth most, and never reviewed

    @property
    def is_quiet(self) -> bool:
        """Nothing speaks for a conversation."""
        return self.since.is_quiet and not self.is_unseen

    @property
    def weight(self) -> tuple[int, Decimal]:
        """Exceptions and changes first, then worth."""
        return len(self.since.exceptions) + len(self.since.changes) + self.is_unseen, self.worth or Decimal(0)


@dataclass(frozen=True)
class Agenda:
    """to_discuss: with exceptions; quiet: nothing speaks for a conversation. minutes: what one deal usually takes."""

    to_discuss: Sequence[Item]
    quiet: Sequence[Item]
    minutes: int
    is_bounded: bool

    @property
    def hours_offered(self) -> Decimal:
        """What skipping all quiet ones would give back."""
        return (Decimal(self.minutes * sum(not one.is_skipped for one in self.quiet)) / 60).quantize(Decimal("0.1"))


def agenda_in(frame: Frame, *, now: datetime) -> Agenda:
    """The open opportunities of the frame's people that are worth most. A fixed number of queries."""
    rates = load_rates(currency=frame.organisation.currency)
    rows, is_bounded = _chosen(frame, rates)
    ids = [one.pk for one in rows]
    looked_at = last_reviews(ids)
    since = since_reviews(rows, looked_at, today=frame.today, now=now)
    open_ones = Review.objects.filter(opportunity__in=ids, closed_at=None, canceled_at=None)
    planned = {one.opportunity_id: one for one in open_ones}
    skipped = set(Skip.objects.filter(opportunity__in=ids, on=frame.today).values_list("opportunity", flat=True))
    worth = {one.pk: _worth(one, rates, frame) for one in rows}
    known = sorted(amount for amount in worth.values() if amount is not None)
    large = known[len(known) * 3 // 4] if known else None  # from here on a quarter is worth most
    items = []
    for one in rows:
        amount = worth[one.pk]
        is_unseen = amount is not None and large is not None and amount >= large and one.pk not in looked_at
        items.append(Item(one, since[one.pk], amount, planned.get(one.pk), one.pk in skipped, is_unseen))
    items.sort(key=lambda one: one.weight, reverse=True)
    talked = [one for one in items if not one.is_quiet]
    quiet = [one for one in items if one.is_quiet]
    return Agenda(talked[:SHOWN], quiet[:SHOWN], usual_minutes(), is_bounded or len(talked) > SHOWN)


def usual_minutes() -> int:
    """How long one deal takes: the middle of the last reviews that were held together, else half an hour."""
    held = Review.objects.filter(mode=Review.Mode.LIVE, closed_at__isnull=False).order_by("-closed_at")
    lengths = list(held.values_list("minutes", flat=True)[:RECENT])
    return median_low(lengths) if lengths else MINUTES


def _chosen(frame: Frame, rates: Rates) -> tuple[list[Opportunity], bool]:
    """Those worth most, whatever their currency, and whether there are more."""
    rows = Opportunity.objects.current().open().select_related("stage", "owner__team", "account")
    if frame.scope.ids is not None:
        rows = rows.filter(owner__in=frame.scope.people)
    found: list[Opportunity] = []
    for currency in sorted(currencies_in_use()):
        found += rows.filter(currency=currency).order_by(F("amount").desc(nulls_last=True), "pk")[: LOOKED_AT + 1]
    found.sort(key=lambda one: _worth(one, rates, frame) or Decimal(0), reverse=True)
    return found[:LOOKED_AT], len(found) > LOOKED_AT


def _worth(one: Opportunity, rates: Rates, frame: Frame) -> Decimal | None:
    if one.amount is None:
        return None
    converted = rates.converted(Money(one.amount, one.currency), on=frame.today)
    return converted.amount if converted else None
