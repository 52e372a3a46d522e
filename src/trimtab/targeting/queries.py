"""Reading scores, and what moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery

from trimtab.accounts.models import Account
from trimtab.targeting.models import AccountScore, ScoreChange, Study

LOOKED_BACK = timedelta(days=30)
SHOWN = 8


@dataclass(frozen=True)
class Crossing:
    """An account that is in another quadrant than 30 days ago, and since when its scores stand so."""

    account: Account
    before: str
    after: str
    at: datetime


def latest_study() -> Study | None:
    """What the records of all accounts said together last."""
    return Study.objects.order_by("-as_of", "-pk").first()


def crossings(found: "QuerySet[AccountScore]", *, now: datetime) -> Sequence[Crossing]:
    """Accounts of these that are in another quadrant than 30 days ago, the last to move first; a few. One query."""
    changes = ScoreChange.objects.filter(account=OuterRef("account")).order_by("-at", "-pk")
    then = changes.filter(at__lt=now - LOOKED_BACK).values("quadrant")[:1]
    recent = ScoreChange.objects.filter(at__gte=now - LOOKED_BACK).values("account")
    rows = (
        found.filter(account__in=recent)
        .annotate(before=Subquery(then), moved_at=Subquery(changes.values("at")[:1]))
        .exclude(before=F("quadrant"))
        .exclude(before=None)
    )
    chosen = rows.select_related("account").order_by("-moved_at", "pk")[:SHOWN]
    return [Crossing(one.account, one.before, one.quadrant, one.moved_at) for one in chosen]
