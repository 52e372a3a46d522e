"""Actions that stand beside the `actions` of their room, and calls of them."""

from collections.abc import Callable
from typing import Any

from tests.nerves.first_rooms import Acts, by
from tests.test_access_matrix import World
from trimtab.accounts import divisions
from trimtab.accounts.models import Account, Contact
from trimtab.analytics.models import Setback
from trimtab.analytics.pilots import actions as pilots
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.service import actions as service
from trimtab.analytics.tests.pilots import PLAN, draft
from trimtab.analytics.watch import actions as watch
from trimtab.core.models import CustomField
from trimtab.opportunities.actions import own_fields
from trimtab.people.models import SavedView
from trimtab.people.saved_views import actions as views

SIDE_MODULES = (divisions, own_fields, pilots, service, views, watch)


def acts_on_divisions(world: World) -> Acts:
    """Action → one call of it that writes."""
    ana, account = by(world, "ana"), Account.objects.get(pk=world.ids["account"])
    kim = Contact.objects.get(pk=world.ids["contact"])
    east, west = (divisions.add_division(account, name=name, **ana) for name in ("East", "West"))
    divisions.archive_division(west, **ana)
    return {
        "add_division": lambda: divisions.add_division(account, name="South", **ana),
        "edit_division": lambda: divisions.edit_division(east, name="Far east", contacts=[kim], **ana),
        "order_divisions": lambda: divisions.order_divisions(account, ids=[east.pk], **ana),
        "archive_division": lambda: divisions.archive_division(east, **ana),
        "restore_division": lambda: divisions.restore_division(west, **ana),
    }


def acts_on_own_fields(world: World) -> Acts:
    """Action → one call of it that writes; a field is read anew for each try."""
    finn, tier = by(world, "finn"), world.ids["own_field"]
    new: dict[str, Any] = {"record": "account", "kind": "text", "choices": ()}
    own_fields.create_own_field(label="Region", **new, **finn)
    gone = own_fields.create_own_field(label="Old", **new, **finn).pk
    own_fields.archive_own_field(field(gone), **finn)
    return {
        "create_own_field": lambda: own_fields.create_own_field(label="Plants", **new, **finn),
        "edit_own_field": lambda: own_fields.edit_own_field(field(tier), label="Class", choices=(), **finn),
        "move_own_field": lambda: own_fields.move_own_field(field(tier), is_up=False, **finn),
        "archive_own_field": lambda: own_fields.archive_own_field(field(tier), **finn),
        "restore_own_field": lambda: own_fields.restore_own_field(field(gone), **finn),
    }


def acts_on_views(world: World) -> Acts:
    """Action → one call of it that writes."""
    dov, view = by(world, "dov"), SavedView.objects.get(pk=world.ids["view"])
    views.pin_view(view, is_pinned=True, is_default=False, **by(world, "ana"))
    new: dict[str, Any] = {"list_name": "opportunities", "name": "Late", "query": "", "is_shared": False}
    return {
        "save_view": lambda: views.save_view(**new, **dov),
        "edit_view": lambda: views.edit_view(view, changes={"is_shared": False}, **dov),
        "delete_view": lambda: views.delete_view(SavedView.objects.get(pk=view.pk), **dov),
        "pin_view": lambda: views.pin_view(view, is_pinned=True, is_default=True, **dov),
    }


def acts_on_pilots_and_alarms(world: World) -> Acts:
    """Action → one call of it that writes."""
    finn, ben, running = by(world, "finn"), by(world, "ben"), Pilot.objects.get(pk=world.ids["pilot"])
    units = pilots.units_of(running)
    drafted = draft([world.people["ana"], world.people["gus"], world.people["ben"], world.people["cleo"]], **finn)
    alarm, seller = Setback.objects.get(pk=world.ids["setback"]), world.people["ana"]
    new: dict[str, Any] = {"plan": PLAN, "units": units, "seed": 8}
    end: dict[str, Any] = {"why": "Over", "conclusion": "unclear", "result": None}
    return {
        "draft_pilot": lambda: pilots.draft_pilot(**new, **finn),
        "draw_again": lambda: pilots.draw_again(drafted, seed=9, **finn),
        "start_pilot": lambda: pilots.start_pilot(drafted, **finn),
        "end_pilot": lambda: pilots.end_pilot(running, **end, **finn),
        "withdraw_pilot": lambda: pilots.withdraw_pilot(drafted, **finn),
        "keep_agreement": lambda: service.keep_agreement(seller=seller, measure="won", agreed="Two calls", **ben),
        "share_index": lambda: service.share_index(**by(world, "ana")),
        "close_setback": lambda: watch.close_setback(alarm, answer="real", learnt="Fewer calls", **ben),
    }


def field(pk: int) -> CustomField:
    """It as it stands."""
    return CustomField.objects.get(pk=pk)


SIDE_ROOMS: dict[str, Callable[[World], Acts]] = {
    "accounts": acts_on_divisions,
    "analytics": acts_on_pilots_and_alarms,
    "opportunities": acts_on_own_fields,
    "people": acts_on_views,
}
