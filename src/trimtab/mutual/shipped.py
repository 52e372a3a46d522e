"""What ships: kinds of milestones, standard steps with their usual order, and assumptions on how long each takes.

Texts follow the reader's language until somebody types another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Promise] = {
    "need": _("Recognise the need"),
    "budget": _("Name owner and budget"),
    "criteria": _("Set criteria"),
    "invite": _("Invite suppliers"),
    "evaluate": _("Evaluate: demonstration, pilot"),
    "references": _("References"),
    "business_case": _("Business case approved"),
    "choose": _("Choose"),
    "security": _("Security and privacy review"),
    "legal": _("Legal"),
    "procurement": _("Procurement and purchase order"),
    "sign": _("Sign"),
    "kickoff": _("Kick-off"),
    "first_value": _("First value"),
    "value_review": _("Value review"),
}
# Steps on paper that hold deals up where nobody asks early.
PAPER = ("security", "legal", "procurement")
# Days as (quick, likely, slow): assumptions of ours, named as such wherever they stand in for own figures.
ASSUMED: Mapping[str, tuple[int, int, int]] = {
    "need": (3, 7, 21),
    "budget": (5, 14, 45),
    "criteria": (3, 10, 30),
    "invite": (3, 7, 21),
    "evaluate": (10, 21, 60),
    "references": (3, 7, 21),
    "business_case": (5, 14, 45),
    "choose": (3, 10, 30),
    "security": (7, 21, 60),
    "legal": (7, 21, 60),
    "procurement": (5, 14, 45),
    "sign": (1, 5, 20),
    "kickoff": (3, 10, 30),
    "first_value": (14, 45, 120),
    "value_review": (14, 30, 90),
}


@dataclass(frozen=True)
class ShippedStep:
    """A step of a template: `after` names the steps that it waits for by their keys."""

    key: str
    kind: str
    task: Promise
    after: tuple[str, ...] = ()


STEPS: Mapping[str, ShippedStep] = {
    one.key: one
    for one in (
        ShippedStep("agree-need", "need", _("Agree on the problem, what it costs, and what a solution must do")),
        ShippedStep(
            "name-owner", "budget", _("Name who owns the result and where the money comes from"), ("agree-need",)
        ),
        ShippedStep("see-it", "evaluate", _("See it work on your own cases, and say what is missing"), ("agree-need",)),
        ShippedStep("references", "references", _("Talk to two customers who did the same"), ("agree-need",)),
        ShippedStep("business-case", "business_case", _("Approve the business case"), ("name-owner", "see-it")),
        ShippedStep(
            "security", "security", _("Security and privacy review: questions answered, result in writing"), ("see-it",)
        ),
        ShippedStep("decide", "choose", _("Whoever decides says yes"), ("business-case", "references")),
        ShippedStep("legal", "legal", _("Contract read and agreed by both legal departments"), ("business-case",)),
        ShippedStep(
            "procurement", "procurement", _("Supplier set up, terms agreed, purchase order written"), ("decide",)
        ),
        ShippedStep("sign", "sign", _("Sign"), ("decide", "legal", "security", "procurement")),
        ShippedStep("kickoff", "kickoff", _("Kick-off: people, access and dates of delivery are named"), ("sign",)),
        ShippedStep("first-value", "first_value", _("First use that pays: the first measure moves"), ("kickoff",)),
        ShippedStep("check-use", "value_review", _("Look together at what it brought so far")),
        ShippedStep("new-terms", "legal", _("Terms of the new period agreed"), ("check-use",)),
        ShippedStep("renewal-order", "procurement", _("Purchase order of the new period written"), ("new-terms",)),
        ShippedStep("sign-renewal", "sign", _("Sign the new period"), ("renewal-order",)),
    )
}
TEMPLATES: Mapping[str, tuple[Promise, Sequence[str]]] = {
    "purchase": (
        _("A purchase with review, legal and procurement"),
        (
            "agree-need", "name-owner", "see-it", "references", "business-case", "security", "decide", "legal",
            "procurement", "sign", "kickoff", "first-value",
        ),
    ),
    "renewal": (_("A renewal"), ("check-use", "new-terms", "renewal-order", "sign-renewal")),
    "empty": (_("No steps yet"), ()),
}  # fmt: skip


def shipped_task(key: str) -> str:
    """The words of a shipped step; empty where there is none of that key."""
    return str(STEPS[key].task) if key in STEPS else ""
