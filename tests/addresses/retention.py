"""The addresses of `retention`, and calls of its actions."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.retention import actions
from trimtab.retention.actions import Found, add_threat, keep_week
from trimtab.retention.handing_over import draft_handover
from trimtab.retention.models import Defection, Threat

# What Ana holds is handed over by herself and by those who may change her records; her colleague only reads it.
HANDS_OVER = dict(zip(ROLES, "wrw-www", strict=True))

ADDRESSES: dict[str, Address] = {
    "account-backup": Address(ANAS, of="account"),
    "account-retention": Address(ANAS, of="account"),
    "backup-plan": Address(ANAS, of="account", needs_write=True),
    "concentration": Address(EVERYBODY),
    "threats": Address(EVERYBODY),
    "threat-new": Address(EVERYBODY),
    "threat": Address(ANAS, of="retention_threat"),
    "threat-edit": Address(ANAS, of="retention_threat", needs_write=True),
    "threat-steps": Address(ANAS, method="post", of="retention_threat", needs_write=True),
    "threat-closure": Address(ANAS, method="post", of="retention_threat", needs_write=True),
    "threat-reopening": Address(ANAS, method="post", of="retention_threat", needs_write=True),
    "defections": Address(EVERYBODY),
    "defection": Address(ANAS, of="retention_defection"),
    "defection-answer": Address(ANAS, method="post", of="retention_defection", needs_write=True),
    "departures": Address(EVERYBODY),
    "contact-departure": Address(ANAS, of="contact"),
    "person-departure": Address(HANDS_OVER, of="retention_leaver", needs_write=True),
    "handover": Address(HANDS_OVER, of="retention_handover", needs_write=True),
    "handover-application": Address(HANDS_OVER, method="post", of="retention_handover", needs_write=True),
    "handover-undoing": Address(HANDS_OVER, method="post", of="retention_handover", needs_write=True),
    "required-roles": Address(SET_UP, needs_write=True),
}


def ids(seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    ana, ben, now = seen.people["ana"], seen.people["ben"], seen.account.changed_at
    fields = {
        "kind": "price",
        "title": "Cheaper elsewhere",
        "owner": ana,
        "due_on": date(2027, 1, 8),
        "next_step": "Call",
    }
    threat = add_threat(fields=fields, accounts=[seen.account], by=ana, now=now)
    monday = date(2026, 1, 5)
    alarm = Found(seen.account.pk, "quiet", monday - timedelta(91), monday, 1.0, 9.0, 4.0, 15.0, 0.001)
    keep_week(monday, found=[alarm], loud=[], figures={}, share=0.2, as_of=now, now=now)
    made = draft_handover(ana, takers={seen.account.pk: ben}, back="/handovers/{pk}/", by=ben, now=now)
    return {
        "retention_threat": threat.pk,
        "retention_defection": Defection.objects.get(account=seen.account).pk,
        "retention_leaver": ana.pk,
        "retention_handover": made.pk,
    }


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana, finn = ({"by": world.people[name], "now": NOW} for name in ("ana", "finn"))
    account, bolt = Account.objects.get(pk=world.ids["account"]), Account.objects.get(name="Bolt")
    threat = Threat.objects.get(pk=world.ids["retention_threat"])
    alarm = Defection.objects.get(pk=world.ids["retention_defection"])
    fields = {"kind": "price", "title": "Dear", "owner": ana["by"], "due_on": NOW.date(), "next_step": "Call"}
    outcome: dict[str, Any] = {"outcome": "lost", "learnt": "Late", "lost_amount": Decimal(9), "currency": "EUR"}
    closed = actions.close_threat(add_threat(fields=fields, accounts=[account], **ana), **outcome, **ana)
    step: dict[str, Any] = {"done": "Called", "next_step": "Write", "due_on": NOW.date()}
    week = NOW.date() - timedelta(days=NOW.weekday())
    quiet = Found(bolt.pk, "quiet", week - timedelta(91), week, 1.0, 9.0, 4.0, 15.0, 0.001)
    kept: dict[str, Any] = {"found": [quiet], "loud": [], "figures": {}, "share": 0.2, "as_of": NOW, "now": NOW}
    plan: dict[str, Any] = {"fields": {"is_at_risk": False, "scenario": "They build it"}, "replacements": [bolt]}
    answer: dict[str, Any] = {"answer": "lost", "learnt": "Late", "lost_amount": None}
    return {
        "add_threat": lambda: actions.add_threat(fields=fields, accounts=[account], **ana),
        "edit_threat": lambda: actions.edit_threat(threat, changes={"note": "New"}, accounts=[account, bolt], **finn),
        "note_step": lambda: actions.note_step(threat, **step, **ana),
        "close_threat": lambda: actions.close_threat(threat, **outcome, **ana),
        "reopen_threat": lambda: actions.reopen_threat(closed, **ana),
        "keep_week": lambda: actions.keep_week(week, **kept),
        "save_backup_plan": lambda: actions.save_backup_plan(account, **plan, **finn),
        "answer_defection": lambda: actions.answer_defection(alarm, **answer, **ana),
        "save_required_roles": lambda: actions.save_required_roles([("Buyer", "", 2), ("User", "", 1)], **finn),
    }
