"""The addresses of `competition`."""

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO
from trimtab.competition import actions
from trimtab.evidence.models import Evidence

# Everybody reads and writes the catalogue; those who set up keep it in order.
KEPT_IN_ORDER = dict(zip(ROLES, "rrrrrww", strict=True))
ADDRESSES: dict[str, Address] = {
    "opportunity-competition": Address(ANAS, of="opportunity"),
    "contender-new": Address(ANAS, needs_write=True, of="opportunity"),
    "do-nothing": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "criterion-new": Address(ANAS, needs_write=True, of="opportunity"),
    "fear-new": Address(ANAS, needs_write=True, of="opportunity"),
    "contender": Address(ANAS, of="contender"),
    "contender-removal": Address(ANAS, method="post", needs_write=True, of="contender"),
    "contender-restoration": Address(ANAS, method="post", needs_write=True, of="contender"),
    "criterion": Address(ANAS, of="criterion"),
    "criterion-fit": Address(ANAS, needs_write=True, of="criterion"),
    "criterion-archiving": Address(ANAS, method="post", needs_write=True, of="criterion"),
    "criterion-restoration": Address(ANAS, method="post", needs_write=True, of="criterion"),
    "fit-evidence-withdrawal": Address(ANAS, method="post", needs_write=True, of="fit_evidence"),
    "fear": Address(ANAS, needs_write=True, of="fear"),
    "fear-removal": Address(ANAS, method="post", needs_write=True, of="fear"),
    "fear-restoration": Address(ANAS, method="post", needs_write=True, of="fear"),
    "competitors": Address(EVERYBODY),
    "competitor-new": Address(EVERYBODY, needs_write=True),
    "competitor-names": Address(SET_UP, method="post", needs_write=True),
    "competitor": Address(EVERYBODY, of="competitor"),
    "competitor-joining": Address(KEPT_IN_ORDER, method="post", needs_write=True, of="competitor"),
    "competitor-parting": Address(KEPT_IN_ORDER, method="post", needs_write=True, of="competitor"),
    "competitor-archiving": Address(KEPT_IN_ORDER, method="post", needs_write=True, of="competitor"),
    "competitor-restoration": Address(KEPT_IN_ORDER, method="post", needs_write=True, of="competitor"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A competitor in Ana's deal, a criterion whose fit rests on something, and a fear."""
    ana, opportunity = seen.people["ana"], seen.opportunity
    competitor = actions.add_competitor(fields={"name": "Rivalo"}, by=ana, now=LONG_AGO)
    contender = actions.add_contender(opportunity, competitor, by=ana, now=LONG_AGO)
    criterion = actions.add_criterion(opportunity, facts={"name": "Delivery in June"}, by=ana, now=LONG_AGO)
    said = {"kind": "said", "note": "You deliver in time.", "happened_on": LONG_AGO.date()}
    actions.judge_fit(criterion, None, value=2, evidence=said, by=ana, now=LONG_AGO)
    fear = actions.add_fear(opportunity, facts={"kind": "size"}, by=ana, now=LONG_AGO)
    evidence = Evidence.objects.get(record="decision_criterion", record_id=criterion.pk)
    made = {"competitor": competitor, "contender": contender, "criterion": criterion, "fear": fear}
    return {name: one.pk for name, one in (made | {"fit_evidence": evidence}).items()}
