"""What a plan is worth by row: won within its dates, won outside of them, open. Totals are sums of what each row has.

Every opportunity counts once: on the row of its account, or of the nearest account above that stands in the plan; what
of it was placed in a division with a row of its own counts there.
The sums are those that the plan's owner sees, so that everybody who reads the plan reads the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q

from trimtab.core.models import Organisation
from trimtab.core.money import CENT, Money
from trimtab.core.rates import Rates, rates_for
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import visible_opportunities
from trimtab.planning.models import Plan, PlanPeriod, PlanRow, PlanRowAccount
from trimtab.planning.models.plans import first_days
from trimtab.planning.reach import Reach
from trimtab.whitespace.models import Placement

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Sums:
    """Amounts in the plan's currency. `without_rate`: opportunities whose currency has no rate, in no sum.

    `outside`: won before the plan begins or after it ends; shown, not counted as won.
    """

    won: Decimal = ZERO
    outside: Decimal = ZERO
    open: Decimal = ZERO
    won_count: int = 0
    outside_count: int = 0
    open_count: int = 0
    without_rate: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.won + other.won,
            self.outside + other.outside,
            self.open + other.open,
            self.won_count + other.won_count,
            self.outside_count + other.outside_count,
            self.open_count + other.open_count,
            self.without_rate + other.without_rate,
        )


@dataclass(frozen=True)
class Line:
    """A row of the plan with its depth (1 to 3), what it has itself, and that with all rows below."""

    row: PlanRow
    depth: int
    own: Sums
    total: Sums
    names: tuple[str, ...] = ()

    @property
    def has_below(self) -> bool:
        return self.own != self.total


@dataclass(frozen=True)
class Span:
    """One period of the plan: first and last day, target, and what was won in it."""

    period: PlanPeriod
    start: date
    end: date
    won: Decimal = ZERO
    closing: Decimal = ZERO  # open, to be closed in it

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Figures:
    """All sums of one plan."""

    lines: tuple[Line, ...]
    total: Sums
    spans: tuple[Span, ...]

    def span_on(self, day: date) -> Span | None:
        """The period that the day lies in."""
        return next((span for span in self.spans if day in span), None)

    @property
    def target(self) -> Decimal | None:
        """The sum of all targets; None where none is set."""
        given = [span.period.revenue_target for span in self.spans if span.period.revenue_target is not None]
        return sum(given, ZERO) if given else None


@dataclass(frozen=True)
class _Deal:
    pk: int
    account: int
    is_won: bool
    amount: Decimal | None
    day: date | None


def figures_of(reach: Reach) -> Figures:
    """The sums of a plan: about six queries, whatever the number of rows."""
    plan, placed, covered = reach.plan, reach.rows, reach.covered
    rows = list(plan.rows.order_by("position", "pk"))
    spans = spans_of(plan)
    deals = _deals(plan, covered, today=reach.today, zone=reach.zone)
    in_divisions = _in_divisions(rows, deals)
    own: dict[int, Sums] = defaultdict(Sums)
    for deal in deals:
        for row, counted in _shared(
            _counted(deal, spans), placed[covered[deal.account]], in_divisions.get(deal.pk, ())
        ):
            own[row] += counted
    lines = _lines(rows, own, _names_by_row(reach.placed))
    total = sum(own.values(), Sums())
    return Figures(tuple(lines), total, tuple(_with_deals(span, deals) for span in spans))


def spans_of(plan: Plan) -> tuple[Span, ...]:
    """The periods of a plan with their days, in order."""
    periods = list(plan.periods.order_by("ends_on"))
    starts = first_days(plan.starts_on, [one.ends_on for one in periods])
    return tuple(Span(one, start, one.ends_on) for one, start in zip(periods, starts, strict=False))


def deals_of(plan: Plan, covered: Iterable[int]) -> OpportunityQuerySet:
    """The opportunities of the covered accounts that the plan's owner sees."""
    seen = visible_opportunities(plan.owner) if plan.owner else Opportunity.objects.all()
    return seen.current().filter(account__in=list(covered))


def _deals(plan: Plan, covered: Mapping[int, int], *, today: date, zone: ZoneInfo) -> list[_Deal]:
    chosen = deals_of(plan, covered).filter(Q(status=Stage.Kind.OPEN) | Q(status=Stage.Kind.WON))
    rows = list(chosen.only("account", "status", "amount", "currency", "close_on", "closed_at"))
    rates = rates_for({row.currency for row in rows}, into=plan.currency)
    return [_deal(row, rates=rates, today=today, zone=zone) for row in rows]


