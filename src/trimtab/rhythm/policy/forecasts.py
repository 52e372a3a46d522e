"""Who may say what a period brings: each person for the own records; those who lead a person adjust beside it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES, access_to_owner, visible_people
from trimtab.rhythm.models import ForecastSubmission


def can_submit_forecast(user: User) -> bool:
    """Whether the person has a period of the own to speak of: those who sell or lead."""
    return user.is_active and not user.is_staff_member


def can_adjust_forecast(user: User, person: User) -> bool:
    """Whether `user` leads that person."""
    leads = user.role in LEADING_ROLES and user.pk != person.pk
    return leads and access_to_owner(user, person).can_edit


def get_submission_for(user: User, pk: int, *, adjust: bool = False) -> ForecastSubmission:
    """The submission, if the user sees that person's records.

    Raises:
        Http404: there is none, or the user is a stranger to that person's records.
        PermissionDenied: with `adjust`, the user sees it but does not lead the person.
    """
    found = ForecastSubmission.objects.select_related("person__team").filter(pk=pk, person__in=visible_people(user))
    submission = found.first()
    if submission is None:
        raise Http404
    if adjust and not can_adjust_forecast(user, submission.person):
        raise PermissionDenied(_("Only who leads this person adjusts the submission."))
    return submission
