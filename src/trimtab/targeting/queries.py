"""Reading scores, and what moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from trimtab.targeting.models import AccountScore, ScoreChange, Study

LOOKED_BACK = timedelta(days=30)
SHOWN = 8


@dataclass(frozen=True)
class Crossing:
    """An account that is in another quadrant than before."""

    change: ScoreChange
    before: str


def latest_study() -> Study | None:
    """What the records of all accounts said together last."""
    return Study.objects.order_by("-as_of", "-pk").first()


def crossings(found: "QuerySet[AccountScore]", *, now: datetime) -> Sequence[Crossing]:
    """Accounts of these that went into another quadrant in the last 30 days, newest first; a few."""
    earlier = ScoreChange.objects.filter(account=OuterRef("account"), at__lt=OuterRef("at")).order_by("-at", "-pk")
    changes = ScoreChange.objects.filter(account__in=found.order_by().values("account"), at__gte=now - LOOKED_BACK)
    changes = changes.annotate(before=Subquery(earlier.values("quadrant")[:1])).exclude(before=None)
    rows = changes.select_related("account").order_by("-at", "-pk")[: SHOWN * 8]
    moved = [Crossing(one, one.before) for one in rows if one.before != one.quadrant]
    return moved[:SHOWN]
