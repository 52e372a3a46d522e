"""The addresses of `relationships`."""

from datetime import date

from django.utils import timezone

from tests.addresses.roles import ANAS, Address, Seen
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import ContactRole
from trimtab.relationships import actions
from trimtab.relationships.models import Judgement

CHANGES = {"method": "post", "needs_write": True}

ADDRESSES: dict[str, Address] = {
    "account-map": Address(ANAS, of="account"),
    "account-map-beginnings": Address(ANAS, of="account", **CHANGES),
    "account-people-panel": Address(ANAS, of="account"),
    "opportunity-map": Address(ANAS, of="opportunity"),
    "opportunity-map-beginnings": Address(ANAS, of="opportunity", **CHANGES),
    "people-map-member-new": Address(ANAS, needs_write=True, of="people_map"),
    "people-map-bringing": Address(ANAS, needs_write=True, of="people_map"),
    "people-map-line-new": Address(ANAS, needs_write=True, of="people_map"),
    "people-map-graph": Address(ANAS, of="people_map"),
    "people-map-drawing": Address(ANAS, of="people_map"),
    "people-map-places": Address(ANAS, of="people_map", **CHANGES),
    "map-member": Address(ANAS, of="map_member"),
    "map-member-judging": Address(ANAS, needs_write=True, of="map_member"),
    "map-member-removals": Address(ANAS, of="map_member", **CHANGES),
    "map-member-restorations": Address(ANAS, of="map_member", **CHANGES),
    "map-member-relations": Address(ANAS, of="map_member", **CHANGES),
    "map-member-attitudes": Address(ANAS, of="map_member", **CHANGES),
    "map-judgement-withdrawals": Address(ANAS, of="map_judgement", **CHANGES),
    "map-evidence-withdrawals": Address(ANAS, of="map_evidence", **CHANGES),
    "map-line-removals": Address(ANAS, of="map_line", **CHANGES),
    "map-line-restorations": Address(ANAS, of="map_line", **CHANGES),
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
