"""Plays of the sample company: said, begun and ended with the largest deals of a seller."""

from datetime import date, datetime, timedelta

from trimtab.competition.actions import add_fear
from trimtab.competition.queries import fears_of
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.playbook.actions import end_use, offer_plays, say_change, start_play
from trimtab.playbook.models import PlayUse
from trimtab.playbook.queries import placed, plays_of

DEALS = 3
CHANGES, FEARS = ("high", "medium", "low"), ("disruption", "benefit", "lock_in")
DAYS = 9  # since the first play was begun


def fill_plays(seller: User, *, now: datetime, today: date) -> int:
    """What the buyer fears and must change, a play ended and one under way; how many uses there are. Once."""
    if PlayUse.objects.exists():
        return PlayUse.objects.count()
    for number, deal in enumerate(largest_deals(seller, most=DEALS)):
        say_change(deal, change=CHANGES[number], by=seller, now=now)
        if not fears_of(deal):
            add_fear(deal, facts={"kind": FEARS[number]}, by=seller, now=now)
        _play(deal, seller, is_first=number == 0, now=now, today=today)
    offer_plays(now=now)
    return PlayUse.objects.count()


def _play(deal: Opportunity, seller: User, *, is_first: bool, now: datetime, today: date) -> None:
    found = plays_of([deal], placed([deal], today), today)[deal.pk]
    begun, days = now - timedelta(days=DAYS), found[0].play.said.follow_days if found else 0
    for number, one in enumerate(found[: 2 if is_first else 1]):
        at = begun if number else now
        due_on = at.date() + timedelta(days=days)
        use = start_play(deal, one.play, who=seller, due_on=due_on, by=seller, now=at)
        if number:
            end_use(use, outcome=PlayUse.Outcome.ADVANCE, by=seller, now=now)
