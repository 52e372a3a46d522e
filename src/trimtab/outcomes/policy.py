"""The one door to what became of a deal: it is seen and changed like the opportunity, also once that is closed."""

from django.http import Http404

from trimtab.competition.policy import require_competition_edit
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.opportunities.queries import visible_opportunities
from trimtab.outcomes.models import Debrief, DebriefQuerySet, Lesson
from trimtab.people.models import User
from trimtab.people.policy import can_set_up


def get_ended_for(user: User, pk: int, *, edit: bool = False) -> Opportunity:
    """The opportunity, if the user may see it; with `edit`, if it has ended and the user may change it.

    Raises:
        Http404: there is none, or the user is a stranger to it. PermissionDenied: the user may read it, not change it.
    """
    found = get_opportunity_for(user, pk, edit=edit)
    if edit:
        require_competition_edit(user, found)
    return found


def get_debrief_for(user: User, pk: int, *, edit: bool = False) -> Debrief:
    """The debrief; see `get_ended_for`."""
    found = Debrief.objects.select_related("competitor", "told_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.opportunity = get_ended_for(user, found.opportunity_id, edit=edit)
    return found


def get_lesson_for(user: User, pk: int, *, edit: bool = False) -> Lesson:
    """The lesson: everybody learns from it; whoever wrote it and those who set up take it back.

    Raises:
        Http404: there is none. PermissionDenied: see `require_lesson_edit`.
    """
    found = Lesson.objects.filter(pk=pk).first()
    if found is None or not user.is_active:
        raise Http404
    return found


def can_edit_lesson(user: User, lesson: Lesson) -> bool:
    """Whoever wrote it, and those who set up."""
    return lesson.by_id == user.pk or can_set_up(user)


def visible_debriefs(user: User) -> DebriefQuerySet:
    """The debriefs of deals that the user sees."""
    return Debrief.objects.current().filter(opportunity__in=visible_opportunities(user))
