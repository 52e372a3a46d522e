"""What this room knows of an opportunity for rules: its own fields, its past, and what was recorded with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.core.money import Money
from trimtab.core.rates import Rates, load_rates
from trimtab.opportunities.models import Activity, ContactRole, FieldChange, LineItem, Opportunity, Stage
from trimtab.opportunities.queries import in_stage_since
from trimtab.opportunities.signals import Signal, Value, Values

LATELY = 90  # days in which a change of the amount counts
FOUR_WEEKS = 28
LATEST_WINS = 500  # of which the usual amount is taken
FEWEST_WINS = 10  # below which nothing is usual

SIGNALS = (
    Signal("opportunity_progress", _("way through the open stages"), "share"),
    Signal("opportunity_amount", _("amount, in the reporting currency"), "money"),
    Signal("opportunity_size", _("amount ÷ average of our latest wins"), "number"),
    Signal("opportunity_large", _("larger than three in four of our latest wins")),
    Signal("opportunity_close", _("close date"), "date"),
    Signal("opportunity_closes_in", _("days until the close date"), "days"),
    Signal("opportunity_age", _("days since it was opened"), "days"),
    Signal("opportunity_stage_days", _("days in its stage"), "days"),
    Signal("opportunity_pushes", _("times its close date was moved later"), "number"),
    Signal("opportunity_pushed", _("days since its close date was last moved later"), "days"),
    Signal("opportunity_went_back", _("days since it last went back a stage"), "days"),
    Signal("opportunity_amount_change", _("change of the amount in the last 90 days"), "share"),
    Signal("opportunity_forecast", _("forecast category"), "choice", dict(Opportunity.ForecastCategory.choices)),
    Signal("opportunity_owner", _("somebody owns it")),
    Signal("opportunity_account", _("its account is named")),
    Signal("opportunity_next_step", _("a next step is written down")),
    Signal("opportunity_people", _("people of the customer who are named"), "number"),
    Signal("opportunity_products", _("products that are listed"), "number"),
    Signal("opportunity_activity", _("days since the last activity"), "days"),
    Signal("opportunity_heard", _("days since the customer last spoke or met us"), "days"),
    Signal("opportunity_touches", _("activities in the last four weeks"), "number"),
    Signal("opportunity_planned", _("an activity is planned")),
)


@dataclass
class _Known:
    """What a few queries found, by opportunity."""

    since: Mapping[int, datetime]
    pushes: Mapping[int, tuple[int, datetime]]
    went_back: Mapping[int, datetime]
    amounts: Mapping[int, Decimal]
    people: Mapping[int, int]
    products: Mapping[int, int]
    activity: Mapping[int, Mapping[str, Any]]  # Any: what the database counted
    progress: Mapping[int, float]
    usual: tuple[float, float] | None  # the average of the latest wins, and what three in four do not exceed
    rates: Rates
    zone: ZoneInfo
    today: date


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """What is known of these opportunities on that day. Ten queries for any number."""
    known = _known_of([one.pk for one in opportunities], today)
    return {one.pk: _plain(one, known) | _past(one, known) | _recorded(one, known) for one in opportunities}


def _known_of(ids: list[int], today: date) -> _Known:
    organisation = Organisation.get()
    rates = load_rates(currency=organisation.currency)
    now = datetime.combine(today + timedelta(days=1), time(), organisation.zone)
    stages = _stage_places()
    return _Known(
        since=in_stage_since(ids, at=now),
        pushes=_pushes_of(ids),
        went_back=_steps_back(ids, stages),
        amounts=_amounts_before(ids, now - timedelta(days=LATELY)),
        people=_counted(ContactRole.objects.filter(opportunity__in=ids).values_list("opportunity")),
        products=_counted(LineItem.objects.filter(opportunity__in=ids).values_list("opportunity")),
        activity=_activity_of(ids, now),
        progress=stages,
        usual=_usual(rates),
        rates=rates,
        zone=organisation.zone,
        today=today,
    )


def _counted(rows: "Iterable[object]") -> Mapping[int, int]:
    return dict(rows.annotate(Count("pk")))  # type: ignore[attr-defined]  # a QuerySet of one column


def _stage_places() -> Mapping[int, float]:
    """Stage → how far on the way it is: of four open stages the first is a quarter, the last the whole."""
    by_process: dict[int, list[int]] = defaultdict(list)
    stages = Stage.objects.filter(kind=Stage.Kind.OPEN, archived_at=None).order_by("process", "position", "pk")
    for process, pk in stages.values_list("process", "pk"):
        by_process[process].append(pk)
    return {pk: place / len(ids) for ids in by_process.values() for place, pk in enumerate(ids, 1)}


def _pushes_of(ids: list[int]) -> Mapping[int, tuple[int, datetime]]:
    moved = FieldChange.objects.filter(opportunity__in=ids, field="close_on", new__gt=F("old"))
    rows = moved.order_by().values_list("opportunity").annotate(Count("pk"), Max("valid_at"))
    return {pk: (count, last) for pk, count, last in rows}


def _steps_back(ids: list[int], stages: Mapping[int, float]) -> Mapping[int, datetime]:
    """When each last went to a stage before the one it was in."""
    found: dict[int, datetime] = {}
    rows = FieldChange.objects.filter(opportunity__in=ids, field="stage", old__isnull=False, new__isnull=False)
    for pk, old, new, at in rows.order_by("valid_at").values_list("opportunity", "old", "new", "valid_at"):
        before, after = (stages.get(id_in(one or "") or 0) for one in (old, new))
        if before is not None and after is not None and after < before:
            found[pk] = at
    return found


def _amounts_before(ids: list[int], at: datetime) -> Mapping[int, Decimal]:
    """The amount that each had before its first change after that instant; none where it did not change."""
    changed = FieldChange.objects.filter(opportunity__in=ids, field="amount", valid_at__gt=at, old__isnull=False)
    found: dict[int, Decimal] = {}
    for pk, old in changed.order_by("valid_at", "pk").values_list("opportunity", "old"):
        found.setdefault(pk, Decimal(old or 0))
    return found


def _activity_of(ids: list[int], now: datetime) -> Mapping[int, Mapping[str, Any]]:  # Any: as above
    spoke = Q(direction__in=(Activity.Direction.IN, Activity.Direction.MUTUAL), at__lt=now)
    rows = Activity.objects.current().filter(opportunity__in=ids).order_by().values("opportunity")
    counted = rows.annotate(
        last=Max("at", filter=Q(at__lt=now) & ~Q(kind=Activity.Kind.TASK, done_at=None, source="")),
        heard=Max("at", filter=spoke),
        touches=Count("pk", filter=Q(at__lt=now, at__gte=now - timedelta(days=FOUR_WEEKS))),
        ahead=Min("at", filter=Q(at__gte=now) | Q(kind=Activity.Kind.TASK, done_at=None, source="")),
    )
    return {row["opportunity"]: row for row in counted}


def _usual(rates: Rates) -> tuple[float, float] | None:
    """The average of the latest wins, and their third quartile; None with too few."""
    won = Opportunity.objects.current().filter(status=Stage.Kind.WON, amount__gt=0, close_on__isnull=False)
    rows = won.order_by("-close_on").values_list("amount", "currency", "close_on")[:LATEST_WINS]
    worths = (_worth(amount, currency, rates, day) for amount, currency, day in rows if day)
    known = sorted(worth for worth in worths if worth is not None)
    if len(known) < FEWEST_WINS:
        return None
    return sum(known) / len(known), known[(3 * len(known)) // 4]


def _worth(amount: Decimal | None, currency: str, rates: Rates, day: date) -> float | None:
    if amount is None:
        return None
    converted = rates.converted(Money(amount, currency), on=day)
    return None if converted is None else float(converted.amount)


def _days_since(at: "datetime | int | None", known: _Known) -> int | None:
    return max((known.today - at.astimezone(known.zone).date()).days, 0) if isinstance(at, datetime) else None


def _plain(one: Opportunity, known: _Known) -> dict[str, Value]:
    amount = _worth(one.amount, one.currency, known.rates, known.today)
    return {
        "opportunity_progress": known.progress.get(one.stage_id),
        "opportunity_amount": amount,
        "opportunity_size": amount / known.usual[0] if amount is not None and known.usual else None,
        "opportunity_large": amount > known.usual[1] if amount is not None and known.usual else None,
        "opportunity_close": one.close_on,
        "opportunity_closes_in": (one.close_on - known.today).days if one.close_on else None,
        "opportunity_forecast": one.forecast_category or None,
        "opportunity_owner": one.owner_id is not None,
        "opportunity_account": one.account_id is not None,
        "opportunity_next_step": bool(one.next_step.strip()),
    }


def _past(one: Opportunity, known: _Known) -> dict[str, Value]:
    """The past of one whose every change is known says how often; of others only since when."""
    is_known = one.history != Opportunity.History.DATES
    pushes, pushed = known.pushes.get(one.pk, (0, None))
    before = known.amounts.get(one.pk)
    changed = one.amount is not None and before is not None and before > 0
    return {
        "opportunity_age": _days_since(one.opened_at, known),
        "opportunity_stage_days": _days_since(known.since.get(one.pk), known) if is_known else None,
        "opportunity_pushes": pushes if is_known else None,
        "opportunity_pushed": _days_since(pushed, known),
        "opportunity_went_back": _days_since(known.went_back.get(one.pk), known),
        "opportunity_amount_change": float(one.amount / before - 1) if changed and one.amount and before else None,
    }


def _recorded(one: Opportunity, known: _Known) -> dict[str, Value]:
    """Silence is known only where anything was recorded at all: else it says more about recording."""
    found = known.activity.get(one.pk)
    return {
        "opportunity_people": known.people.get(one.pk, 0),
        "opportunity_products": known.products.get(one.pk, 0),
        "opportunity_activity": _days_since(found["last"], known) if found else None,
        "opportunity_heard": _days_since(found["heard"], known) if found else None,
        "opportunity_touches": found["touches"] if found else None,
        "opportunity_planned": found["ahead"] is not None if found else False,
    }
