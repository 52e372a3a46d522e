"""The addresses of `objectives`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.objectives import actions
from trimtab.objectives.actions import add_action, add_objective
from trimtab.objectives.kinds import all_kinds
from trimtab.objectives.models import Action, Objective
from trimtab.opportunities.models import Opportunity

EXPORTED = frozenset({"core.Event"})
ADDRESSES: dict[str, Address] = {
    "objectives": Address(EVERYBODY),
    "objectives-export": Address(EVERYBODY, leaves=EXPORTED),
    "account-objectives": Address(ANAS, of="account"),
    "objective-new": Address(ANAS, needs_write=True, of="account"),
    "objective": Address(ANAS, of="objective"),
    "objective-edit": Address(ANAS, method="post", needs_write=True, of="objective"),
    "actions": Address(EVERYBODY),
    "actions-export": Address(EVERYBODY, leaves=EXPORTED),
    "action-new": Address(EVERYBODY),
    "action": Address(ANAS, of="action"),
    "action-completion": Address(ANAS, method="post", needs_write=True, of="action"),
    "action-reopening": Address(ANAS, method="post", needs_write=True, of="action"),
    "action-dropping": Address(ANAS, method="post", needs_write=True, of="action"),
    "action-moves": Address(ANAS, method="post", needs_write=True, of="action"),
    "action-bulk-edits": Address(EVERYBODY, method="post"),
    "actions-board": Address(EVERYBODY),
    "actions-calendar": Address(EVERYBODY),
    "calendar-link": Address(EVERYBODY),
    "calendar-link-removal": Address(EVERYBODY, method="post"),
    "action-feed": Address(dict.fromkeys(ROLES, "-"), field="never-made", is_public=True),
    "objective-kinds": Address(SET_UP),
    "objective-kind": Address(SET_UP, field="revenue"),
    "objective-kind-archiving": Address(SET_UP, method="post", field="revenue"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    ana = seen.people["ana"]
    fields = {"name": "Win the plant in the south", "kind": "revenue"}
    objective = add_objective(seen.account, fields=fields, by=ana, now=LONG_AGO)
    action = add_action(fields={"subject": "Ask Kim for the plan", "objective": objective}, by=ana, now=LONG_AGO)
    return {"objective": objective.pk, "action": action.pk}


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana, finn = ({"by": world.people[name], "now": NOW} for name in ("ana", "finn"))
    objective = Objective.objects.get(pk=world.ids["objective"])
    account, deal = objective.account, Opportunity.objects.get(pk=world.ids["opportunity"])
    plain, spare, rested = all_kinds()[:3]
    actions.archive_kind(rested, **finn)
    actions.make_link(**ana)
    fields = {"name": "Two plants", "kind": "revenue"}
    linked: dict[str, Any] = {"opportunities": [deal], **ana}
    return _acts_on_actions(world, objective) | {
        "add_objective": lambda: actions.add_objective(account, fields=fields, **linked),
        "edit_objective": lambda: actions.edit_objective(objective, changes={"why": "Growth"}, **linked),
        "create_kind": lambda: actions.create_kind(name="Service", counts_as="business", **finn),
        "change_kind": lambda: actions.change_kind(plain, name="Sales", counts_as=plain.counts_as, **finn),
        "archive_kind": lambda: actions.archive_kind(spare, **finn),
        "restore_kind": lambda: actions.restore_kind(_kind(rested.key), **finn),
        "make_link": lambda: actions.make_link(**ana),
        "revoke_link": lambda: actions.revoke_link(**ana),
    }


def _acts_on_actions(world: Any, objective: Objective) -> dict[str, Callable[[], object]]:
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    action = Action.objects.get(pk=world.ids["action"])
    done = actions.complete_action(add_action(fields={"subject": "Call"}, **ana), **ana)
    fields = {"subject": "Write", "objective": objective}
    return {
        "add_action": lambda: actions.add_action(fields=fields, **ana),
        "edit_action": lambda: actions.edit_action(action, changes={"note": "Soon"}, **ana),
        "complete_action": lambda: actions.complete_action(action, **ana),
        "reopen_action": lambda: actions.reopen_action(done, **ana),
        "drop_action": lambda: actions.drop_action(action, reason="Not needed", **ana),
        "move_action": lambda: actions.move_action(action, status="doing", **ana),
    }


def _kind(key: str) -> Any:
    return next(one for one in all_kinds() if one.key == key)
