"""The addresses of `assessments`."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, SET_UP, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.assessments import actions
from trimtab.assessments.actions import Reply
from trimtab.assessments.models import Assessment
from trimtab.assessments.shipped import FOUR_QUESTIONS
from trimtab.assessments.template_json import as_json
from trimtab.assessments.templates import card_of
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity

ADDRESSES: dict[str, Address] = {
    "opportunity-assessment": Address(ANAS, of="opportunity"),
    "opportunity-assessment-panel": Address(ANAS, of="opportunity"),
    "opportunity-assessment-answers": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-assessment-marks": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-assessment-evidence": Address(
        ANAS, method="post", needs_write=True, of="opportunity assessed_evidence"
    ),
    "opportunity-assessment-version": Address(ANAS, needs_write=True, of="opportunity"),
    "opportunity-criterion": Address(ANAS, of="opportunity assessed_question"),
    "assessments": Address(EVERYBODY),
    "assessment-templates": Address(SET_UP),
    "assessment-template": Address(SET_UP, of="assessed_template"),
    "assessment-template-import": Address(SET_UP),
    "assessment-template-activation": Address(SET_UP, method="post", of="assessed_template"),
    "assessment-template-archiving": Address(SET_UP, method="post", of="assessed_template"),
    "assessment-draft-discarding": Address(SET_UP, method="post", of="assessed_template"),
    "assessment-template-json": Address(SET_UP, of="assessed_template assessed_version"),
}


def ids(seen: Seen) -> dict[str, Any]:
    """Ana answered one question of her deal, and the customer said so; Finn drafts the next questions."""
    ana, finn = seen.people["ana"], seen.people["finn"]
    said = {"kind": "said", "note": "The old contract ends in March.", "happened_on": LONG_AGO.date()}
    reply = Reply("compelling_event", "yes", evidence=said)
    answer = actions.give_answer(seen.opportunity, reply, by=ana, now=LONG_AGO)
    assert answer is not None
    draft = actions.save_draft(FOUR_QUESTIONS, content=as_json(card_of(FOUR_QUESTIONS, 0)), by=finn, now=LONG_AGO)
    evidence = Evidence.objects.get(record="assessment", record_id=answer.assessment_id)
    shipped: dict[str, Any] = {"assessed_question": "compelling_event", "assessed_template": FOUR_QUESTIONS}
    return shipped | {"assessed_evidence": evidence.pk, "assessed_version": draft.number}


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """One call of each action."""
    opportunity = Opportunity.objects.get(pk=world.ids["opportunity"])
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    finn: dict[str, Any] = {"by": world.people["finn"], "now": NOW}
    content = as_json(card_of(FOUR_QUESTIONS, 0))
    assessment = Assessment.objects.get(opportunity=opportunity)
    evidence = Evidence.objects.get(record="assessment", record_id=assessment.pk)
    said = {"kind": "said", "happened_on": NOW.date()}
    own = actions.add_template(name="Renewal", content=content, **finn).template.key
    away = actions.add_template(name="Away", content=content, **finn).template.key
    actions.archive_template(away, **finn)
    next_version = actions.activate_draft(own, **finn)
    actions.save_draft(own, content=content, **finn)
    mine = Assessment.objects.create(
        opportunity=opportunity, template=own, version=0, created_at=LONG_AGO, changed_at=LONG_AGO
    )
    return {
        "give_answer": lambda: actions.give_answer(opportunity, Reply("fit", "yes", evidence=said), **ana),
        "withdraw_answer_evidence": lambda: actions.withdraw_answer_evidence(opportunity, evidence, **ana),
        "change_version": lambda: actions.change_version(mine, to=next_version.number, **ana),
        "mark_occasion": lambda: actions.mark_occasion(opportunity, **ana),
        "add_template": lambda: actions.add_template(name="Bid", content=content, **finn),
        "save_draft": lambda: actions.save_draft(away, content=content, seen=NOW, **finn),
        "activate_draft": lambda: actions.activate_draft(own, **finn),
        "discard_draft": lambda: actions.discard_draft(own, **finn),
        "archive_template": lambda: actions.archive_template(own, **finn),
        "restore_template": lambda: actions.restore_template(away, **finn),
    }
