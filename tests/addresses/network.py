"""The addresses of `network`, and calls of its actions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.addresses.roles import EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.network import actions
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


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    today: dict[str, Any] = {**ana, "today": NOW.date()}
    lee = actions.meet("Lee", **ana)
    promise = Dealing.objects.get(pk=world.ids["network_promise"])
    actions.archive_acquaintance(lee, **ana)
    soon = {"follow_up_on": NOW.date() + timedelta(days=7)}

    def kim() -> Acquaintance:
        return Acquaintance.objects.get(pk=world.ids["acquaintance"])

    return {
        "meet": lambda: actions.meet("Pat", **ana),
        "edit_acquaintance": lambda: actions.edit_acquaintance(kim(), changes=soon, **ana),
        "archive_acquaintance": lambda: actions.archive_acquaintance(kim(), **ana),
        "restore_acquaintance": lambda: actions.restore_acquaintance(Acquaintance.objects.get(pk=lee.pk), **ana),
        "note_dealing": lambda: actions.note_dealing(kim(), kind="helped", text="Sent it", **today),
        "keep_promise": lambda: actions.keep_promise(promise, **today),
        "release_promise": lambda: actions.release_promise(promise, **today),
        "remove_dealing": lambda: actions.remove_dealing(Dealing.objects.get(pk=world.ids["dealing"]), **ana),
    }
