"""Reading plans, never more than a user may see."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.people.policy import owners_in_sight, sees_everyone
from trimtab.planning.models import (
    Plan,
    PlanMember,
    PlanReview,
    PlanRowAccount,
    PlanSnapshot,
    TemplateVersion,
)
from trimtab.planning.models.plans import PlanQuerySet
from trimtab.planning.models.research import PlanType
from trimtab.planning.shipped import TILES, shipped_questions

MOST_GENERATIONS = 8
MOST_ACCOUNTS = 5  # of which the rooms below are asked each time a page of the plan is opened


def visible_plans(user: User) -> PlanQuerySet:
    """The plans that the user may see, archived ones included.

    Those of visible owners, those whose team the user is in, and those all of whose accounts the user sees.
    """
    if sees_everyone(user):
        return Plan.objects.all()
    placed = PlanRowAccount.objects.filter(plan=OuterRef("pk"))
    hidden = placed.exclude(account__in=visible_accounts(user).values("pk"))
    return Plan.objects.filter(
        Q(owner__in=owners_in_sight(user))
        | Q(pk__in=PlanMember.objects.filter(user=user).values("plan"))
        | (Q(Exists(placed)) & ~Q(Exists(hidden)))
    )


def plans_of_account(user: User, account: Account) -> PlanQuerySet:
    """The visible plans that the account stands in, newest first."""
    of_it = PlanRowAccount.objects.filter(account=account).values("plan")
    return visible_plans(user).filter(pk__in=of_it).select_related("owner", "template").order_by("-created_at", "-pk")


def covered_accounts(placed: Iterable[int]) -> Mapping[int, int]:
    """Each account that a plan covers, and the placed one it counts for: itself, or the nearest one above it.

    A query for each generation below; units that stand in the plan themselves are counted on their own row.
    """
    found = {pk: pk for pk in placed}
    newest = dict(found)
    for _generation in range(MOST_GENERATIONS):
        units = Account.objects.filter(parent__in=newest, archived_at__isnull=True).exclude(pk__in=found)
        newest = {pk: newest[parent] for pk, parent in units.values_list("pk", "parent") if parent is not None}
        if not newest:
            break
        found |= newest
    return found


def last_review(plan: Plan) -> PlanReview | None:
    """The latest review that was held."""
    return plan.reviews.select_related("by").order_by("-at", "-pk").first()


def last_snapshots(plans: Iterable[Plan]) -> Mapping[int, PlanSnapshot]:
    """The latest figures of each plan. One query."""
    newest = PlanSnapshot.objects.filter(plan=OuterRef("plan")).order_by("-at", "-pk").values("pk")[:1]
    rows = PlanSnapshot.objects.filter(plan__in=[plan.pk for plan in plans], pk=newest)
    return {one.plan_id: one for one in rows}


def newest_template(plan_type: str) -> TemplateVersion:
    """What new plans of that type ask; where nobody edited it yet, the shipped one, not saved."""
    found = TemplateVersion.objects.filter(plan_type=plan_type).order_by("-number").first()
    return found or TemplateVersion(
        plan_type=PlanType(plan_type), number=1, questions=shipped_questions(plan_type), tiles=list(TILES)
    )
