"""The addresses of `rulebook`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import NOW
from trimtab.rulebook import actions
from trimtab.rulebook.library import SHIPPED
from trimtab.rulebook.models import Finding, Reply
from trimtab.rulebook.scopes import Phasing

# What somebody answered is that person's own, as are the reasons.
OWN = dict(zip(ROLES, "w------", strict=True))
SET_UP_OR_READ = dict(zip(ROLES, "rrrrrww", strict=True))
SEEN = dict(zip(ROLES, "www-www", strict=True))
ADDRESSES: dict[str, Address] = {
    "opportunity-findings": Address(ANAS, of="opportunity"),
    "opportunity-findings-reading": Address(SEEN, method="post", of="opportunity"),
    "finding-action": Address(ANAS, method="post", needs_write=True, of="rule_finding"),
    "finding-rest": Address(SEEN, method="post", of="rule_finding"),
    "finding-rejection": Address(SEEN, method="post", of="rule_finding"),
    "findings": Address(EVERYBODY),
    "rules": Address(EVERYBODY),
    "rules-export": Address(EVERYBODY),
    "rules-import": Address(SET_UP_OR_READ, method="post", needs_write=True),
    "rule-phases": Address(SET_UP_OR_READ, method="post", needs_write=True),
    "rule-new": Address(SET_UP_OR_READ, needs_write=True),
    "rule": Address(EVERYBODY, field="date_passed"),
    "rule-archiving": Address(SET_UP_OR_READ, method="post", needs_write=True, field="date_passed"),
    "rule-reset": Address(SET_UP_OR_READ, method="post", needs_write=True, field="date_passed"),
    "rule-cloning": Address(SET_UP_OR_READ, method="post", needs_write=True, field="date_passed"),
    "finding-reply-withdrawal": Address(OWN, method="post", of="finding_reply"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A finding about Ana's deal, and her answer to it."""
    found = Finding.objects.create(
        opportunity=seen.opportunity, rule="date_passed", version=1, level="urgent", about="a", began_at=NOW,
        looked_at=NOW, facts={"opportunity_closes_in": -3},
    )  # fmt: skip
    reply = Reply.objects.create(
        finding=found, person=seen.people["ana"], about="a", choice="put_off", at=NOW,
        until_on=(NOW + timedelta(days=7)).date(),
    )  # fmt: skip
    return {"rule_finding": found.pk, "finding_reply": reply.pk}


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    finding, reply = (
        Finding.objects.get(pk=world.ids["rule_finding"]),
        Reply.objects.get(pk=world.ids["finding_reply"]),
    )
    ana, finn = (dict[str, Any](by=world.people[name], now=NOW) for name in ("ana", "finn"))
    today, rule = NOW.date(), SHIPPED["no_decider"].rule
    changed = replace(rule, title="Nobody decides.")
    resting = actions.archive_rule("overdue", **finn).key
    actions.change_rule(replace(SHIPPED["outnumbered"].rule, title="Outnumbered."), seen=None, **finn)
    until = today + timedelta(days=3)
    return {
        "take_up": lambda: actions.take_up(finding, fields={"subject": "Ask"}, **ana),
        "put_off": lambda: actions.put_off(finding, until_on=until, reason="", today=today, **ana),
        "refuse": lambda: actions.refuse(finding, reason="It is not so.", **ana),
        "withdraw": lambda: actions.withdraw(reply, **ana),
        "look_at": lambda: actions.look_at([finding.opportunity_id], now=NOW),
        "look_at_all": lambda: actions.look_at_all(now=NOW),
        "add_rule": lambda: actions.add_rule(changed, **finn),
        "change_rule": lambda: actions.change_rule(changed, seen=1, **finn),
        "reset_rule": lambda: actions.reset_rule("outnumbered", **finn),
        "archive_rule": lambda: actions.archive_rule("single_thread", **finn),
        "restore_rule": lambda: actions.restore_rule(resting, **finn),
        "clone_rule": lambda: actions.clone_rule(rule, **finn),
        "bring_in_rules": lambda: actions.bring_in_rules([changed, replace(rule, key="own_one")], **finn),
        "set_phases": lambda: actions.set_phases(Phasing("position", 0.3, 0.6), **finn),
    }
