"""How many opportunities stand in each stage and what they are worth: summed by the database, converted here.

The database adds up the amounts of one stage, currency and day; each sum is converted at the rate of its day. So a
total of sixty thousand rows costs as many conversions as there are currencies and days, and may differ by cents from
one that rounds each row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DateField, Q, Sum, When
from django.db.models.functions import TruncDate

from trimtab.core.money import Money
from trimtab.core.rates import Rates
from trimtab.opportunities.models.opportunity import OpportunityQuerySet


@dataclass(frozen=True)
class Tally:
    """So many opportunities, and what they are worth in the reporting currency.

    total: None where a currency has no rate; amounts that are not known are not in it, and counted beside it.
    """

    rows: int
    total: Money | None
    without_amount: int = 0
    overdue: int = 0
    without_rate: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """What the database adds up: one stage, currency and day; `day` is None where the rate of today holds."""

    process_id: int
    stage_id: int
    currency: str
    day: date | None
    rows: int
    known: int
    worth: Decimal | None
    overdue: int


def groups_of(records: OpportunityQuerySet, *, today: date, currency: str, zone: ZoneInfo) -> list[Group]:
    """The sums of these opportunities. One query.

    Args:
        currency: the reporting currency; its amounts need no rate, so no day.
        zone: where the day of closing begins and ends.
    """
    # SQLite calls Python for a day, so it is asked for only where it decides a rate.
    needs_none = Q(currency=currency) | Q(closed_at__isnull=True)
    day = Case(When(needs_none, then=None), default=TruncDate("closed_at", tzinfo=zone), output_field=DateField())
    found = (
        records.order_by()
        .values("process_id", "stage_id", "currency", day=day)
        .annotate(
            rows=Count("pk"),
            known=Count("amount"),
            worth=Sum("amount"),
            overdue=Count("pk", filter=Q(status="open", close_on__lt=today)),
        )
    )
    return [Group(**row) for row in found]


def tally(groups: Iterable[Group], *, rates: Rates, today: date) -> Tally:
    """The groups as one figure."""
    chosen = list(groups)
    worth = [(Money(one.worth, one.currency), one.day or today) for one in chosen if one.worth is not None]
    missing = {money.currency for money, day in worth if rates.on(money.currency, day) is None}
    return Tally(
        rows=sum(one.rows for one in chosen),
        total=rates.total(worth),
        without_amount=sum(one.rows - one.known for one in chosen),
        overdue=sum(one.overdue for one in chosen),
        without_rate=tuple(sorted(missing)),
    )


def by_stage(groups: Iterable[Group], *, read_as: Mapping[int, int]) -> Mapping[int, list[Group]]:
    """The groups of each stage; those of a stage that was merged into another count there."""
    found: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        found[read_as.get(group.stage_id, group.stage_id)].append(group)
    return found
