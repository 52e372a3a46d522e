"""Where hours would bring most, against where they went: for one person account by account, for many person by person.

Hours are those of the last year, and stand for those of the coming one. Accounts with high current revenue first get
what it takes to keep them (`KEEPING` hours, or a share of all where there are not enough); the rest goes where it
realises most.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, DateField, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncWeek

from trimtab.hours.queries import customer_hours_by_account
from trimtab.opportunities.models import Activity
from trimtab.people.models import User
from trimtab.targeting.hours import realised_by, spread_hours
from trimtab.targeting.models import AccountScore
from trimtab.targeting.scores import USUAL_MINUTES

KEEPING = 4.0  # hours a year: a contact each quarter
YEAR = timedelta(days=365)
READ = ("account_id", "account__owner_id", "quadrant", "headroom", "hours", "fit_band")


@dataclass(frozen=True)
class Held:
    """An account with its owner, what could be realised, and the hours it got from all of us."""

    account_id: int
    owner_id: int | None
    quadrant: str
    headroom: float
    hours: float
    fit_band: str


@dataclass(frozen=True)
class Share:
    """An account's hours: spent, and by return, of which `keeping` to keep what there is."""

    held: Held
    spent: float
    proposed: float
    keeping: float

    @property
    def difference(self) -> float:
        """More or fewer hours than it got."""
        return self.proposed - self.spent


@dataclass(frozen=True)
class Plan:
    """Hours of somebody spread over accounts. as_spent, by_return: what they realise of what could be, in a year."""

    shares: tuple[Share, ...]
    hours: float
    elsewhere: float
    as_spent: float
    by_return: float
    next_hour: float

    @property
    def gain(self) -> float:
        """What spreading by return realises more."""
        return self.by_return - self.as_spent

    @property
    def moved(self) -> float:
        """How many hours would go elsewhere."""
        return sum(max(one.spent - one.proposed, 0.0) for one in self.shares) + self.elsewhere


@dataclass(frozen=True)
class OwnerPlan:
    """What spreading by return would do with the hours of one owner's accounts; see `Plan`."""

    owner_id: int
    accounts: int
    hours: float
    moved: float
    as_spent: float
    by_return: float

    @property
    def gain(self) -> float:
        """What spreading by return realises more."""
        return self.by_return - self.as_spent


@dataclass(frozen=True)
class People:
    """All owners in view, and the accounts without one with what could be realised there."""

    owners: tuple[OwnerPlan, ...]
    nobodys: int
    nobodys_headroom: float

    @property
    def all(self) -> OwnerPlan:
        """All of them together; each keeps to the own accounts."""
        return OwnerPlan(
            0,
            sum(one.accounts for one in self.owners),
            sum(one.hours for one in self.owners),
            sum(one.moved for one in self.owners),
            sum(one.as_spent for one in self.owners),
            sum(one.by_return for one in self.owners),
        )


def read_held(found: "QuerySet[AccountScore]") -> list[Held]:
    """These accounts; one query."""
    return [Held(*row) for row in found.order_by("account_id").values_list(*READ).iterator(2_000)]


@dataclass(frozen=True)
class Went:
    """The hours that a person spent with each account in the last year; None: with none that is known.

    weeks: of how many weeks the person's own log says it; activities say it of the others.
    """

    hours: Mapping[int | None, float]
    weeks: int = 0


def hours_of(person: User, *, now: datetime, with_log: bool = False) -> Went:
    """From the person's log where it names accounts, in the other weeks from activities. One query, or two.

    Args:
        with_log: whether the person asks: what one writes down of one's hours is told to nobody else.
    """
    if not with_log:
        return Went(_hours_of_activities(person, now=now, without=set()))
    today = now.date()
    weeks, logged = customer_hours_by_account(person, first=today - YEAR, last=today)
    hours: dict[int | None, float] = defaultdict(float, _hours_of_activities(person, now=now, without=weeks))
    for account, spent in logged.items():
        hours[account] += spent
    return Went(hours, len(weeks))


def _hours_of_activities(person: User, *, now: datetime, without: Collection[date]) -> dict[int | None, float]:
    minutes = Case(
        *(When(kind=kind, then=Value(usual)) for kind, usual in USUAL_MINUTES.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    found = Activity.objects.current().filter(user=person, at__gt=now - YEAR, at__lte=now)
    rows = found.order_by().annotate(of=Coalesce(F("account"), F("opportunity__account")))
    if without:
        week = TruncWeek("at", output_field=DateField())
        rows = rows.annotate(week=week).exclude(week__in=without)
    summed = rows.values_list("of").annotate(total=Sum(Coalesce(F("minutes"), minutes)))
    return {pk: total / 60 for pk, total in summed}


def plan_of(
    held: Sequence[Held], spent: Mapping[int, float], *, hours: float, half_hours: float, elsewhere: float = 0.0
) -> Plan:
    """Spread hours over these accounts.

    Args:
        spent: what each got. hours: what there is to spread. elsewhere: what went to other accounts, or to none.
    """
    to_keep = [KEEPING if one.quadrant in "AC" and one.quadrant else 0.0 for one in held]
    scale = min(hours / sum(to_keep), 1.0) if any(to_keep) else 1.0
    keeping = [one * scale for one in to_keep]
    # What keeps an account also realises something there, so only what is left of it competes for the next hour.
    left = [one.headroom - realised_by(one.headroom, kept, half_hours) for one, kept in zip(held, keeping, strict=True)]
    spread = spread_hours(left, hours=max(hours - sum(keeping), 0.0), half_hours=half_hours)
    shares = tuple(
        Share(one, spent.get(one.account_id, 0.0), kept + more, kept)
        for one, kept, more in zip(held, keeping, spread.hours, strict=True)
    )
    return Plan(
        shares,
        hours,
        elsewhere,
        as_spent=sum(realised_by(one.held.headroom, one.spent, half_hours) for one in shares),
        by_return=sum(realised_by(one.held.headroom, one.proposed, half_hours) for one in shares),
        next_hour=spread.next_hour,
    )


def plans_by_owner(held: Iterable[Held], *, half_hours: float) -> list[OwnerPlan]:
    """A plan for each owner, of the hours that the owner's accounts got from all of us; the largest gains first."""
    owned: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        if one.owner_id is not None:
            owned[one.owner_id].append(one)
    found = []
    for owner, rows in owned.items():
        spent = {one.account_id: one.hours for one in rows}
        plan = plan_of(rows, spent, hours=sum(spent.values()), half_hours=half_hours)
        found.append(OwnerPlan(owner, len(rows), plan.hours, plan.moved, plan.as_spent, plan.by_return))
    return sorted(found, key=lambda one: (-one.gain, one.owner_id))
