"""Builders of pilots for tests."""

from collections.abc import Sequence
from datetime import datetime

from trimtab.analytics.pilots.actions import draft_pilot
from trimtab.analytics.pilots.models import Pilot
from trimtab.insight.pilots.draws import Unit
from trimtab.people.models import User

PLAN: dict[str, object] = {
    "name": "Three contacts",
    "lever": "several_contacts",
    "treatment": "Bring a third contact in by week four.",
    "unit": "seller",
    "scope": "everyone",
    "design": "pairs",
    "steps": 4,
    "weeks": 26,
    "measure": "won",
    "horizon": 28,
    "base": 0.22,
    "wanted": 0.26,
    "worth_it": 0.01,
    "icc": 0.02,
}


def draft(sellers: Sequence[User], *, by: User, now: datetime, **plan: object) -> Pilot:
    """A draft among these sellers."""
    units = [Unit(seller.pk, 0.2, 0) for seller in sellers]
    return draft_pilot(plan={**PLAN, **plan}, units=units, seed=7, by=by, now=now)
