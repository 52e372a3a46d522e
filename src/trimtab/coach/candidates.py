"""The open opportunities that the rules look at. Few people: all of theirs; else those worth most, a bounded number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, F, Max, Min, OuterRef, Q

from trimtab.core.money import Money
from trimtab.core.rates import Rates, load_rates
from trimtab.opportunities.models import Activity, FieldChange, Opportunity
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import in_stage_since
from trimtab.people.frame import Frame, Scope

MOVED_WITHIN = timedelta(days=14)
Worth = tuple[int, Decimal | None, str]  # id, amount, currency


@dataclass(frozen=True)
class Bounds:
    """How much is looked at. looked_at: opportunities whose history is read.

    few_people: of how many all open ones are listed, a person has some dozens; of_few_people: at most so many.
    many_people: up to how many the ids travel in the query.
    """

    looked_at: int = 200
    few_people: int = 50
    of_few_people: int = 3_000
    many_people: int = 200


USUAL = Bounds()


@dataclass(frozen=True)
class Move:
    """A close date that was moved lately: from, to, when, and by whom where that is known."""

    old: date
    new: date
    at: datetime
    by_id: int | None


@dataclass(frozen=True)
class Candidate:
    """An open opportunity as the rules see it. None: not known. worth: in the reporting currency."""

    pk: int
    stage_id: int
    stage: str
    worth: Decimal | None
    close_on: date | None
    forecast_category: str
    opened_at: datetime
    entered_at: datetime | None = None
    last_activity_at: datetime | None = None
    planned_at: datetime | None = None
    move: Move | None = None

    @property
    def changed_at(self) -> datetime:
        """The last that is known to have happened to it."""
        known = (self.entered_at, self.last_activity_at, self.move.at if self.move else None)
        return max([self.opened_at, *(at for at in known if at)])


@dataclass(frozen=True)
class Candidates:
    """What was looked at; is_bounded: there are more open ones, these are worth most. rates: what they are worth by."""

    rows: tuple[Candidate, ...]
    is_bounded: bool
    rates: Rates


def candidates_in(frame: Frame, *, now: datetime, bounds: Bounds = USUAL) -> Candidates:
    """The open opportunities of the frame's people. A fixed number of queries, whatever there is."""
    rates = load_rates(currency=frame.organisation.currency)
    chosen, is_bounded = _chosen(frame, rates, bounds)
    since, moves = in_stage_since(chosen, at=now), _moves(chosen, now=now)
    done, planned = _activity(chosen, now=now)
    rows = []
    for one in Opportunity.objects.filter(pk__in=chosen).values(*COLUMNS):
        pk, is_known = one["pk"], one["history"] != Opportunity.History.DATES
        stage_id, stage = one["stage_id"], one["stage__name"]
        if one["stage__remapping__into"]:
            stage_id, stage = one["stage__remapping__into"], one["stage__remapping__into__name"]
        rows.append(
            Candidate(
                pk=pk,
                stage_id=stage_id,
                stage=stage,
                worth=worth_in(rates, one["amount"], one["currency"], frame.today),
                close_on=one["close_on"],
                forecast_category=one["forecast_category"],
                opened_at=one["opened_at"],
                entered_at=since.get(pk) if is_known else None,
                last_activity_at=done.get(pk),
                planned_at=planned.get(pk),
                move=moves.get(pk),
            )
        )
    return Candidates(tuple(rows), is_bounded, rates)


COLUMNS = (
    "pk", "stage_id", "stage__name", "amount", "currency", "close_on", "forecast_category", "opened_at",
    "history", "stage__remapping__into", "stage__remapping__into__name",
)  # fmt: skip


def _chosen(frame: Frame, rates: Rates, bounds: Bounds) -> tuple[list[int], bool]:
    """The ids of those to look at, and whether there are more."""
    people = frame.scope.ids
    open_ones = Opportunity.objects.current().open()
    if people is not None and len(people) <= bounds.few_people:
        theirs = open_ones.filter(owner__in=people)
        rows = list(theirs.values_list("pk", "amount", "currency")[: bounds.of_few_people + 1])
        if len(rows) <= bounds.of_few_people:
            return _worth_most(rows, rates, frame.today, most=bounds.looked_at)
    rows = list(_by_currency(_of_many(frame.scope, open_ones, bounds), [rates.currency, *rates.days], bounds))
    return _worth_most(rows, rates, frame.today, most=bounds.looked_at)


