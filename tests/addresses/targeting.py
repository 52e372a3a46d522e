"""The addresses of `targeting`."""

from django.utils import timezone

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from trimtab.targeting.actions import add_target, keep_proposals
from trimtab.targeting.models import ProfileProposal
from trimtab.targeting.tests.builders import PROPOSED, known, large, watched

# Leaders, operations and administrators set what everybody is scored by.
SET_BY_DEFINERS = dict(zip(ROLES, "rrrrwww", strict=True))

ADDRESSES: dict[str, Address] = {
    "quadrant": Address(EVERYBODY),
    "quadrant-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "capacity": Address(EVERYBODY),
    "scoring": Address(EVERYBODY),
    "scoring-new": Address(SET_BY_DEFINERS, method="post", needs_write=True),
    "ideal-customer": Address(EVERYBODY),
    "ideal-customer-new": Address(SET_BY_DEFINERS, method="post", needs_write=True),
    "proposal-refusal": Address(SET_BY_DEFINERS, method="post", needs_write=True, of="profile_proposal"),
    "targets": Address(EVERYBODY),
    "target-new": Address(ANAS, method="post", needs_write=True, of="account"),
    "target-moves": Address(ANAS, method="post", needs_write=True, of="account"),
    "target-dropping": Address(ANAS, method="post", needs_write=True, of="account"),
    "account-dossier": Address(ANAS, of="account"),
    "dossier-facts": Address(ANAS, method="post", needs_write=True, of="account"),
    "dossier-fact-withdrawal": Address(ANAS, method="post", needs_write=True, of="account dossier_fact"),
    "signs": Address(ANAS, method="post", needs_write=True, of="account"),
    "sign-sighting": Address(ANAS, method="post", needs_write=True, of="account target_sign"),
    "sign-closing": Address(ANAS, method="post", needs_write=True, of="account target_sign"),
    "account-worth": Address(ANAS, of="account"),
    "account-score": Address(ANAS, of="account"),
    "account-rating": Address(ANAS, method="post", needs_write=True, of="account", field="margin"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    large(seen.account)
    keep_proposals([PROPOSED], now=timezone.now())
    ana, now = seen.people["ana"], timezone.now()
    add_target(seen.account, why="", by=ana, now=now)
    return {
        "profile_proposal": ProfileProposal.objects.get().pk,
        "dossier_fact": known(seen.account, by=ana, now=now).pk,
        "target_sign": watched(seen.account, by=ana, now=now).pk,
    }
