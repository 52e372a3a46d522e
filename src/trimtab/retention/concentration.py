"""Whose revenue a scope rests on: the largest customers, their backup plans, and what would replace them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q

from trimtab.accounts.models import Account
from trimtab.core.money import Money
from trimtab.core.rates import Rates, rates_for
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import Frame
from trimtab.people.policy import access_to_owner
from trimtab.retention.dependence import (
    RED_SHARE,
    Pace,
    herfindahl,
    months_to_replace,
    needed_pipeline,
    status_of,
)
from trimtab.retention.models import BackupPlan

YEAR = timedelta(days=365)
SHOWN = 25
MOST = 1_000  # customers at risk that are looked up beside the largest


@dataclass(frozen=True)
class Customer:
    """One customer with its share, its plan, and how long it would take to replace."""

    account: Account
    revenue: Money
    share: float
    up_to_here: float
    plan: BackupPlan | None
    pipeline: Money
    needed: float | None
    months: float | None
    status: str
    may_plan: bool = False

    @property
    def covered(self) -> float | None:
        """The replacement pipeline as a share of what is needed."""
        return float(self.pipeline.amount) / self.needed if self.needed else None

    @property
    def is_uncovered(self) -> bool:
        return self.status == "red"


@dataclass(frozen=True)
class Concentration:
    """What the page shows. unknown: won opportunities without an amount, or in a currency without a rate."""

    customers: Sequence[Customer]
    number: int
    revenue: Money
    index: float | None
    pace: Pace
    unknown: int
    since: date

    @property
    def uncovered(self) -> list[Customer]:
        return [one for one in self.customers if one.is_uncovered]

    @property
    def is_red(self) -> bool:
        """Whether the largest customer alone is more than a fifth."""
        return bool(self.customers) and self.customers[0].share > RED_SHARE

    @property
    def like(self) -> float | None:
        """So many customers of equal size would be as concentrated."""
        return 1 / self.index if self.index else None


@dataclass(frozen=True)
class _Won:
    account: int
    amount: Money
    opened_at: datetime
    closed_at: datetime


def concentration_of(frame: Frame, *, now: datetime) -> Concentration:
    """The customers of the frame's people by what was won within a year."""
    rows, rates, unknown = _won(frame, now=now)
    sums: dict[int, Decimal] = {}
    for one in rows:
        sums[one.account] = sums.get(one.account, Decimal(0)) + one.amount.amount
    ordered = sorted((pk for pk in sums if sums[pk] > 0), key=lambda pk: (-sums[pk], pk))
    whole = sum((sums[pk] for pk in ordered), Decimal(0))
    pace = _pace(frame, rows, now=now)
    customers = _customers(ordered, sums, whole, pace, rates, frame)
    return Concentration(
        customers=customers,
        number=len(ordered),
        revenue=Money(whole, rates.currency),
        index=herfindahl([float(sums[pk]) for pk in ordered]),
        pace=pace,
        unknown=unknown,
        since=(now - YEAR).date(),
    )


def _of_scope(frame: Frame) -> OpportunityQuerySet:
    found = Opportunity.objects.current()
    return found if frame.scope.is_unrestricted else found.filter(owner__in=frame.scope.people)


def _won(frame: Frame, *, now: datetime) -> tuple[list[_Won], Rates, int]:
    """What was won within a year in the reporting currency, and how many could not be told."""
    found = _of_scope(frame).filter(status=Stage.Kind.WON, closed_at__gt=now - YEAR, closed_at__lte=now)
    columns = ("account", "amount", "currency", "opened_at", "closed_at")
    raw = list(found.filter(account__isnull=False).order_by().values_list(*columns))
    rates = rates_for({row[2] for row in raw}, into=frame.organisation.currency)
    rows, unknown = [], 0
    for account, amount, currency, opened_at, closed_at in raw:
        money = None if amount is None else rates.converted(Money(amount, currency), on=closed_at.date())
        if money is None:
            unknown += 1
        else:
            rows.append(_Won(account, money, opened_at, closed_at))
    return rows, rates, unknown


