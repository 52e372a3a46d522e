"""What the pages of pilots show."""

from datetime import datetime

from django.http import Http404

from trimtab.analytics.pilots.drawing import band_of
from trimtab.analytics.pilots.gathering import gather
from trimtab.analytics.pilots.models import Pilot, PilotUnit
from trimtab.analytics.pilots.policy import can_begin_pilots, can_edit_pilot, may_see_results, visible_pilots
from trimtab.analytics.pilots.reading import Look
from trimtab.analytics.pilots.wording import measure_in_words, power_in_words
from trimtab.analytics.pilots.write_up import agreed, lead_of, sections_of
from trimtab.core.paging import Order, page_of
from trimtab.people.frame import scope_for
from trimtab.people.models import User

A_PAGE = 50
UNITS_SHOWN = 200
NEWEST = Order("made_at", is_descending=True, read=datetime.fromisoformat)


def list_context(user: User, after: str) -> dict[str, object]:
    """The pilots that the person sees, a page at a time."""
    page = page_of(visible_pilots(user), order=NEWEST, after=after, size=A_PAGE)
    return {"pilots": page.rows, "after": page.after, "can_begin": can_begin_pilots(user)}


def draft_context(user: User, pilot: Pilot, *, now: datetime) -> dict[str, object]:
    """A draft: who was drawn into which arm, and what it could show."""
    try:
        deals_a_week = gather(scope_for(user, pilot.scope), pilot.unit, now=now).deals_a_week
    except Http404:  # a scope of its maker's that this person does not see
        deals_a_week = 0.0
    units = pilot.units.count()
    power = power_in_words(pilot, units=units, deals_a_week=deals_a_week)
    return {
        "pilot": pilot,
        "power": power,
        "measure": measure_in_words(pilot),
        "may_edit": can_edit_pilot(user, pilot),
        **_arms(pilot, units),
    }


def running_context(user: User, pilot: Pilot, look: Look | None) -> dict[str, object]:
    """A running or ended one; sellers see which arm they are in, whoever runs it sees all of them.

    Args:
        look: where it stands; None while there are no extracts.
    """
    may_edit = can_edit_pilot(user, pilot)
    own = pilot.units.filter(seller=user).first()
    context: dict[str, object] = {"pilot": pilot, "look": look, "may_edit": may_edit, "own": own}
    if not may_see_results(user, pilot):
        return context | {"is_closed": True, "sections": [agreed(pilot)]}
    if look is not None:
        context |= {"lead": lead_of(pilot, look), "sections": sections_of(pilot, look), "band": band_of(look)}
    return context | (_arms(pilot, pilot.units.count()) if may_edit else {})


def _arms(pilot: Pilot, units: int) -> dict[str, object]:
    rows = pilot.units.select_related("seller", "account").order_by("step", "pair", "pk")[:UNITS_SHOWN]
    arms: dict[int, list[PilotUnit]] = {}
    for unit in rows:
        arms.setdefault(unit.step, []).append(unit)
    return {"arms": sorted(arms.items()), "units": units, "beyond": max(units - UNITS_SHOWN, 0)}
