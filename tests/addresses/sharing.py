"""The addresses of `sharing`; the links are those of a mutual plan, see `mutual`."""

from tests.addresses.roles import ANAS, Address, Seen

ADDRESSES: dict[str, Address] = {
    "links-of": Address(ANAS, of="purpose mutual_plan"),
    "secret-link-new": Address(ANAS, method="post", needs_write=True, of="purpose mutual_plan"),
    "secret-link-removal": Address(ANAS, method="post", needs_write=True, of="mutual_link"),
}


def ids(_seen: Seen) -> dict[str, int]:
    """Nothing of its own."""
    return {}
