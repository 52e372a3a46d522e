"""The addresses of `rulebook`."""

from datetime import timedelta

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import NOW
from trimtab.rulebook.models import Finding, Reply

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
