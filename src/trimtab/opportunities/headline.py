"""The first sentences of an opportunity's page: facts only, and what is not known."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from trimtab.opportunities.models import Activity, FieldChange, Opportunity


@dataclass(frozen=True)
class Headline:
    """What the first sentences say; None: not known, or it never happened."""

    in_stage_since: datetime | None
    days_in_stage: int | None
    close_date_moves: int
    moved_later: int
    last_activity: Activity | None
    days_silent: int | None
    is_overdue: bool
    closed_on: date | None
    reads_as: str


def headline_of(opportunity: Opportunity, *, now: datetime) -> Headline:
    """The facts of the first sentences, as known `now`. Two queries."""
    known = FieldChange.objects.filter(
        opportunity=opportunity, field__in=["stage", "close_on"], valid_at__lte=now, recorded_at__lte=now
    )
    changes = list(known.order_by("valid_at", "recorded_at", "pk"))
    moves = [one for one in changes if one.field == "close_on" and one.old is not None and one.new is not None]
    is_known = opportunity.history != Opportunity.History.DATES
    entered = [one.valid_at for one in changes if one.field == "stage"] if is_known else []
    last = opportunity.activities.current().filter(at__lte=now).order_by("-at", "-pk").first()
    closed_at = opportunity.closed_at
    remapping = getattr(opportunity.stage, "remapping", None)
    return Headline(
        in_stage_since=entered[-1] if entered else None,
        days_in_stage=(now - entered[-1]).days if entered else None,
        close_date_moves=len(moves),
        moved_later=sum((one.new or "") > (one.old or "") for one in moves),
        last_activity=last,
        days_silent=(now - last.at).days if last else None,
        is_overdue=_is_overdue(opportunity, timezone.localtime(now).date()),
        closed_on=timezone.localtime(closed_at).date() if closed_at else None,
        reads_as=remapping.into.name if remapping else opportunity.stage.name,
    )


def _is_overdue(opportunity: Opportunity, today: date) -> bool:
    return opportunity.is_open and opportunity.close_on is not None and opportunity.close_on < today
