"""Every address of the site once, with what each role may do there; a file for each room."""

from tests.addresses import (
    base,
    collaboration,
    discovery,
    network,
    objectives,
    planning,
    relationships,
    research,
    retention,
    targeting,
    whitespace,
)
from tests.addresses.roles import ROLES, Address, Seen

ROOMS = (
    collaboration,
    discovery,
    network,
    objectives,
    planning,
    relationships,
    research,
    retention,
    targeting,
    whitespace,
)
ADDRESSES: dict[str, Address] = dict(base.ADDRESSES)
for room in ROOMS:
    ADDRESSES |= room.ADDRESSES

__all__ = ["ADDRESSES", "ROLES", "ROOMS", "Address", "Seen"]