def _pace(frame: Frame, rows: Sequence[_Won], *, now: datetime) -> Pace:
    """What customers who bought for the first time brought within the year."""
    earlier = Opportunity.objects.current().filter(
        account=OuterRef("pk"), status=Stage.Kind.WON, closed_at__lte=now - YEAR
    )
    old = set(
        Account.objects.filter(pk__in=_of_scope(frame).filter(_closed(now), status=Stage.Kind.WON).values("account"))
        .filter(Exists(earlier))
        .values_list("pk", flat=True)
    )
    first: dict[int, _Won] = {}
    for one in rows:
        if one.account not in old and (one.account not in first or one.closed_at < first[one.account].closed_at):
            first[one.account] = one
    ended = _of_scope(frame).filter(_closed(now))
    counted = ended.aggregate(
        won=Count("pk", filter=Q(status=Stage.Kind.WON)), lost=Count("pk", filter=Q(status=Stage.Kind.LOST))
    )
    both = counted["won"] + counted["lost"]
    cycles = [(one.closed_at - one.opened_at).total_seconds() / 86_400 for one in rows]
    mean = float(sum(one.amount.amount for one in first.values())) / len(first) if first else 0.0
    return Pace(len(first), mean, 12, median(cycles) if cycles else 0.0, counted["won"] / both if both else None)


def _closed(now: datetime) -> Q:
    return Q(closed_at__gt=now - YEAR, closed_at__lte=now)


def _customers(
    ordered: Sequence[int], sums: Mapping[int, Decimal], whole: Decimal, pace: Pace, rates: Rates, frame: Frame
) -> list[Customer]:
    at_risk = set(BackupPlan.objects.filter(is_at_risk=True).order_by("pk").values_list("account", flat=True)[:MOST])
    shown = [*ordered[:SHOWN], *(pk for pk in ordered[SHOWN:] if pk in at_risk)]
    accounts = Account.objects.select_related("owner__team").in_bulk(shown)
    plans = {
        plan.account_id: plan
        for plan in BackupPlan.objects.filter(account__in=shown)
        .select_related("owner")
        .prefetch_related("replacements")
    }
    pipelines = _pipelines(plans.values(), rates, frame)
    customers, up_to_here = [], 0.0
    for pk in shown:
        share = float(sums[pk] / whole)
        up_to_here += share
        plan, needed = plans.get(pk), needed_pipeline(float(sums[pk]), pace.win_rate)
        pipeline = pipelines.get(pk, Money(Decimal(0), rates.currency))
        status = status_of(
            share, pipeline=float(pipeline.amount), needed=needed, is_at_risk=bool(plan and plan.is_at_risk)
        )
        customers.append(
            Customer(
                account=accounts[pk],
                revenue=Money(sums[pk], rates.currency),
                share=share,
                up_to_here=up_to_here,
                plan=plan,
                pipeline=pipeline,
                needed=needed,
                months=months_to_replace(float(sums[pk]), pace),
                status=status,
                may_plan=access_to_owner(frame.user, accounts[pk].owner).can_edit,
            )
        )
    return customers


def _pipelines(plans: Iterable[BackupPlan], rates: Rates, frame: Frame) -> dict[int, Money]:
    """Account → the open amounts, as far as the user sees them, of the accounts that its plan names as replacements."""
    by_account = {plan.account_id: [one.pk for one in plan.replacements.all()] for plan in plans}
    wanted = sorted({one for named in by_account.values() for one in named})
    open_rows = visible_opportunities(frame.user).current().open().filter(account__in=wanted, amount__isnull=False)
    rows = list(open_rows.order_by().values_list("account", "amount", "currency"))
    known = rates_for({row[2] for row in rows}, into=rates.currency)
    sums: dict[int, Decimal] = {}
    for account, amount, currency in rows:
        money = None if amount is None else known.converted(Money(amount, currency), on=frame.today)
        if money is not None:
            sums[account] = sums.get(account, Decimal(0)) + money.amount
    return {
        pk: Money(sum((sums.get(one, Decimal(0)) for one in named), Decimal(0)), rates.currency)
        for pk, named in by_account.items()
    }
