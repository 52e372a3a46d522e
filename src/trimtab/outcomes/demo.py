"""Why deals of the sample ended, as far as somebody said it, and a lesson."""

from datetime import datetime, timedelta
from typing import Any

from trimtab.competition.demo import ended_deals
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.outcomes.actions import add_lesson, hear_buyer, say_ours, write_hand_over
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.prefilling import draft_of
from trimtab.people.models import User

SILENT = 5  # the latest, of which nobody says why
LOST = ("price", "no_decision", "competitor", "price", "timing", "relationship")
WON = ("won_fit", "won_relationship", "won_value", "won_proof")
THEIRS = ("relationship", "price", "risk")


def fill_outcomes(seller: User, *, now: datetime) -> int:
    """Fill the room once; how many debriefs there are."""
    if Debrief.objects.exists():
        return Debrief.objects.count()
    deals = ended_deals(seller)[SILENT:]
    for place, opportunity in enumerate(deals):
        _say(opportunity, place, seller, then=now - timedelta(days=15))
    won = next((one for one in deals if one.status == Stage.Kind.WON), None)
    if won is not None:
        write_hand_over(won, texts=draft_of(won, today=now.date()), by=seller, now=now - timedelta(days=10))
    if deals:
        text = "Their purchasing has a frame contract with Rivalo until the end of the year. We learnt it in week nine."
        facts = {"title": "Ask purchasing for frame contracts in the first week", "text": text}
        add_lesson(deals[0], facts=facts, by=seller, now=now - timedelta(days=9))
    return Debrief.objects.count()


def _say(opportunity: Opportunity, place: int, seller: User, *, then: datetime) -> None:
    is_won = opportunity.status == Stage.Kind.WON
    reason = (WON if is_won else LOST)[place % (len(WON) if is_won else len(LOST))]
    said: dict[str, Any] = {"competitor": None, "text": "", "differently": ""}
    say_ours(opportunity, reasons=[reason], **said, by=seller, now=then)
    if not is_won and place % 3 == 0:
        words = {"kind": "said", "note": "Nobody of you came to the plant.", "happened_on": then.date()}
        theirs = THEIRS[place // 3 % len(THEIRS)]
        hear_buyer(opportunity, reasons=[theirs], competitor=None, evidence=words, by=seller, now=then)
