"""The addresses of `competition`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.competition import actions
from trimtab.competition.models import Competitor, Contender, DecisionCriterion, Fear
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.tests.builders import deal

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


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    by: dict[str, Any] = {"by": world.people["finn"], "now": NOW}
    rivalo, other = Competitor.objects.get(pk=world.ids["competitor"]), Competitor.objects.get(kind="nothing")
    nova, gone = (actions.add_competitor(fields={"name": name}, **by) for name in ("Nova", "Gone"))
    actions.archive_competitor(gone, **by)
    rival = actions.add_competitor(fields={"name": "Rivallo"}, **by)
    actions.join_spelling(rival, into=rivalo, **by)
    found = Opportunity.objects.get(pk=world.ids["opportunity"])
    other_deal = deal("Pumps", owner=world.people["ana"], process=found.process)
    return {
        "add_competitor": lambda: actions.add_competitor(fields={"name": "Coil"}, **by),
        "archive_competitor": lambda: actions.archive_competitor(nova, **by),
        "edit_competitor": lambda: actions.edit_competitor(other, changes={"strengths": "Costs nothing"}, **by),
        "join_spelling": lambda: actions.join_spelling(nova, into=rivalo, **by),
        "part_spelling": lambda: actions.part_spelling(rival, **by),
        "restore_competitor": lambda: actions.restore_competitor(gone, **by),
        "take_name": lambda: actions.take_name("Rivalo AG", into=str(rivalo.pk), **by),
        "add_contender": lambda: actions.add_contender(other_deal, nova, **by),
        "bring_in": lambda: actions.bring_in(other_deal, fields={"name": "Coil"}, **by),
        "keep_do_nothing": lambda: actions.keep_do_nothing(other_deal, **by),
    } | _acts_in_the_deal(world, nova, by)


def _acts_in_the_deal(world: Any, nova: Competitor, by: dict[str, Any]) -> dict[str, Callable[[], object]]:
    contender = Contender.objects.get(pk=world.ids["contender"])
    criterion, fear = DecisionCriterion.objects.get(pk=world.ids["criterion"]), Fear.objects.get(pk=world.ids["fear"])
    opportunity, evidence = contender.opportunity, Evidence.objects.get(pk=world.ids["fit_evidence"])
    taken_out = actions.add_contender(opportunity, nova, **by)
    actions.take_contender_out(taken_out, **by)
    archived = actions.add_criterion(opportunity, facts={"name": "Colour"}, **by)
    actions.archive_criterion(archived, **by)
    removed = actions.add_fear(opportunity, facts={"kind": "cost"}, **by)
    actions.remove_fear(removed, **by)
    said = {"kind": "said", "note": "Cheap.", "happened_on": NOW.date()}
    return {
        "edit_contender": lambda: actions.edit_contender(contender, changes={"expected": "A lower price"}, **by),
        "take_contender_out": lambda: actions.take_contender_out(contender, **by),
        "put_contender_back": lambda: actions.put_contender_back(taken_out, **by),
        "add_criterion": lambda: actions.add_criterion(opportunity, facts={"name": "Price"}, **by),
        "edit_criterion": lambda: actions.edit_criterion(criterion, changes={"is_mandatory": True}, **by),
        "archive_criterion": lambda: actions.archive_criterion(criterion, **by),
        "restore_criterion": lambda: actions.restore_criterion(archived, **by),
        "judge_fit": lambda: actions.judge_fit(criterion, contender, value=3, evidence=said, **by),
        "withdraw_fit_evidence": lambda: actions.withdraw_fit_evidence(evidence, criterion, **by),
        "add_fear": lambda: actions.add_fear(opportunity, facts={"kind": "past"}, **by),
        "edit_fear": lambda: actions.edit_fear(fear, changes={"proof": "pilot"}, **by),
        "remove_fear": lambda: actions.remove_fear(fear, **by),
        "restore_fear": lambda: actions.restore_fear(removed, **by),
    }
