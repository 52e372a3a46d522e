"""The addresses of `calls`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.calls import actions
from trimtab.calls.actions import Promised, Said
from trimtab.calls.models import Call, Wish
from trimtab.discovery.actions import add_insight
from trimtab.discovery.boards import Board
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

if TYPE_CHECKING:
    from tests.test_access_matrix import World

CALL = {"title": "Pumps of plant 2", "starts_at": LONG_AGO, "minutes": 30}
ADDRESSES: dict[str, Address] = {
    "calls": Address(EVERYBODY),
    "calls-figures": Address(EVERYBODY),
    "call-new": Address(EVERYBODY),
    "call": Address(ANAS, of="call"),
    "call-edit": Address(ANAS, needs_write=True, of="call"),
    "call-cancellation": Address(ANAS, method="post", needs_write=True, of="call"),
    "call-restoration": Address(ANAS, method="post", needs_write=True, of="call"),
    "call-outcomes": Address(ANAS, method="post", needs_write=True, of="call"),
    "call-debrief": Address(ANAS, needs_write=True, of="call"),
    "call-debrief-reopening": Address(ANAS, method="post", needs_write=True, of="call"),
    "call-agenda": Address(ANAS, of="call"),
    "call-invitation": Address(ANAS, of="call"),
    "call-from-meeting": Address(ANAS, method="post", needs_write=True, of="activity"),
    "call-wish-answers": Address(ANAS, method="post", needs_write=True, of="call_wish"),
    "opportunity-calls": Address(ANAS, of="opportunity"),
    "opportunity-calls-panel": Address(ANAS, of="opportunity"),
    "opportunity-call-debriefs": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "shared-agenda": Address(dict.fromkeys(ROLES, "-"), field="never-made", is_public=True),
    "shared-agenda-entry": Address(dict.fromkeys(ROLES, "-"), field="never-made", is_public=True),
}


def ids(seen: Seen) -> dict[str, int]:
    """A call of Ana's, and what the customer wishes of it."""
    ana = seen.people["ana"]
    fields = CALL | {"contacts": [seen.contact]}
    call = actions.plan_call(fields=fields, opportunity=seen.opportunity, by=ana, now=LONG_AGO)
    wish = Wish.objects.create(call=call, name="Kim", point="Spare parts", at=LONG_AGO)
    return {"call": call.pk, "call_wish": wish.pk}


def acts(world: "World") -> dict[str, Callable[[], object]]:
    """One call of each action that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    deal, account = Opportunity.objects.get(pk=world.ids["opportunity"]), Account.objects.get(pk=world.ids["account"])
    kim, goal = Contact.objects.get(pk=world.ids["contact"]), _insight(account, world.people["ana"])
    plain, wished = Call.objects.get(pk=world.ids["call"]), Wish.objects.get(pk=world.ids["call_wish"])
    off, said = _call(deal, world.people["ana"]), _call(deal, world.people["ana"])
    actions.call_off(off, **ana)
    actions.debrief_call(said, outcome="refusal", **ana)
    actions.edit_call(plain, changes={"insights": [goal]}, **ana)
    ahead = _call(deal, world.people["ana"], starts_at=NOW.replace(year=NOW.year + 1))
    promised = Promised("theirs", "Sends the figures", None, kim)
    everything = Said(learned="Much", gained=True, promised=[promised], confirmed=[goal], told_by=kim)
    return {
        "plan_call": lambda: actions.plan_call(
            fields=CALL | {"contacts": [kim], "insights": [goal]}, opportunity=deal, **ana
        ),
        "edit_call": lambda: actions.edit_call(plain, changes={"best": "Kim orders", "contacts": []}, **ana),
        "call_off": lambda: actions.call_off(plain, **ana),
        "hold_call_after_all": lambda: actions.hold_call_after_all(off, **ana),
        "debrief_call": lambda: actions.debrief_call(plain, outcome="advance", **ana),
        "reopen_debrief": lambda: actions.reopen_debrief(said, **ana),
        "note_learned": lambda: actions.note_learned(plain, learned="Much", gained=None, **ana),
        "note_commitment": lambda: actions.note_commitment(plain, promised, **ana),
        "confirm_insight": lambda: actions.confirm_insight(plain, goal, told_by=kim, **ana),
        "take_down": lambda: actions.take_down(plain, everything, **ana),
        "wish_otherwise": lambda: actions.wish_otherwise(ahead, name="Kim", point="Prices", now=NOW),
        "answer_wish": lambda: actions.answer_wish(wished, grant=True, **ana),
    }


def _call(deal: Opportunity, by: User, **fields: object) -> Call:
    return actions.plan_call(fields=CALL | fields, opportunity=deal, by=by, now=LONG_AGO)


def _insight(account: Account, by: User) -> Any:
    board = Board(account, None, None)
    return add_insight(board, layer="goal", facts={"title": "Less waste"}, section=None, by=by, now=LONG_AGO).insight
