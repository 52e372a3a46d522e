"""The addresses of `relationships`."""

from datetime import date

from django.utils import timezone

from tests.addresses.roles import ANAS, Address, Seen
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import ContactRole
from trimtab.relationships import actions
from trimtab.relationships.models import Judgement


def _change(of: str) -> Address:
    return Address(ANAS, method="post", needs_write=True, of=of)


ADDRESSES: dict[str, Address] = {
    "account-map": Address(ANAS, of="account"),
    "account-map-beginnings": _change("account"),
    "account-people-panel": Address(ANAS, of="account"),
    "opportunity-map": Address(ANAS, of="opportunity"),
    "opportunity-map-beginnings": _change("opportunity"),
    "people-map-member-new": Address(ANAS, needs_write=True, of="people_map"),
    "people-map-bringing": Address(ANAS, needs_write=True, of="people_map"),
    "people-map-line-new": Address(ANAS, needs_write=True, of="people_map"),
    "people-map-graph": Address(ANAS, of="people_map"),
    "people-map-drawing": Address(ANAS, of="people_map"),
    "people-map-places": _change("people_map"),
    "map-member": Address(ANAS, of="map_member"),
    "map-member-judging": Address(ANAS, needs_write=True, of="map_member"),
    "map-member-removals": _change("map_member"),
    "map-member-restorations": _change("map_member"),
    "map-member-relations": _change("map_member"),
    "map-member-attitudes": _change("map_member"),
    "map-judgement-withdrawals": _change("map_judgement"),
    "map-evidence-withdrawals": _change("map_evidence"),
    "map-line-removals": _change("map_line"),
    "map-line-restorations": _change("map_line"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A map of Ana's deal with Kim and the unknown head of finance above, and what was judged of Kim."""
    ana, now = seen.people["ana"], timezone.now()
    ContactRole.objects.get_or_create(opportunity=seen.opportunity, contact=seen.contact, role="Buyer")
    shown = actions.begin_map(seen.opportunity, by=ana, now=now)
    kim = shown.members.get()
    above = actions.name_member(shown, persona="finance", name="", is_external=False, by=ana, now=now)
    line = actions.draw_line(kim, above, kind="reports", by=ana, now=now)
    reason = {"kind": "said", "note": "She told us.", "happened_on": date(2026, 1, 5)}
    actions.judge(kim, attribute="support", value="supporter", by=ana, now=now, evidence=reason)
    judged = {
        "map_judgement": Judgement.objects.get(member=kim).pk,
        "map_evidence": Evidence.objects.get(record="map_member").pk,
    }
    return judged | {"people_map": shown.pk, "map_member": kim.pk, "map_line": line.pk}
