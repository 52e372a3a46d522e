"""Weeks of a seller of the sample and of colleagues, so that the share, its trend and the sums of a team are alive."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from trimtab.accounts.models import Contact
from trimtab.hours import actions
from trimtab.hours.actions import Allotted
from trimtab.hours.calendars.knowing import known_to
from trimtab.hours.calendars.reading import Appointment, ReadWeek
from trimtab.hours.models import Category, TimeEntry, week_of
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

WEEKS, COLLEAGUES, DEALS = 10, 3, 3
# Category, hours of a week, who asked; each week a little more or less of it.
USUAL = (
    (Category.PREPARATION, 2.5, ""),
    (Category.FOLLOW_UP, 2, ""),
    (Category.PROSPECTING, 3, "own"),
    (Category.PROPOSAL, 4, "customer"),
    (Category.INTERNAL, 9, "leader"),
    (Category.REPORTING, 6.5, "operations"),
    (Category.ADMINISTRATION, 4, "finance"),
    (Category.TRAVEL, 4.5, "customer"),
    (Category.FIREFIGHTING, 3, "delivery"),
)
# Day of this week, hour, minutes, title, who takes part: "customer", "leader" or nobody.
CALENDAR = (
    (0, 9, 60, "Pipeline call", "leader"),
    (0, 13, 90, "Next steps", "customer"),
    (1, 10, 60, "Prepare next steps", ""),
    (1, 14, 45, "Blue folder", ""),
    (2, 9, 30, "Stand-up", "leader"),
    (2, 11, 120, "Plant visit", "customer"),
    (3, 15, 60, "Blue folder", ""),
    (3, 16, 30, "Q&A with Robin", ""),
    (4, 11, 60, "Expenses", ""),
)


def fill_hours(seller: User, *, leader: User, now: datetime, today: date) -> None:
    """Ten weeks of hours, the calendar of this one, and hours of colleagues; once."""
    if TimeEntry.objects.filter(person=seller).exists():
        return
    team = User.objects.filter(team=seller.team, is_active=True).exclude(pk__in=[seller.pk, leader.pk])
    for place, person in enumerate([seller, *team.order_by("pk")[:COLLEAGUES]]):
        for back in range(1, WEEKS + 1):
            actions.allot_week(today - timedelta(weeks=back), _hours(back, place), by=person, now=now)
    deals = largest_deals(seller, most=DEALS)
    for back in range(1, WEEKS // 2 + 1):
        for place, deal in enumerate(deals):
            day = week_of(today) - timedelta(weeks=back, days=-place)
            _meet(deal, day, by=seller, minutes=75 + 15 * (back % 3), now=now)
    appointments = _appointments(leader, deals, week_of(today))
    read = ReadWeek(week_of(today), tuple(appointments), {"all_day": 1, "private": 1})
    actions.bring_calendar_in(read, known_to(seller, appointments), by=seller, now=now)


def _hours(back: int, place: int) -> dict[str, Allotted]:
    found = {}
    for number, (category, hours, asker) in enumerate(USUAL):
        sways = (back * 7 + number * 5 + place * 3) % 9 - 4  # quarters of an hour more or less
        found[category.value] = Allotted(max(round(hours * 60) + 15 * sways, 30), asker)
    return found


def _meet(deal: Opportunity, day: date, *, by: User, minutes: int, now: datetime) -> None:
    fields = {"day": day, "minutes": minutes, "category": Category.MEETING, "account": deal.account}
    actions.add_entry(fields={**fields, "opportunity": deal, "title": str(deal.account)[:200]}, by=by, now=now)


def _appointments(leader: User, deals: Sequence[Opportunity], monday: date) -> list[Appointment]:
    accounts = [deal.account_id for deal in deals]
    known = Contact.objects.filter(account__in=accounts).exclude(email="").order_by("pk").first()
    customer = (known.email.lower(),) if known else ()
    guests = {"customer": customer, "leader": (str(leader.email).lower(),), "": ()}
    found = []
    for number, (offset, hour, minutes, title, guest) in enumerate(CALENDAR):
        day = monday + timedelta(days=offset)
        found.append(
            Appointment(
                uid=f"sample-{number}", occurrence="", starts_at=datetime.combine(day, time(hour), UTC), day=day,
                minutes=minutes, title=title, organizer=str(leader.email).lower() if guest == "leader" else "",
                attendees=guests[guest],
            )
        )  # fmt: skip
    return found
