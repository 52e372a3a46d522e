"""The addresses of `value`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.addresses.roles import ANAS, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Contact
from trimtab.discovery.actions import add_insight
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Insight
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity, Product
from trimtab.opportunities.tests.builders import deal
from trimtab.sharing.actions import make_link
from trimtab.sharing.models import SecretLink
from trimtab.value import actions
from trimtab.value.models import BusinessCase, Capability, CaseLine, CaseVersion, Contribution, CustomerAnswer

NOBODY = dict.fromkeys(ROLES, "-")
ADDRESSES: dict[str, Address] = {
    "opportunity-value": Address(ANAS, of="opportunity"),
    "opportunity-value-panel": Address(ANAS, of="opportunity"),
    "contribution-new": Address(ANAS, needs_write=True, of="opportunity"),
    "contribution-edit": Address(ANAS, needs_write=True, of="contribution"),
    "contribution-confirmations": Address(ANAS, needs_write=True, of="contribution"),
    "unique-value": Address(ANAS, needs_write=True, of="opportunity"),
    "unique-value-confirmations": Address(ANAS, needs_write=True, of="opportunity"),
    "need": Address(ANAS, needs_write=True, of="opportunity"),
    "need-confirmations": Address(ANAS, needs_write=True, of="opportunity"),
    "confirmation-withdrawal": Address(ANAS, method="post", needs_write=True, of="case_evidence"),
    "business-case": Address(ANAS, of="opportunity"),
    "business-case-new": Address(ANAS, needs_write=True, of="opportunity"),
    "business-case-edit": Address(ANAS, needs_write=True, of="business_case"),
    "case-line-new": Address(ANAS, needs_write=True, of="business_case"),
    "case-line-edit": Address(ANAS, needs_write=True, of="case_line"),
    "case-line-archiving": Address(ANAS, method="post", needs_write=True, of="case_line"),
    "case-line-restoration": Address(ANAS, method="post", needs_write=True, of="case_line"),
    "case-line-confirmations": Address(ANAS, needs_write=True, of="case_line"),
    "case-versions": Address(ANAS, method="post", needs_write=True, of="business_case"),
    "case-version": Address(ANAS, of="case_version"),
    "case-version-pdf": Address(ANAS, of="case_version"),
    "case-version-xlsx": Address(ANAS, of="case_version"),
    "case-answer-decisions": Address(ANAS, method="post", needs_write=True, of="case_answer"),
    "shared-case": Address(NOBODY, field="never-made", is_public=True),
    "shared-case-answers": Address(NOBODY, method="post", field="never-made", is_public=True),
    "shared-case-pdf": Address(NOBODY, field="never-made", is_public=True),
    "shared-case-xlsx": Address(NOBODY, field="never-made", is_public=True),
    "value-library": Address(SET_UP),
    "library-solution": Address(SET_UP, of="value_product"),
    "capability-new": Address(SET_UP, of="value_product"),
    "capability-edit": Address(SET_UP, of="capability"),
    "capability-archiving": Address(SET_UP, method="post", of="capability"),
    "capability-restoration": Address(SET_UP, method="post", of="capability"),
    "feature-new": Address(SET_UP, of="value_product"),
    "feature-edit": Address(SET_UP, of="feature"),
    "feature-archiving": Address(SET_UP, method="post", of="feature"),
    "feature-restoration": Address(SET_UP, method="post", of="feature"),
}
NEED = {"consequence": "Fined", "severity": 3, "cost": 1, "risk": 1}
STATEMENT = {"what": "No stops", "whom": "Plant 2", "measured": "hours", "better_than": "doing nothing"}


def ids(seen: Seen) -> dict[str, int]:
    """A record of each kind in Ana's deal: tied to a goal, with a case that the customer answered."""
    ana, finn, by = seen.people["ana"], seen.people["finn"], {"by": seen.people["ana"], "now": LONG_AGO}
    product = Product.objects.create(name="Value sensors")
    capability = actions.add_capability(product, facts={"name": "See failures"}, by=finn, now=LONG_AGO)
    feature = actions.add_feature(product, facts={"name": "Probe", "capabilities": [capability]}, by=finn, now=LONG_AGO)
    board = Board(None, None, seen.opportunity)
    goal = add_insight(board, layer="goal", facts={"title": "No stops"}, section=None, **by).insight  # type: ignore[arg-type]
    tied = {"insight": goal, "capability": capability, "title": "", "strength": 2}
    contribution = actions.add_contribution(seen.opportunity, facts=tied, by=ana, now=LONG_AGO)
    actions.word_need(seen.opportunity, facts=NEED, by=ana, now=LONG_AGO)
    actions.word_unique_value(seen.opportunity, facts=STATEMENT, by=ana, now=LONG_AGO)
    case = _case(seen.opportunity, ana)
    line = actions.add_line(
        case, kind="benefit", facts={"label": "Hours", "quantity": Decimal(9)}, by=ana, now=LONG_AGO
    )
    said = {"kind": "said", "told_by": seen.contact, "happened_on": LONG_AGO.date()}
    evidence = actions.confirm(line, evidence=said, by=ana, now=LONG_AGO)
    version = actions.keep_version(case, by=ana, now=LONG_AGO)
    # A version is kept as JSON: what people typed stands there in Greek, as the search for untranslated words wants it.
    greek = {"title": "Λιγο", "customer": "Ακμη", "lines": [version.content["lines"][0] | {"label": "Ωρα"}]}
    CaseVersion.objects.filter(pk=version.pk).update(content=version.content | greek)
    answer = CustomerAnswer.objects.create(case=case, version=version, kind="comment", text="Hm", name="K", at=LONG_AGO)
    made = {"value_product": product, "capability": capability, "feature": feature, "contribution": contribution}
    made |= {"business_case": case, "case_line": line, "case_version": version, "case_answer": answer}
    return {name: one.pk for name, one in made.items()} | {"case_evidence": evidence.pk}


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana, finn = world.people["ana"], world.people["finn"]
    by, sets_up = {"by": ana, "now": NOW}, {"by": finn, "now": NOW}
    opportunity = Opportunity.objects.get(pk=world.ids["opportunity"])
    contribution = Contribution.objects.get(pk=world.ids["contribution"])
    case, line = (
        BusinessCase.objects.get(pk=world.ids["business_case"]),
        CaseLine.objects.get(pk=world.ids["case_line"]),
    )
    product = Product.objects.get(pk=world.ids["value_product"])
    old = actions.add_capability(product, facts={"name": "Old"}, **sets_up)
    actions.archive_part(old, **sets_up)
    gone = actions.add_line(case, kind="yearly", facts={"label": "Fee", "quantity": Decimal(1)}, **by)
    actions.archive_line(gone, **by)
    other = deal("Pumps", owner=ana, process=opportunity.process, account=opportunity.account)
    goal = Insight.objects.get(pk=contribution.insight_id)
    tied = {"insight": goal, "capability": None, "title": "A named team", "strength": 1}
    kim = Contact.objects.get(pk=world.ids["contact"])
    said = {"kind": "said", "told_by": kim, "happened_on": NOW.date()}
    return _acts_on_case(world, case, line, gone, other, kim) | {
        "add_capability": lambda: actions.add_capability(product, facts={"name": "New"}, **sets_up),
        "add_feature": lambda: actions.add_feature(product, facts={"name": "New"}, **sets_up),
        "edit_part": lambda: actions.edit_part(old, changes={"text": "More"}, **sets_up),
        "archive_part": lambda: actions.archive_part(Capability.objects.get(pk=world.ids["capability"]), **sets_up),
        "restore_part": lambda: actions.restore_part(old, **sets_up),
        "add_contribution": lambda: actions.add_contribution(opportunity, facts=tied, **by),
        "edit_contribution": lambda: actions.edit_contribution(contribution, changes={"strength": 3}, **by),
        "word_need": lambda: actions.word_need(opportunity, facts=NEED | {"risk": 4, "felt_by": [kim]}, **by),
        "word_unique_value": lambda: actions.word_unique_value(opportunity, facts=STATEMENT | {"what": "Less"}, **by),
        "confirm": lambda: actions.confirm(contribution, evidence=said, **by),
        "withdraw_confirmation": lambda: actions.withdraw_confirmation(
            line, Evidence.objects.get(pk=world.ids["case_evidence"]), **by
        ),
    }


