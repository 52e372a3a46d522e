"""Reading the white space, never more than a user may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, F, Q, QuerySet

from trimtab.accounts.completeness import Score
from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.core.models import Organisation
from trimtab.core.rates import load_rates
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.whitespace.completeness import scores_at
from trimtab.whitespace.grid import Column, Grid, Row, grid_of
from trimtab.whitespace.leaves import Contents, Reading, contents_for, units_in
from trimtab.whitespace.models import Aim, Learning, Potential
from trimtab.whitespace.rows import Aims

FEWEST_DECIDED = 8


def visible_potentials(user: User) -> QuerySet[Potential]:
    """The potentials of the accounts that the user sees."""
    return Potential.objects.filter(account__in=visible_accounts(user))


def aims_of(account: Account, organisation: Organisation, today: date) -> Aims:
    """The aim whose period is now, else the next one, else none and the fiscal year."""
    found = Aim.objects.filter(account=account, end_on__gte=today).order_by("start_on").first()
    if found is None:
        year = organisation.calendar.containing(today, "year")
        return Aims(year.start, year.end)
    units = {(pk, None) for pk in found.accounts.values_list("pk", flat=True)}
    divisions = set(found.divisions.values_list("account", "pk"))
    products = frozenset(found.products.values_list("pk", flat=True))
    return Aims(found.start_on, found.end_on, found, products, frozenset(units | divisions))


def last_learning() -> Learning | None:
    """What the last night learned."""
    return Learning.objects.order_by("-made_at", "-pk").first()


def reading_for(
    user: User, *, now: datetime, start_on: date, end_on: date, learning: Learning | None = None
) -> Reading:
    """How that person reads a grid now, in the reporting currency, with what is won between these days."""
    organisation = Organisation.get()
    today = now.astimezone(organisation.zone).date()
    chances = learning.facts.get("stages", {}) if learning else {}
    known = {stage: one["chance"] for stage, one in chances.items()}
    rates = load_rates(currency=organisation.currency)
    return Reading(user, today, start_on, end_on, rates, organisation.zone, known)


def grid_for(reading: Reading, rows: Sequence[Row], products: Sequence[Column]) -> tuple[Grid, Contents]:
    """The grid of any rows and solutions with what is known of them; how a plan shows its own.

    The units of the rows are for the caller to check: they must be of accounts that the person sees.
    """
    accounts, divisions = units_in(unit for row in rows for unit in row.units)
    contents = contents_for(reading, accounts, divisions=divisions)
    return grid_of(rows, products, leaves=contents.leaves), contents


@dataclass(frozen=True)
class Conversion:
    """What became of potentials. `drift`: what their opportunities were worth beyond them, where both are known."""

    open: int
    qualified: int
    dismissed: int
    open_days: float | None
    decided_days: float | None
    drift: Decimal | None = None
    compared: int = 0

    @property
    def decided(self) -> int:
        """Those that ended."""
        return self.qualified + self.dismissed

    @property
    def share(self) -> float | None:
        """How many of the decided ones were qualified; not known from fewer than eight."""
        return self.qualified / self.decided if self.decided >= FEWEST_DECIDED else None


def conversion_of(potentials: QuerySet[Potential], *, now: datetime) -> Conversion:
    """The counts and mean ages of these potentials. One query."""
    states = Potential.State
    row = potentials.order_by().aggregate(
        open=Count("pk", filter=Q(state=states.OPEN)),
        qualified=Count("pk", filter=Q(state=states.QUALIFIED)),
        dismissed=Count("pk", filter=Q(state=states.DISMISSED)),
        opened=Avg(now - F("created_at"), filter=Q(state=states.OPEN)),
        decided=Avg(F("ended_at") - F("created_at"), filter=~Q(state=states.OPEN)),
    )
    return Conversion(row["open"], row["qualified"], row["dismissed"], _days(row["opened"]), _days(row["decided"]))


def with_drift(conversion: Conversion, potentials: QuerySet[Potential], reading: Reading) -> Conversion:
    """The same with the drift of value at qualification, each at the rate of its day. One query."""
    rows = potentials.filter(state=Potential.State.QUALIFIED, worth_then__isnull=False, amount__isnull=False)
    drifts = []
    for amount, worth, currency, ended in rows.values_list("amount", "worth_then", "currency", "ended_at"):
        assert amount is not None, "filtered"
        assert worth is not None, "filtered"
        assert ended is not None, "what ended has a day"
        drift, _missing = reading.converted(worth - amount, currency, ended.astimezone(reading.zone).date())
        if drift is not None:
            drifts.append(drift)
    return replace(conversion, drift=sum(drifts, Decimal(0)) if drifts else None, compared=len(drifts))


def _days(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds() / 86_400


def completeness_of(account: Account, products: Sequence[Product]) -> Score:
    """How complete the white space of an account is for these solutions, from 0 to 100, with how to gain points."""
    return completeness_at([account], products)[account.pk]


def completeness_at(accounts: Collection[Account], products: Sequence[Product]) -> Mapping[int, Score]:
    """The same for each of several accounts, in the queries of one."""
    return scores_at(accounts, products)
