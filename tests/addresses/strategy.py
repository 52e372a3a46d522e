"""The addresses of `strategy`."""

from tests.addresses.roles import ANAS, EVERYBODY, Address, Seen

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
