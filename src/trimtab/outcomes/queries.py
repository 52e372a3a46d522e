"""Reading what deals that ended still ask of people: why, and the hand-over."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import visible_opportunities
from trimtab.outcomes.models import Debrief, HandOver, Lesson
from trimtab.outcomes.reasons import all_reasons
from trimtab.people.models import User

__all__ = ["Ended", "all_reasons", "ended_deals_of", "hand_overs_due_for", "waiting_for"]

ENDED = (Stage.Kind.WON, Stage.Kind.LOST)
ASKED_FOR = 180  # days after the end
WAITING = 50  # deals shown


@dataclass(frozen=True)
class Ended:
    """A deal that ended, and what is there of it. is_given: delivery has the hand-over."""

    pk: int
    is_won: bool
    on: date
    amount: Decimal | None
    currency: str
    is_explained: bool
    has_lesson: bool
    is_written: bool
    is_given: bool


def ended_deals_of(person: User, *, since: date, today: date) -> list[Ended]:
    """The person's own deals that ended from that day to now. One query."""
    lessons = Lesson.objects.filter(opportunity=OuterRef("pk"), archived_at=None)
    written = HandOver.objects.filter(opportunity=OuterRef("pk"))
    rows = _ended(Opportunity.objects.filter(owner=person), since, today).annotate(
        is_explained=Exists(_said()),
        has_lesson=Exists(lessons),
        is_written=Exists(written),
        is_given=Exists(written.filter(given_at__isnull=False)),
    )
    columns = ("pk", "status", "close_on", "amount", "currency")
    flags = ("is_explained", "has_lesson", "is_written", "is_given")
    return [
        Ended(pk, status == Stage.Kind.WON, on, amount, currency, *there)
        for pk, status, on, amount, currency, *there in rows.order_by("-close_on", "-pk").values_list(*columns, *flags)
    ]


def waiting_for(user: User, today: date) -> list[Opportunity]:
    """Deals that ended lately of which nobody says why, the latest first."""
    ended = _ended(visible_opportunities(user), today - timedelta(days=ASKED_FOR), today)
    return _latest(ended.filter(~Exists(_said())))


def hand_overs_due_for(user: User, today: date) -> list[Opportunity]:
    """Deals that were won lately and that delivery was not given, the latest first."""
    ended = _ended(visible_opportunities(user), today - timedelta(days=ASKED_FOR), today)
    given = HandOver.objects.filter(opportunity=OuterRef("pk"), given_at__isnull=False)
    return _latest(ended.filter(~Exists(given), status=Stage.Kind.WON))


def _ended(deals: OpportunityQuerySet, since: date, today: date) -> OpportunityQuerySet:
    """Those that ended in that time. An end without its moment came with an import that does not know it."""
    return deals.current().filter(status__in=ENDED, closed_at__isnull=False, close_on__gte=since, close_on__lte=today)


def _said() -> QuerySet[Debrief]:
    return Debrief.objects.current().ours().filter(opportunity=OuterRef("pk"))


def _latest(deals: OpportunityQuerySet) -> list[Opportunity]:
    return list(deals.select_related("account", "owner").order_by("-close_on", "-pk")[:WAITING])
