"""Strategies of the sample: of the largest open deals, and of those that ended."""

from datetime import datetime, timedelta

from trimtab.competition.demo import ended_deals
from trimtab.opportunities.demo import largest_deals
from trimtab.people.models import User
from trimtab.strategy.actions import choose_strategy, say_ground
from trimtab.strategy.models import StrategyChoice

CHOSEN = {
    "goal": "Signed before the shutdown is planned",
    "how": "Make the night shift the measure, with the plant manager, in the week before the tender",
    "unanswerable": "They have nobody here at night, and hiring takes them half a year",
    "risks": "Purchasing may ask for the price alone.",
}
BEFORE = ("frontal", "flanking", "flanking", "fragment", "frontal", "develop")


def fill_strategies(seller: User, *, now: datetime) -> int:
    """Fill the room once; how many strategies stand."""
    if StrategyChoice.objects.exists():
        return StrategyChoice.objects.standing().count()
    then = now - timedelta(days=20)
    for place, opportunity in enumerate(largest_deals(seller)):
        say_ground(opportunity, facts={"divisible": place == 1}, by=seller, now=then)
        if place == 0:
            choose_strategy(opportunity, strategy="flanking", texts=CHOSEN, seen=None, by=seller, now=then)
    for place, opportunity in enumerate(ended_deals(seller)):
        texts = {"goal": "Signed in the quarter", "because": "As it was then."}
        strategy = BEFORE[place % len(BEFORE)]
        choose_strategy(opportunity, strategy=strategy, texts=texts, seen=None, by=seller, now=then)
    return StrategyChoice.objects.standing().count()
