"""Small builders for tests of the coach."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.cast import NOW
from trimtab.coach.candidates import Candidate
from trimtab.coach.findings import Moment
from trimtab.coach.queries import Pace, Paces, Spread
from trimtab.core.calendars import Period
from trimtab.opportunities.models import Activity, Opportunity, Stage
from trimtab.people.models import User

TODAY = NOW.date()
PROPOSAL = 3  # a stage that has a pace
UNMEASURED = 4
OWN_PACE = Pace(stay=Spread(57, 18, 44), silence=Spread(50, 9, 21))
QUARTER = Period("FY2026-Q4", date(2026, 10, 1), date(2026, 12, 31))


def moment(*, viewer_id: int = 1, paces: Paces | None = None) -> Moment:
    """Noon of the cast's day, with the paces of a measured stage."""
    known = {PROPOSAL: OWN_PACE, UNMEASURED: Pace(stay=Spread(12, 18, 44), silence=Spread(12, 9, 21))}
    paces = paces or Paces(as_of=NOW, by_stage=known)
    return Moment(now=NOW, today=TODAY, zone=UTC, period=QUARTER, paces=paces, viewer_id=viewer_id)  # type: ignore[arg-type]


def candidate(pk: int = 1, **facts: object) -> Candidate:
    """An open opportunity to which no rule has anything to say."""
    quiet: dict[str, object] = {
        "pk": pk,
        "stage_id": PROPOSAL,
        "stage": "Proposal",
        "worth": Decimal(1000),
        "close_on": TODAY + timedelta(days=60),
        "forecast_category": "",
        "opened_at": days_ago(10),
        "entered_at": days_ago(10),
        "last_activity_at": days_ago(1),
    }
    return Candidate(**(quiet | facts))  # type: ignore[arg-type]


def days_ago(days: float, *, now: datetime = NOW) -> datetime:
    return now - timedelta(days=days)


def activity(
    kind: str, *, person: User, at: datetime, opportunity: Opportunity | None = None, **facts: object
) -> Activity:
    """Something planned long before its hour."""
    values: dict[str, object] = {"subject": f"A {kind}", "recorded_at": at - timedelta(days=7)}
    values |= {"opportunity": opportunity, "account": opportunity.account if opportunity else None}
    return Activity.objects.create(kind=kind, user=person, at=at, **(values | facts))


def measured_stages(folder: Path) -> Paces:
    """The paces that pages are tested with: each open stage has the same."""
    stages = Stage.objects.filter(kind=Stage.Kind.OPEN)
    return Paces(as_of=NOW, by_stage={stage.pk: OWN_PACE for stage in stages}, url="/pipeline/definitions/stage_paces/")
