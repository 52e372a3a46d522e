"""The addresses of `network`."""

from tests.addresses.roles import EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO
from trimtab.network.models import Acquaintance, Dealing

# A network is private, whoever leads or administers.
ANA_ALONE = dict(zip(ROLES, "w------", strict=True))
ADDRESSES: dict[str, Address] = {
    "network": Address(EVERYBODY),
    "network-dealings": Address(EVERYBODY, method="post"),
    "network-dealing-removal": Address(ANA_ALONE, method="post", of="dealing"),
    "network-keeping": Address(ANA_ALONE, method="post", of="network_promise"),
    "network-release": Address(ANA_ALONE, method="post", of="network_promise"),
    "network-person": Address(ANA_ALONE, of="acquaintance"),
    "network-person-edit": Address(ANA_ALONE, of="acquaintance"),
    "network-follow-up": Address(ANA_ALONE, method="post", of="acquaintance"),
    "network-archiving": Address(ANA_ALONE, method="post", of="acquaintance"),
    "network-restoration": Address(ANA_ALONE, method="post", of="acquaintance"),
}


def ids(seen: Seen) -> dict[str, int]:
    """Somebody whom Ana knows, help that she gave, and a promise of hers."""
    known = Acquaintance.objects.create(
        user=seen.people["ana"], name="Kim Keller", contact=seen.contact, created_at=LONG_AGO, changed_at=LONG_AGO
    )
    day = {"acquaintance": known, "happened_on": LONG_AGO.date(), "created_at": LONG_AGO}
    helped = Dealing.objects.create(kind="helped", text="Sent the study", **day)
    promise = Dealing.objects.create(kind="promised", text="Send the slides", **day)
    return {"acquaintance": known.pk, "dealing": helped.pk, "network_promise": promise.pk}
