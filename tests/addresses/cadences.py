"""The addresses of `cadences`."""

from tests.addresses.roles import ANAS, EVERYBODY, SET_BY_LEADERS, Address, Seen
from tests.cast import LONG_AGO
from trimtab.cadences.actions import StepFacts, create_cadence, enrol, lift_refusal, refuse_contact

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
