"""The addresses of `retention`."""

from tests.addresses.roles import ANAS, Address, Seen

READS_ANAS = {who: "r" if letter != "-" else "-" for who, letter in ANAS.items()}

ADDRESSES: dict[str, Address] = {
    "account-backup": Address(ANAS, of="account"),
    "account-retention": Address(ANAS, of="account"),
}


def ids(_seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    return {}
