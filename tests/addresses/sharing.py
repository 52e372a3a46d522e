"""The addresses of `sharing`; the links are those of a mutual plan, see `mutual`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.addresses.roles import ANAS, Address, Seen
from tests.cast import NOW
from trimtab.sharing.actions import make_link, revoke_link
from trimtab.sharing.models import SecretLink

ADDRESSES: dict[str, Address] = {
    "links-of": Address(ANAS, of="purpose mutual_plan"),
    "secret-link-new": Address(ANAS, method="post", needs_write=True, of="purpose mutual_plan"),
    "secret-link-removal": Address(ANAS, method="post", needs_write=True, of="mutual_link"),
}


def ids(_seen: Seen) -> dict[str, int]:
    """Nothing of its own."""
    return {}


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes; a person's calendar link is made and revoked in the same way."""
    by = {"by": world.people["finn"], "now": NOW}
    shared: dict[str, Any] = {"record": "opportunity", "record_id": world.ids["opportunity"], "purpose": "x"}
    shared["expires_at"] = NOW + timedelta(1)
    make_link(**shared, **by)
    link = SecretLink.objects.get(purpose="x")
    return {
        "make_link": lambda: make_link(**shared, **by),
        "revoke_link": lambda: revoke_link(link, **by),
    }
