"""Account plans: what is planned, with whom, until when, what is known, and how it went on."""

from trimtab.planning.models.plans import Plan, PlanMember, PlanPeriod
from trimtab.planning.models.research import Answer, SwotEntry, TemplateVersion
from trimtab.planning.models.reviews import PlanReview, PlanSnapshot
from trimtab.planning.models.structure import PlanColumn, PlanRow, PlanRowAccount

__all__ = [
    "Answer",
    "Plan",
    "PlanColumn",
    "PlanMember",
    "PlanPeriod",
    "PlanReview",
    "PlanRow",
    "PlanRowAccount",
    "PlanSnapshot",
    "SwotEntry",
    "TemplateVersion",
]
