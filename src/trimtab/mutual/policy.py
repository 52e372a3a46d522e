"""The one door to a mutual plan: whoever sees the opportunity sees its plan; whoever may change it changes the plan."""

from django.http import Http404

from trimtab.mutual.models import MutualPlan, PlanPerson, Reply, Step
from trimtab.mutual.queries import visible_plans
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner


def get_mutual_plan_for(user: User, plan_id: int, *, edit: bool = False) -> MutualPlan:
    """The plan, if the user may see its opportunity; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such plan, or the user is a stranger to it.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_plans(user).select_related("opportunity__owner__team", "opportunity__account")
    plan = found.filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    if edit:
        require_plan_edit(user, plan)
    return plan


def get_step_for(user: User, step_id: int, *, edit: bool = False) -> Step:
    """A step of a plan; as `get_mutual_plan_for`."""
    step = Step.objects.select_related("ours", "theirs").filter(pk=step_id).first()
    if step is None:
        raise Http404
    step.plan = get_mutual_plan_for(user, step.plan_id, edit=edit)
    return step


def get_person_for(user: User, plan_id: int, person_id: int) -> PlanPerson:
    """Somebody on a plan that the user may change."""
    plan = get_mutual_plan_for(user, plan_id, edit=True)
    person = plan.people.filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person


def get_reply_for(user: User, reply_id: int) -> Reply:
    """What the customer said, in a plan that the user may change."""
    reply = Reply.objects.filter(pk=reply_id).first()
    if reply is None:
        raise Http404
    reply.plan = get_mutual_plan_for(user, reply.plan_id, edit=True)
    return reply


def require_plan_edit(user: User, plan: MutualPlan) -> None:
    """Refuse those who may not change the opportunity.

    Raises:
        PermissionDenied: with the reason in words.
    """
    require_opportunity_edit(user, plan.opportunity)


def can_edit_plan(user: User, plan: MutualPlan) -> bool:
    """Whether the user may change the plan."""
    return access_to_owner(user, plan.opportunity.owner).can_edit