def _acts_on_case(
    world: Any, case: BusinessCase, line: CaseLine, gone: CaseLine, other: Opportunity, kim: Contact
) -> dict[str, Callable[[], object]]:
    by = {"by": world.people["ana"], "now": NOW}
    make_link(record="business_case", record_id=case.pk, purpose="case", expires_at=NOW + timedelta(9), **by)
    link = SecretLink.objects.get(record_id=case.pk, purpose="case")
    version = CaseVersion.objects.get(pk=world.ids["case_version"])
    shown = {"key": line.pk, "wording": line.wording}
    wrote = {"kind": "correct", "line": shown, "quantity": Decimal(7), "text": "", "name": "Kim"}
    answer = actions.note_answer(version, facts=wrote, link=link, key="first", now=NOW)
    assert answer is not None, "it came in for the first time"
    actions.edit_case(case, changes={"years": 5}, **by)  # so that a version says something new
    comment = CustomerAnswer.objects.get(pk=world.ids["case_answer"])
    facts = {"label": "Hours", "quantity": Decimal(9)}
    return {
        "begin_case": lambda: _case(other, world.people["ana"]),
        "edit_case": lambda: actions.edit_case(case, changes={"years": 4}, **by),
        "add_line": lambda: actions.add_line(case, kind="benefit", facts=facts, **by),
        "edit_line": lambda: actions.edit_line(line, changes={"quantity": Decimal(8)}, **by),
        "archive_line": lambda: actions.archive_line(line, **by),
        "restore_line": lambda: actions.restore_line(gone, **by),
        "keep_version": lambda: actions.keep_version(case, **by),
        "note_answer": lambda: actions.note_answer(version, facts=wrote, link=link, key="second", now=NOW),
        "accept_answer": lambda: actions.accept_answer(answer, told_by=kim, **by),
        "decline_answer": lambda: actions.decline_answer(comment, **by),
    }


def _case(opportunity: Opportunity, by: Any) -> BusinessCase:
    facts = {"title": "Less downtime", "currency": "EUR", "years": 3, "rate": Decimal(10)}
    return actions.begin_case(opportunity, facts=facts, by=by, now=LONG_AGO)
