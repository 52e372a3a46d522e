"""Small builders for tests of cadences."""

from datetime import date, datetime, timedelta

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.cadences.actions import StepFacts, create_cadence, enrol
from trimtab.cadences.models import Cadence, Enrolment
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity
from trimtab.people.models import User

STEPS = (StepFacts("email", 0, "Hello"), StepFacts("phone", 3), StepFacts("email", 7))


def contact(account: Account | None, name: str = "Kim Keller") -> Contact:
    """Somebody there."""
    return Contact.objects.create(account=account, name=name, created_at=NOW, changed_at=NOW)


def cadence(by: User, *, steps: tuple[StepFacts, ...] = STEPS, stop_on_meeting: bool = True) -> Cadence:
    """Three attempts: e-mail, phone after three days, e-mail after seven."""
    return create_cadence(name="Quiet", about="", stop_on_meeting=stop_on_meeting, steps=steps, by=by, now=NOW)


def followed(
    kim: Contact, by: Cadence, person: User, *, now: datetime = NOW, opportunity: Opportunity | None = None
) -> Enrolment:
    """The contact is followed up from that day on."""
    begin_on: date = now.date()
    return enrol(kim, by, person=person, begin_on=begin_on, opportunity=opportunity, by=person, now=now)


def activity(
    days_ago: float,
    *,
    kim: Contact | None = None,
    part: str = "to",
    user: User | None = None,
    opportunity: Opportunity | None = None,
    account: Account | None = None,
    kind: str = "email",
    direction: str = "out",
) -> Activity:
    """An activity as an import brings it."""
    at = NOW - timedelta(days=days_ago)
    made = Activity.objects.create(
        kind=kind,
        direction=direction,
        at=at,
        recorded_at=at,
        user=user,
        opportunity=opportunity,
        account=opportunity.account if opportunity else account,
    )
    if kim is not None:
        ActivityParty.objects.create(activity=made, contact=kim, part=part)
    return made