def _deal(row: Opportunity, *, rates: Rates, today: date, zone: ZoneInfo) -> _Deal:
    is_won = row.status == Stage.Kind.WON
    day = row.closed_at.astimezone(zone).date() if is_won and row.closed_at else row.close_on
    known = Money(row.amount if row.amount is not None else ZERO, row.currency)
    converted = rates.converted(known, on=day if is_won and day else today)
    assert row.account_id is not None, "they were found by their account"
    return _Deal(row.pk, row.account_id, is_won, converted.amount if converted else None, day)


def _counted(deal: _Deal, spans: Sequence[Span]) -> Sums:
    if deal.amount is None:
        return Sums(without_rate=1)
    if not deal.is_won:
        return Sums(open=deal.amount, open_count=1)
    if deal.day is not None and any(deal.day in span for span in spans):
        return Sums(won=deal.amount, won_count=1)
    return Sums(outside=deal.amount, outside_count=1)


def _in_divisions(rows: Sequence[PlanRow], deals: Sequence[_Deal]) -> Mapping[int, Sequence[tuple[int, Decimal]]]:
    """Which parts of an opportunity were placed in a division with a row: row and share. One query, none without."""
    by_division = {row.division_id: row.pk for row in rows if row.division_id is not None}
    if not by_division:
        return {}
    weights: dict[int, Decimal] = defaultdict(Decimal)
    parts: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    found = Placement.objects.filter(opportunity__in=[deal.pk for deal in deals])
    for opportunity, division, weight in found.values_list("opportunity", "division", "weight"):
        weights[opportunity] += weight
        if division in by_division:
            parts[opportunity].append((by_division[division], weight))
    return {pk: [(row, weight / weights[pk]) for row, weight in some] for pk, some in parts.items()}


def _shared(counted: Sums, row: int, parts: Sequence[tuple[int, Decimal]]) -> list[tuple[int, Sums]]:
    """The sums of one opportunity on its rows, exact to the cent; it is counted as one where most of it is."""
    if not parts:
        return [(row, counted)]
    shares = [(place, _part(counted, share)) for place, share in parts]
    spent = sum((one for _place, one in shares), Sums())
    rest = Sums(counted.won - spent.won, counted.outside - spent.outside, counted.open - spent.open)
    rest_share = 1 - sum(share for _place, share in parts)
    most = max([(rest_share, row), *((share, place) for place, share in parts)])[1]
    counts = replace(counted, won=ZERO, outside=ZERO, open=ZERO)
    return [*shares, (row, rest), (most, counts)]


def _part(counted: Sums, share: Decimal) -> Sums:
    won, outside, still_open = (
        (amount * share).quantize(CENT) for amount in (counted.won, counted.outside, counted.open)
    )
    return Sums(won, outside, still_open)


def _with_deals(span: Span, deals: Iterable[_Deal]) -> Span:
    inside = [deal for deal in deals if deal.amount is not None and deal.day is not None and deal.day in span]
    won = sum((deal.amount or ZERO for deal in inside if deal.is_won), ZERO)
    closing = sum((deal.amount or ZERO for deal in inside if not deal.is_won), ZERO)
    return replace(span, won=won, closing=closing)


def _names_by_row(placed: Iterable[PlanRowAccount]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for one in placed:
        found[one.row_id].append(one.account.name)
    return {row: tuple(sorted(one)) for row, one in found.items()}


def _lines(rows: Sequence[PlanRow], own: Mapping[int, Sums], names: Mapping[int, tuple[str, ...]]) -> list[Line]:
    """The rows in the order of their tree, each parent above what is below it."""
    below: dict[int | None, list[PlanRow]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)

    def walk(row: PlanRow, depth: int) -> list[Line]:
        inner = [line for child in below[row.pk] for line in walk(child, depth + 1)]
        total = sum((line.total for line in inner if line.depth == depth + 1), own.get(row.pk, Sums()))
        return [Line(row, depth, own.get(row.pk, Sums()), total, names.get(row.pk, ())), *inner]

    return [line for row in below[None] for line in walk(row, 1)]


def organisation_day(now: datetime) -> tuple[date, ZoneInfo]:
    """Today where the organisation is, and its time zone."""
    zone = Organisation.get().zone
    return now.astimezone(zone).date(), zone
