"""The one door to an opportunity, and who may do what there."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import AccountMember
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.opportunities.queries import visible_activities, visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import PersonAccess, access_to_owner, can_set_up, sorted_by_access

RELATED = ("owner__team", "account", "process", "stage__remapping__into")


def get_opportunity_for(user: User, opportunity_id: int, *, edit: bool = False) -> Opportunity:
    """The opportunity, if the user may see it; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such opportunity, or the user is a stranger to it.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_opportunities(user).select_related(*RELATED)
    opportunity = found.filter(pk=opportunity_id).first()
    if opportunity is None:
        raise Http404
    if edit:
        require_opportunity_edit(user, opportunity)
    return opportunity


def require_opportunity_edit(user: User, opportunity: Opportunity) -> None:
    """Refuse those who may not change the opportunity.

    Raises:
        PermissionDenied: with the reason in words.
    """
    access = access_to_owner(user, opportunity.owner)
    if not access.can_edit:
        raise PermissionDenied(access.reason)


def get_activity_for(user: User, activity_id: int, *, edit: bool = False) -> Activity:
    """The activity, if the user may see it; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such activity, or the user is a stranger to what it belongs to.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_activities(user).select_related("user", "opportunity__owner__team", "account__owner__team")
    activity = found.filter(pk=activity_id).first()
    if activity is None:
        raise Http404
    if edit:
        require_activity_edit(user, activity)
    return activity


def can_edit_activity(user: User, activity: Activity) -> bool:
    """Whoever logged it, and whoever may change the opportunity or, without one, works with the account."""
    return activity.pk in editable_activities(user, [activity])


def editable_activities(user: User, activities: Iterable[Activity]) -> set[int]:
    """The ids of those that the user may change; `can_edit_activity` for many, with one query."""
    rows = list(activities)
    loose = {one.account_id for one in rows if one.opportunity_id is None}
    members = AccountMember.objects.filter(user=user, account__in=loose).values_list("account", flat=True)
    works_with = set(members)
    return {one.pk for one in rows if one.user_id == user.pk or _may_edit_record(user, one, works_with)}


def _may_edit_record(user: User, activity: Activity, works_with: set[int]) -> bool:
    if activity.opportunity is not None:
        return access_to_owner(user, activity.opportunity.owner).can_edit
    owner = activity.account.owner if activity.account else None
    return activity.account_id in works_with or access_to_owner(user, owner).can_edit


def require_activity_edit(user: User, activity: Activity) -> None:
    """Refuse those who may not change the activity.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit_activity(user, activity):
        raise PermissionDenied(_("An activity is changed by whoever logged it and by those who may change its record."))


def require_set_up(user: User) -> None:
    """Refuse those who may not change processes and stages.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change processes and stages."))


def explain_access(user: User, opportunity: Opportunity) -> Iterator[PersonAccess]:
    """Everyone who can see the opportunity, editors first, each with the sentence that says why.

    Args:
        user: who asks; must see the opportunity, which is for the caller to check.
    """
    people = User.objects.filter(is_active=True).select_related("team").order_by("name", "pk")
    found = (PersonAccess(person, access_to_owner(person, opportunity.owner)) for person in people)
    yield from sorted_by_access(found, user=user)
