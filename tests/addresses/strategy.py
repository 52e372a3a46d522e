"""The addresses of `strategy`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, Address, Seen
from tests.cast import NOW
from trimtab.opportunities.models import Opportunity
from trimtab.strategy import actions

ADDRESSES: dict[str, Address] = {
    "opportunity-strategy": Address(ANAS, of="opportunity"),
    "opportunity-strategy-panel": Address(ANAS, of="opportunity"),
    "strategy-choice": Address(ANAS, needs_write=True, of="opportunity"),
    "strategy-ground": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "competitor-record": Address(EVERYBODY, of="competitor"),
}


def ids(_seen: Seen) -> dict[str, int]:
    """All hang on the opportunity and on the competitor of the room below."""
    return {}


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    by: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    opportunity = Opportunity.objects.get(pk=world.ids["opportunity"])
    first = actions.choose_strategy(opportunity, strategy="develop", texts={"goal": "Known"}, seen=None, **by)
    said = {"kind": "said", "note": "Yes.", "happened_on": NOW.date()}
    again: dict[str, Any] = {"strategy": "flanking", "texts": {"goal": "Signed"}, "seen": first.pk, "evidence": said}
    return {
        "choose_strategy": lambda: actions.choose_strategy(opportunity, **again, **by),
        "say_ground": lambda: actions.say_ground(opportunity, facts={"holds": True}, **by),
    }
