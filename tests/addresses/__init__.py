"""Every address of the site once, with what each role may do there; a file for each room."""

from tests.addresses import (
    assessments,
    base,
    cadences,
    calls,
    collaboration,
    competition,
    discovery,
    hours,
    mutual,
    network,
    objectives,
    outcomes,
    planning,
    playbook,
    processes,
    relationships,
    research,
    retention,
    reviews,
    rulebook,
    sharing,
    strategy,
    targeting,
    value,
    whitespace,
)
from tests.addresses.roles import ROLES, Address, Seen

ROOMS = (
    assessments,
    cadences,
    calls,
    collaboration,
    competition,
    discovery,
    hours,
    mutual,
    network,
    objectives,
    outcomes,
    planning,
    playbook,
    processes,
    relationships,
    research,
    retention,
    reviews,
    rulebook,
    sharing,
    strategy,
    targeting,
    value,
    whitespace,
)
ADDRESSES: dict[str, Address] = dict(base.ADDRESSES)
for room in ROOMS:
    ADDRESSES |= room.ADDRESSES

__all__ = ["ADDRESSES", "ROLES", "ROOMS", "Address", "Seen"]
