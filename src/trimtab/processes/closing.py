"""What can close in a period, by what is true of it: per person possible, projected and won."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from trimtab.core.money import Money
from trimtab.core.rates import Rates, rates_for
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.processes.queries import Calibrated, calibrated_of, progress_of
from trimtab.processes.standing import Progress

MOST = 2_000  # opportunities looked at
SHOWN = 200  # of those that can close
ZERO = Decimal(0)


@dataclass(frozen=True)
class Closing:
    """One opportunity that can close. worth: in the reporting currency; None: no amount, or no rate."""

    found: Progress
    history: Calibrated
    worth: Decimal | None

    @property
    def chance(self) -> float:
        """By history where it can tell, else by the method."""
        return self.history.best.rate if self.history.best else self.found.chance

    @property
    def projected(self) -> Decimal:
        """In whole units: no chance is known more exactly."""
        return ((self.worth or ZERO) * Decimal(str(round(self.chance, 6)))).quantize(Decimal(1))


@dataclass(frozen=True)
class Sums:
    """What one person can close, may expect, and has won. person: None where nobody owns it."""

    person: User | None
    possible: Decimal
    projected: Decimal
    won: Decimal
    deals: int

    @property
    def scope(self) -> str:
        """The person's records as a scope."""
        return f"person:{self.person.pk}" if self.person else ""


@dataclass(frozen=True)
class ClosingPage:
    """What the page shows. is_cut: more opportunities have answers than were looked at."""

    closings: Sequence[Closing]
    people: Sequence[Sums]
    total: Sums
    untold: int
    is_cut: bool

    @property
    def shown(self) -> Sequence[Closing]:
        return self.closings[:SHOWN]


def closing_page(frame: Frame, *, process_id: int | None = None) -> ClosingPage:
    """Of the opportunities with answers in the frame's scope, those whose computed date lies in its period."""
    asked = _in_scope(frame).open().filter(following__isnull=False)
    if process_id is not None:
        asked = asked.filter(following__version__process=process_id)
    looked_at = list(asked.select_related("owner", "stage", "account").order_by("close_on", "pk")[: MOST + 1])
    progress = progress_of(looked_at[:MOST], frame.today)
    inside = [one for one in progress.values() if frame.period.start <= one.close_on <= frame.period.end]
    history = calibrated_of(inside)
    won = list(_won(frame, process_id))
    rates = rates_for(
        {one.opportunity.currency for one in inside} | {currency for _owner, currency, _day, _amount in won},
        into=frame.organisation.currency,
    )
    closings = [
        Closing(one, history[one.opportunity.pk], _worth(one.opportunity, rates, frame.today)) for one in inside
    ]
    closings.sort(key=lambda one: (one.found.close_on, -(one.worth or ZERO), one.found.opportunity.pk))
    people = _sums(closings, _won_by_owner(won, rates))
    untold = sum(one.history.best is None for one in closings)
    return ClosingPage(closings, people, _total(people), untold, len(looked_at) > MOST)


def _in_scope(frame: Frame) -> OpportunityQuerySet:
    found = visible_opportunities(frame.user).current()
    return found if frame.scope.ids is None else found.filter(owner__in=frame.scope.ids)


Won = tuple[int | None, str, date, Decimal | None]


def _won(frame: Frame, process_id: int | None) -> Iterable[Won]:
    """Owner, currency, day and amount of what was won in the period."""
    zone = frame.organisation.zone
    begin = datetime.combine(frame.period.start, time.min, zone)
    end = datetime.combine(frame.period.end + timedelta(1), time.min, zone)
    found = _in_scope(frame).filter(status=Stage.Kind.WON, closed_at__gte=begin, closed_at__lt=end)
    if process_id is not None:
        found = found.filter(following__version__process=process_id)
    for owner, currency, at, amount in found.values_list("owner", "currency", "closed_at", "amount"):
        assert at is not None, "it was asked for by its day"
        yield owner, currency, at.astimezone(zone).date(), amount


def _won_by_owner(won: Iterable[Won], rates: Rates) -> Mapping[int | None, Decimal]:
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for owner, currency, day, amount in won:
        money = None if amount is None else rates.converted(Money(amount, currency), on=day)
        sums[owner] += money.amount if money else ZERO
    return sums


def _worth(opportunity: Opportunity, rates: Rates, today: date) -> Decimal | None:
    if opportunity.amount is None:
        return None
    money = rates.converted(Money(opportunity.amount, opportunity.currency), on=today)
    return money.amount if money else None


def _sums(closings: Sequence[Closing], won: Mapping[int | None, Decimal]) -> list[Sums]:
    by_owner: dict[int | None, list[Closing]] = defaultdict(list)
    for one in closings:
        by_owner[one.found.opportunity.owner_id].append(one)
    people = {one.pk: one for one in User.objects.filter(pk__in=[pk for pk in {*by_owner, *won} if pk])}
    sums = [
        Sums(
            people.get(pk or 0),
            sum((one.worth or ZERO for one in by_owner.get(pk, ())), ZERO),
            sum((one.projected for one in by_owner.get(pk, ())), ZERO),
            won.get(pk, ZERO),
            len(by_owner.get(pk, ())),
        )
        for pk in {*by_owner, *won}
    ]
    return sorted(sums, key=lambda one: (-one.possible, -one.won, one.person.name if one.person else ""))


def _total(people: Sequence[Sums]) -> Sums:
    return Sums(
        None,
        sum((one.possible for one in people), ZERO),
        sum((one.projected for one in people), ZERO),
        sum((one.won for one in people), ZERO),
        sum(one.deals for one in people),
    )
