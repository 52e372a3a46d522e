"""The addresses of `targeting`."""

from tests.addresses.roles import ANAS, EVERYBODY, Address, Seen
from trimtab.targeting.tests.builders import large

ADDRESSES: dict[str, Address] = {
    "quadrant": Address(EVERYBODY),
    "quadrant-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "account-score": Address(ANAS, of="account"),
    "account-rating": Address(ANAS, method="post", needs_write=True, of="account", field="margin"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    large(seen.account)
    return {}