def _of_many(scope: Scope, open_ones: OpportunityQuerySet, bounds: Bounds) -> OpportunityQuerySet:
    """Those of the scope's people, asked for so that the planner walks the index of worth and stops after enough.

    The sum and the EXISTS hide the owner from it: by the index of owners it would read and sort all their rows.
    """
    if scope.ids is None:
        return open_ones
    if len(scope.ids) <= bounds.many_people:
        return open_ones.alias(owner_key=F("owner_id") + 0).filter(owner_key__in=scope.ids)
    return open_ones.filter(Exists(scope.people.filter(pk=OuterRef("owner_id"))))


def _by_currency(open_ones: OpportunityQuerySet, currencies: Iterable[str], bounds: Bounds) -> Iterable[Worth]:
    """Of each currency those with the highest amounts, then some without one: in one query, by one index."""
    most: list[OpportunityQuerySet] = []
    known = list(dict.fromkeys(currencies))
    for currency in known:
        mine = open_ones.filter(currency=currency, amount__isnull=False)
        most.append(mine.order_by("-amount")[: bounds.looked_at + 1])
    for currency in known:
        # The order is that of the index: without one, SQLite looked at all open ones for those without an amount.
        mine = open_ones.filter(currency=currency, amount__isnull=True)
        most.append(mine.order_by("owner_id")[: bounds.looked_at + 1])
    # SQLite takes no LIMIT within a UNION, so each part is named by its ids.
    parts = [
        Opportunity.objects.filter(pk__in=one.values("pk")).values_list("pk", "amount", "currency") for one in most
    ]
    return parts[0].union(*parts[1:], all=True)


def _worth_most(rows: list[Worth], rates: Rates, today: date, *, most: int) -> tuple[list[int], bool]:
    """The ids of those worth most; what nobody knows the worth of comes last."""
    rate = {currency: rates.on(currency, today) for currency in {currency for _pk, _amount, currency in rows}}

    def place(row: Worth) -> tuple[bool, Decimal, int]:
        pk, amount, currency = row
        of_one = rate[currency]
        is_unknown = amount is None or of_one is None
        return is_unknown, Decimal(0) if amount is None or of_one is None else -amount * of_one, pk

    return [pk for pk, _amount, _currency in sorted(rows, key=place)[:most]], len(rows) > most


def worth_in(rates: Rates, amount: Decimal | None, currency: str, today: date) -> Decimal | None:
    """An amount in the reporting currency; None where one of both is not known."""
    if amount is None:
        return None
    converted = rates.converted(Money(amount, currency), on=today)
    return converted.amount if converted else None


def _activity(ids: list[int], *, now: datetime) -> tuple[Mapping[int, datetime], Mapping[int, datetime]]:
    """Opportunity → its last activity; opportunity → its next planned one. One query."""
    found = Activity.objects.current().filter(opportunity__in=ids).values_list("opportunity")
    rows = list(found.annotate(last=Max("at", filter=Q(at__lte=now)), first=Min("at", filter=Q(at__gt=now))))
    return {pk: last for pk, last, _first in rows if last}, {pk: first for pk, _last, first in rows if first}


def _moves(ids: list[int], *, now: datetime) -> Mapping[int, Move]:
    """Opportunity → from where to where its close date went in the last two weeks."""
    lately = FieldChange.objects.filter(
        opportunity__in=ids, field="close_on", valid_at__gt=now - MOVED_WITHIN, valid_at__lte=now
    )
    lately = lately.filter(old__isnull=False, new__isnull=False).order_by("valid_at", "recorded_at", "pk")
    found: dict[int, Move] = {}
    for pk, old, new, at, by_id in lately.values_list("opportunity", "old", "new", "valid_at", "by_id"):
        first = found[pk].old if pk in found else date.fromisoformat(str(old))
        found[pk] = Move(first, date.fromisoformat(str(new)), at, by_id)
    return found
