"""Cadences of the sample company, one contact of each large deal followed up, and all attempts counted."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from trimtab.cadences.actions import StepFacts, count_attempts, create_cadence, enrol, log_touch, set_persistence
from trimtab.cadences.models import Cadence
from trimtab.cadences.starters import STARTERS
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import ContactRole, Opportunity
from trimtab.people.models import User

DEALS, STARTED = 3, timedelta(days=6)
PRICES = {"worth": Decimal(400), "cost": Decimal(12), "harm": Decimal(600), "wait_days": 14}


def fill_cadences(seller: User, *, operations: User, now: datetime, today: date) -> int:
    """The cadences to begin with, three contacts followed up, and a first count; how many were counted. Once."""
    if Cadence.objects.exists():
        return 0
    for one in STARTERS:
        steps = [StepFacts(step.channel, step.days, str(step.say)) for step in one.steps]
        create_cadence(
            name=str(one.name), about=str(one.about), stop_on_meeting=True, steps=steps, by=operations, now=now
        )
    cadences = list(Cadence.objects.order_by("pk"))
    for number, deal in enumerate(largest_deals(seller, most=DEALS)):
        _follow(deal, cadences[number % len(cadences)], seller, number=number, now=now, today=today)
    set_persistence(facts=PRICES, by=operations, now=now)
    return count_attempts(now=now)


def _follow(deal: Opportunity, cadence: Cadence, seller: User, *, number: int, now: datetime, today: date) -> None:
    roles = ContactRole.objects.filter(opportunity=deal, contact__account=deal.account, contact__left_on=None)
    role = roles.select_related("contact").order_by("pk").first()
    if role is None:
        return
    begun = now - STARTED
    made = enrol(
        role.contact,
        cadence,
        person=seller,
        begin_on=(today - STARTED),
        opportunity=deal,
        by=seller,
        now=begun,
    )
    if number < DEALS - 1:
        log_touch(made, channel=cadence.steps.get(position=1).channel, result="nothing", by=seller, now=begun)
