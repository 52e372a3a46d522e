"""The addresses of `cadences`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, SET_BY_LEADERS, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Contact
from trimtab.cadences import actions
from trimtab.cadences.actions import StepFacts, create_cadence, enrol, lift_refusal, refuse_contact
from trimtab.cadences.models import Cadence, Enrolment
from trimtab.opportunities.models import Activity, ActivityParty

ADDRESSES: dict[str, Address] = {
    "cadences": Address(EVERYBODY),
    "cadence": Address(EVERYBODY, of="cadence"),
    "cadence-new": Address(SET_BY_LEADERS, needs_write=True),
    "cadence-edit": Address(SET_BY_LEADERS, needs_write=True, of="cadence"),
    "cadence-archiving": Address(SET_BY_LEADERS, method="post", needs_write=True, of="cadence"),
    "persistence": Address(EVERYBODY),
    "persistence-costs": Address(SET_BY_LEADERS, needs_write=True),
    "contact-touches": Address(ANAS, of="contact"),
    "contact-enrolment": Address(ANAS, needs_write=True, of="contact"),
    "contact-refusals": Address(ANAS, method="post", needs_write=True, of="contact"),
    "refusal-lifting": Address(ANAS, method="post", needs_write=True, of="refusal"),
    "enrolment": Address(ANAS, of="enrolment"),
    "enrolment-touches": Address(ANAS, method="post", needs_write=True, of="enrolment"),
    "enrolment-stopping": Address(ANAS, method="post", needs_write=True, of="enrolment"),
}


def ids(seen: Seen) -> dict[str, int]:
    """Ana's contact is followed up; an earlier wish to be left alone was lifted."""
    ana, eva = seen.people["ana"], seen.people["eva"]
    refusal = refuse_contact(seen.contact, kind="opt_out", by=ana, now=LONG_AGO)
    lift_refusal(refusal, because="Asked for an offer", by=ana, now=LONG_AGO)
    steps = [StepFacts("email", 0), StepFacts("phone", 3)]
    cadence = create_cadence(name="Quiet", about="", stop_on_meeting=True, steps=steps, by=eva, now=LONG_AGO)
    made = enrol(seen.contact, cadence, person=ana, begin_on=LONG_AGO.date(), by=ana, now=LONG_AGO)
    return {"cadence": cadence.pk, "enrolment": made.pk, "refusal": refusal.pk}


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    eva, ana = dict[str, Any](by=world.people["eva"], now=NOW), dict[str, Any](by=world.people["ana"], now=NOW)
    cadence, made = Cadence.objects.get(pk=world.ids["cadence"]), Enrolment.objects.get(pk=world.ids["enrolment"])
    facts: dict[str, Any] = {"name": "Other", "about": "", "stop_on_meeting": True, "steps": [StepFacts("email", 1)]}
    old = actions.create_cadence(**facts, **eva)
    actions.archive_cadence(old, **eva)
    account = made.contact.account
    kim, lee, pat = (
        Contact.objects.create(account=account, name=name, created_at=NOW, changed_at=NOW)
        for name in ("Kim", "Lee", "Pat")
    )
    refusal = actions.refuse_contact(kim, kind="opt_out", **ana)
    answered = actions.enrol(pat, cadence, person=world.people["ana"], begin_on=NOW.date(), by=ana["by"], now=LONG_AGO)
    came = Activity.objects.create(kind="email", direction="in", at=NOW, recorded_at=NOW, account=account)
    ActivityParty.objects.create(activity=came, contact=answered.contact, part="from")
    before = NOW - timedelta(days=60)
    sent = Activity.objects.create(
        kind="email", direction="out", at=before, recorded_at=before, account=account, user=ana["by"]
    )
    ActivityParty.objects.create(activity=sent, contact=lee)
    return {
        "create_cadence": lambda: actions.create_cadence(**facts, **eva),
        "edit_cadence": lambda: actions.edit_cadence(cadence, **facts, **eva),
        "archive_cadence": lambda: actions.archive_cadence(cadence, **eva),
        "restore_cadence": lambda: actions.restore_cadence(old, **eva),
        "enrol": lambda: actions.enrol(lee, cadence, person=ana["by"], begin_on=NOW.date(), **ana),
        "log_touch": lambda: actions.log_touch(made, channel="email", result="nothing", **ana),
        "stop_enrolment": lambda: actions.stop_enrolment(made, because="meeting", **ana),
        "refuse_contact": lambda: actions.refuse_contact(made.contact, kind="complaint", **ana),
        "lift_refusal": lambda: actions.lift_refusal(refusal, because="Wrote again", **ana),
        "note_answers": lambda: actions.note_answers(now=NOW),
        "set_persistence": lambda: actions.set_persistence(facts={"wait_days": 7}, **eva),
        "count_attempts": lambda: actions.count_attempts(now=NOW),
    }
