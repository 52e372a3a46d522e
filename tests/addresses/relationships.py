"""The addresses of `relationships`, and calls of its actions."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from tests.addresses.roles import ANAS, Address, Seen
from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import ContactRole, Opportunity
from trimtab.relationships import actions
from trimtab.relationships.models import Judgement, Line, Member


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


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    kim, line = Member.objects.get(pk=world.ids["map_member"]), Line.objects.get(pk=world.ids["map_line"])
    shown, account = kim.map, Account.objects.get(pk=world.ids["account"])
    lee = Contact.objects.create(account=account, name="Lee", reports_to=kim.contact, created_at=NOW, changed_at=NOW)
    gone = actions.name_member(shown, persona="", name="Pat", is_external=True, **ana)
    cut = actions.draw_line(kim, gone, kind="conflict", **ana)
    actions.remove_line(cut, **ana)
    actions.take_off(gone, **ana)
    cut.refresh_from_db()
    contact = Contact.objects.get(pk=world.ids["contact"])
    sister, other = actions.begin_map(account, **ana), _another_deal(contact, lee)
    named: dict[str, Any] = {"persona": "", "name": "Max", "is_external": False}
    over: dict[str, Any] = {"carry": True, "sisters": [shown]}
    return _acts_of_judging(world, kim) | {
        "begin_map": lambda: actions.begin_map(other, **ana),
        "add_member": lambda: actions.add_member(shown, contact=lee, **ana),
        "name_member": lambda: actions.name_member(shown, **named, **ana),
        "take_off": lambda: actions.take_off(kim, **ana),
        "put_back": lambda: actions.put_back(gone, **ana),
        "bring_over": lambda: actions.bring_over(sister, [contact, lee], **over, **ana),
        "arrange": lambda: actions.arrange(shown, places={kim.pk: (1, 2), gone.pk: (3, 4)}, **ana),
        "draw_line": lambda: actions.draw_line(line.end, kim, kind="influence", **ana),
        "remove_line": lambda: actions.remove_line(line, **ana),
        "redraw_line": lambda: actions.redraw_line(cut, **ana),
    }


def _acts_of_judging(world: Any, kim: Member) -> dict[str, Callable[[], object]]:
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    judgement = Judgement.objects.get(pk=world.ids["map_judgement"])
    said = {"kind": "said", "note": "No.", "happened_on": NOW.date()}
    judged: dict[str, Any] = {"attribute": "support", "value": "neutral", "evidence": said}
    texts: dict[str, Any] = {"changes": {"note": "Likes order"}, "seen": {"note": kim.note}}
    relation = {"current": "vendor", "desired": "advisor", "note": ""}
    contact = Contact.objects.get(pk=world.ids["contact"])
    return {
        "judge": lambda: actions.judge(kim, **judged, **ana),
        "take_back": lambda: actions.take_back(judgement, **ana),
        "edit_texts": lambda: actions.edit_texts(kim, **texts, **ana),
        "judge_attitude": lambda: actions.judge_attitude(contact, adaptability="visionary", **ana),
        "set_relation": lambda: actions.set_relation(contact, ana["by"], fields=relation, **ana),
    }


def _another_deal(kim: Contact, lee: Contact) -> Opportunity:
    """One in which Kim decides and Lee, who reports to Kim, uses."""
    found = Opportunity.objects.get(name="Acme spare parts")
    for contact, role in ((kim, "Decider"), (lee, "User")):
        ContactRole.objects.create(opportunity=found, contact=contact, role=role)
    return found
