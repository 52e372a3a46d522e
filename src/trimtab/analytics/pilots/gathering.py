"""Who a pilot could be dealt out to, and what to expect of them: read before it begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from trimtab.accounts.models import Account
from trimtab.analytics.pilots.models import Pilot
from trimtab.insight.pilots.draws import Unit
from trimtab.opportunities.models import Opportunity
from trimtab.people.frame import Scope

YEAR = timedelta(days=365)
HALF_YEAR = timedelta(days=182)
MOST_SELLERS, MOST_ACCOUNTS = 1_000, 2_000
USUAL_RATE, USUAL_WEIGHT = 0.25, 10  # what somebody without a past is taken for


@dataclass(frozen=True)
class Gathered:
    """The units of a scope. base: their win rate of the last year, None without closed deals. deals_a_week: opened by
    all of them together, over the last half year."""

    units: tuple[Unit, ...]
    base: float | None
    deals_a_week: float


def gather(scope: Scope, unit: str, *, now: datetime) -> Gathered:
    """The sellers with open deals, or the customers with open deals, of a scope."""
    current = Opportunity.objects.current()
    if not scope.is_unrestricted:
        current = current.filter(owner__in=scope.people.values("pk"))
    key = "owner" if unit == Pilot.Unit.SELLER else "account"
    most = MOST_SELLERS if unit == Pilot.Unit.SELLER else MOST_ACCOUNTS
    opened = current.filter(**{f"{key}__isnull": False})
    ids = sorted(opened.open().values_list(key, flat=True).distinct()[:most])
    past = opened.filter(**{f"{key}__in": ids})
    closed = past.filter(closed_at__gte=now - YEAR, closed_at__lte=now).exclude(status="open")
    rows = closed.values_list(key).annotate(won=Count("pk", filter=Q(status="won")), n=Count("pk")).order_by()
    counts = {pk: (won, n) for pk, won, n in rows}
    groups = _groups(scope, unit, ids)
    units = tuple(Unit(pk, _score(*counts.get(pk, (0, 0))), groups.get(pk, 0)) for pk in ids)
    won, n = (sum(column) for column in zip(*counts.values(), strict=True)) if counts else (0, 0)
    recent = past.filter(opened_at__gte=now - HALF_YEAR, opened_at__lte=now).count()
    return Gathered(units, won / n if n else None, recent / 26)


def _score(won: int, closed: int) -> float:
    return (won + USUAL_RATE * USUAL_WEIGHT) / (closed + USUAL_WEIGHT)


def _groups(scope: Scope, unit: str, ids: list[int]) -> dict[int, int]:
    """The team of each seller; the seller of each customer, so that one of a pair is served as well as the other."""
    if unit == Pilot.Unit.SELLER:
        return {pk: team or 0 for pk, team in scope.people.filter(pk__in=ids).values_list("pk", "team")}
    return {pk: owner or 0 for pk, owner in Account.objects.filter(pk__in=ids).values_list("pk", "owner")}
