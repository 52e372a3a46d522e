"""The addresses of `sharing`."""

from datetime import timedelta

from tests.addresses.roles import ROLES, Address, Seen
from tests.cast import LONG_AGO
from trimtab.sharing.models import SecretLink

NOBODYS = dict.fromkeys(ROLES, "-")
ADDRESSES: dict[str, Address] = {
    "links-of": Address(NOBODYS, of="purpose secret_link"),
    "secret-link-new": Address(NOBODYS, method="post", of="purpose secret_link"),
    "secret-link-removal": Address(NOBODYS, method="post", of="secret_link"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A link for a purpose that no room has."""
    made = {"record": "opportunity", "record_id": seen.opportunity.pk, "purpose": "none", "digest": "0" * 64}
    return {"secret_link": SecretLink.objects.create(**made, made_at=LONG_AGO, expires_at=LONG_AGO + timedelta(1)).pk}
