"""Reading objectives and actions, never more than a user may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from trimtab.accounts.queries import visible_accounts
from trimtab.objectives.completeness import completeness_at, completeness_of
from trimtab.objectives.kinds import all_kinds, keys_counting_as, kind_names, kinds_in_use
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.models import ActionQuerySet as Actions
from trimtab.objectives.models import ObjectiveQuerySet as Objectives
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import owners_in_sight, sees_everyone

__all__ = [
    "Steps",
    "actions_due",
    "actions_of",
    "all_kinds",
    "completeness_at",
    "completeness_of",
    "keys_counting_as",
    "kind_names",
    "kinds_in_use",
    "objectives_of",
    "steps_of",
    "visible_actions",
    "visible_objectives",
]


MOST_DUE = 50  # so many are read; a page shows the first of them


@dataclass(frozen=True)
class Steps:
    """How many actions of an objective are done, of how many that were not dropped."""

    done: int = 0
    all: int = 0


def visible_objectives(user: User) -> Objectives:
    """The objectives that the user may see: those of visible accounts. Each is looked up by its own account."""
    if sees_everyone(user):
        return Objective.objects.all()
    return Objective.objects.filter(Exists(visible_accounts(user).filter(pk=OuterRef("account_id"))))


def visible_actions(user: User) -> Actions:
    """The actions that the user may see.

    Those with visible opportunities; of the others, those of visible accounts; by themselves, of visible people.
    """
    if sees_everyone(user):
        return Action.objects.all()
    of_opportunity = Exists(visible_opportunities(user).filter(pk=OuterRef("opportunity_id")))
    of_account = Exists(visible_accounts(user).filter(pk=OuterRef("account_id")))
    of_person = Q(account__isnull=True, assignee__in=owners_in_sight(user))
    return Action.objects.filter(of_opportunity | (Q(opportunity__isnull=True) & (of_account | of_person)))


def objectives_of(account_id: int) -> "QuerySet[Objective]":
    """The objectives of one account as its pages show them: open ones by day first."""
    found = Objective.objects.filter(account=account_id).select_related("owner", "division", "contact")
    return found.order_by("closed_at", "due_on", "priority", "pk")


def actions_of(user: User, account_id: int) -> "QuerySet[Action]":
    """The actions of one account that the user sees, with what a line shows."""
    found = visible_actions(user).filter(account=account_id)
    return found.select_related("assignee", "objective", "opportunity__owner__team", "contact", "account__owner__team")


def steps_of(objective_ids: Iterable[int]) -> Mapping[int, Steps]:
    """Objective → how far its actions are. One query for any number."""
    counted = Action.objects.filter(objective__in=list(objective_ids)).exclude(status=Action.Status.DROPPED).order_by()
    rows = counted.values_list("objective").annotate(Count("done_at"), Count("pk"))
    return {pk: Steps(done, every) for pk, done, every in rows}


def actions_due(person: User, *, today: date) -> list[Action]:
    """The person's own open actions that are due today or overdue, as far as the person sees them. One query."""
    mine = visible_actions(person).open().filter(assignee=person, due_on__lte=today)
    return list(mine.select_related("account", "opportunity").order_by("due_on", "priority", "pk")[:MOST_DUE])
