"""The addresses of `objectives`."""

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO
from trimtab.objectives.actions import add_action, add_objective

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
