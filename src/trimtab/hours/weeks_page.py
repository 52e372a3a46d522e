"""What the page over the weeks shows: the share and its trend, the burdens, how many deals one can carry, what came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trimtab.core.models import Organisation
from trimtab.core.money import Money
from trimtab.core.rates import load_rates
from trimtab.hours.capacity import LEAST_WEEKS, Capacity, PerDeal, Worth, per_deal_of, worth_of
from trimtab.hours.models import Asker, Category, week_of
from trimtab.hours.queries import WEEK, Minutes, burdens_between, deal_weeks_between, weeks_between
from trimtab.hours.shares import Portion, Slope, Usual, portion_of, slope_of, sum_of, usual_of
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.web.charts import Bar, Line, bar, line
from trimtab.web.formats import day

LOOKED_BACK = 13  # whole weeks
YEAR = 52
MOST_WON = 2_000


@dataclass(frozen=True)
class Burden:
    """Minutes that somebody asked for, beside time for customers. things: the categories, the most first."""

    key: str
    name: str
    minutes: int
    each_week: float
    share: float
    things: Sequence[str]
    bar: Bar


@dataclass(frozen=True)
class Weeks:
    """The page over the weeks."""

    weeks: Sequence[tuple[date, Portion]]
    usual: Usual
    slope: Slope | None
    chart: Line
    burdens: Sequence[Burden]
    hours_each_week: float | None
    per_deal: PerDeal
    open_deals: int
    worth: Worth

    def capacity(self, asked: float | None) -> Capacity | None:
        """With what a deal takes, as asked or as the records say; None where too little is known."""
        per_deal = asked if asked is not None else self.per_deal.hours
        if per_deal is None or self.hours_each_week is None or self.usual.share is None:
            return None
        return Capacity(self.hours_each_week, self.usual.share, per_deal, self.open_deals)

    @property
    def missing_weeks(self) -> int:
        """How many more weeks it takes to say how many hours a week has."""
        return max(LEAST_WEEKS - self.usual.weeks, 0)


def weeks_of(person: User, *, today: date, now: datetime, with_prospecting: bool) -> Weeks:
    """All figures of one person; a fixed number of queries. The week that is not over is left out."""
    last = week_of(today) - WEEK
    year = weeks_between(person, last - (YEAR - 1) * WEEK, last)
    first = last - (LOOKED_BACK - 1) * WEEK
    weeks = [first + place * WEEK for place in range(LOOKED_BACK)]
    portions = [portion_of(year.get(week, {}), with_prospecting=with_prospecting) for week in weeks]
    usual = usual_of(portions)
    logged = [one.all for one in portions if one.known]
    return Weeks(
        weeks=list(zip(weeks, portions, strict=True)),
        usual=usual,
        slope=slope_of(portions),
        chart=_chart(weeks, portions),
        burdens=_burdens(person, first, last, max(len(logged), 1), sum_of(portions).known),
        hours_each_week=sum(logged) / len(logged) / 60 if len(logged) >= LEAST_WEEKS else None,
        per_deal=per_deal_of(deal_weeks_between(person, first, last)),
        open_deals=Opportunity.objects.current().open().filter(owner=person).count(),
        worth=_worth(person, year, now=now),
    )


def _chart(weeks: Sequence[date], portions: Sequence[Portion]) -> Line:
    shares = [None if one.share is None else 100 * one.share for one in portions]
    ticks = [(0, day(weeks[0])), (len(weeks) - 1, day(weeks[-1]))]
    return line(shares, ticks=ticks, height=110)


def _burdens(person: User, first: date, last: date, weeks: int, known: int) -> list[Burden]:
    minutes = burdens_between(person, first, last)
    return burdens_in(minutes, weeks=weeks, known=known)


def burdens_in(minutes: Mapping[tuple[str, str], int], *, weeks: int, known: int) -> list[Burden]:
    """(Who asked, category) → minutes, by who asked: the largest first, what nobody said last."""
    by_asker: dict[str, dict[str, int]] = defaultdict(dict)
    for (asker, category), spent in minutes.items():
        by_asker[asker][category] = spent
    sums = {asker: sum(things.values()) for asker, things in by_asker.items()}
    most = max([1, *sums.values()])
    return [
        Burden(
            key=asker or "not-said",
            name=str(Asker(asker).label) if asker else "",
            minutes=sums[asker],
            each_week=sums[asker] / weeks,
            share=sums[asker] / known if known else 0.0,
            things=[str(Category(one).label) for one in sorted(things, key=lambda one: (-things[one], one))],
            bar=bar(sums[asker], most=most),
        )
        for asker, things in sorted(by_asker.items(), key=lambda pair: (pair[0] == "", -sums[pair[0]], pair[0]))
    ]


def _worth(person: User, year: Mapping[date, Minutes], *, now: datetime) -> Worth:
    """What was won in a year over its hours with customers. Two queries."""
    organisation = Organisation.get()
    since = now - timedelta(days=365)
    won = Opportunity.objects.current().filter(
        owner=person, status=Stage.Kind.WON, closed_at__gt=since, closed_at__lte=now, amount__gt=0
    )
    rows = list(won.order_by("-closed_at").values_list("amount", "currency", "closed_at")[:MOST_WON])
    rates = load_rates(currency=organisation.currency)
    amounts = []
    for amount, currency, at in rows:
        if amount is None or at is None:
            continue
        converted = rates.converted(Money(amount, currency), on=at.astimezone(organisation.zone).date())
        if converted is not None:
            amounts.append(float(converted.amount))
    logged = [portion_of(minutes) for minutes in year.values()]
    known = [one for one in logged if one.known]
    return worth_of(amounts, weeks=len(known), customer_hours=sum(one.customer for one in known) / 60)
