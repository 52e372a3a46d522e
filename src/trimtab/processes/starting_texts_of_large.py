"""The words of the process for a large, complex purchase: the customer's own path, by key."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LARGE: Mapping[str, Mapping[str, "str | Promise"]] = {
    "complex": {
        "text": _("Large and complex"),
        "help": _("For purchases that many people decide: the customer's own path from need to first value."),
    },
    "recognise": {"text": _("Need recognised"), "purpose": _("Somebody makes the problem official.")},
    "recognise-problem": {
        "text": _("The problem has a name there, and more than one department has it"),
        "proof": _("Two people of different departments who said so."),
        "role": _("Heads of departments"),
    },
    "recognise-sponsor": {
        "text": _("Somebody of rank stands behind solving it"),
        "proof": _("A meeting that this person called."),
        "role": _("Sponsor"),
    },
    "recognise-money": {
        "text": _("It is known which budget it would come from"),
        "proof": _("Told by the sponsor or by finance."),
        "role": _("Finance"),
    },
    "recognise-event": {
        "text": _("There is a date by which it must be solved, and a reason for it"),
        "proof": _("Date and reason, told by the sponsor."),
        "role": _("Sponsor"),
    },
    "criteria": {"text": _("Criteria set"), "purpose": _("The buying group agrees on what it wants.")},
    "criteria-set": {
        "text": _("They wrote down what matters, in their order"),
        "proof": _("The list."),
        "role": _("Buying group"),
    },
    "criteria-shaped": {
        "text": _("What we do best is among the first three"),
        "proof": _("The list, with their order."),
        "role": _("Seller"),
        "help": _("If a rival wrote the list, it is known, and there is a plan for it."),
    },
    "criteria-group": {
        "text": _("Everybody who can say no is known by name"),
        "proof": _("The map of people, told by somebody there."),
        "role": _("Sponsor"),
    },
    "criteria-process": {
        "text": _("The steps of their purchase are known, with dates and who decides at each"),
        "proof": _("Told by purchasing, or a document of theirs."),
        "role": _("Purchasing"),
    },
    "evaluate": {"text": _("Evaluation"), "purpose": _("The buying group tests the suppliers.")},
    "evaluate-trial": {
        "text": _("A trial with agreed criteria took place"),
        "proof": _("Criteria from before, results from after."),
        "role": _("Technical evaluator"),
    },
    "evaluate-results": {
        "text": _("They said to others that the trial reached its aim"),
        "proof": _("A report or message of theirs."),
        "role": _("Technical evaluator"),
    },
    "evaluate-references": {
        "text": _("They talked to a customer of ours who is like them"),
        "proof": _("Date, and what they said afterwards."),
        "role": _("Buying group"),
    },
    "evaluate-users": {
        "text": _("Those who will use it were asked, and are for it"),
        "proof": _("What they said, with names."),
        "role": _("Users"),
    },
    "case": {"text": _("Business case"), "purpose": _("The customer works out whether it pays.")},
    "case-figures": {
        "text": _("The case rests on their figures, and finance accepts how it was worked out"),
        "proof": _("The case with the names of those who confirmed its lines."),
        "role": _("Finance"),
    },
    "case-owner": {
        "text": _("Somebody there presents the case as their own"),
        "proof": _("The presentation took place: date and to whom."),
        "role": _("Sponsor"),
    },
    "case-risk": {
        "text": _("What could go wrong is written down, with what would be done"),
        "proof": _("The list, seen by the sponsor."),
        "role": _("Programme lead"),
    },
    "case-nothing": {
        "text": _("The cost of doing nothing is part of the case"),
        "proof": _("The line in the case."),
        "role": _("Finance"),
    },
    "approve": {"text": _("Approval and choice"), "purpose": _("Those at the top approve the money and choose.")},
    "approve-board": {
        "text": _("The money is approved"),
        "proof": _("The decision, with date."),
        "role": _("Board or executive"),
    },
    "approve-choice": {
        "text": _("They told us that we are chosen"),
        "proof": _("In writing."),
        "role": _("Sponsor"),
    },
    "approve-plan": {
        "text": _("The plan until the first value is agreed, with names on both sides"),
        "proof": _("The mutual plan, confirmed by them."),
        "role": _("Programme lead"),
    },
    "contract": {"text": _("Contract"), "purpose": _("Legal, security and purchasing do their part.")},
    "contract-security": {
        "text": _("Security and privacy have agreed"),
        "proof": _("Their answer, with date."),
        "role": _("Security"),
    },
    "contract-legal": {
        "text": _("The contract has no open point"),
        "proof": _("The version that both sides agreed on."),
        "role": _("Legal"),
    },
    "contract-order": {
        "text": _("Purchasing has opened the order"),
        "proof": _("Its number, or the message."),
        "role": _("Purchasing"),
    },
    "contract-signature": {
        "text": _("It is signed by both sides"),
        "proof": _("The signed contract."),
        "role": _("Whoever signs"),
    },
    "value": {"text": _("First value"), "purpose": _("The customer gets the first result.")},
    "value-start": {
        "text": _("The programme began with named people on both sides"),
        "proof": _("Date of the first working session."),
        "role": _("Programme lead"),
    },
    "value-first": {
        "text": _("The first result of the case was measured"),
        "proof": _("The figure, confirmed by its owner."),
        "role": _("Owner of the problem"),
    },
    "value-review": {
        "text": _("The review of the value has a date"),
        "proof": _("The date, with the sponsor's name."),
        "role": _("Sponsor"),
    },
}
