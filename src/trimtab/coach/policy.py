"""Who may answer to a finding: whoever sees its record, each for himself. Doing it needs the right to edit."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.policy import access_to_account, can_edit_contacts
from trimtab.coach.findings import PROMISES
from trimtab.coach.models import LEADS, Answer, Kind
from trimtab.opportunities.models import Activity, Lead, Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.models import User
from trimtab.people.policy import Access, access_to_owner

Subject = Opportunity | Activity | Lead


def get_subject_for(user: User, kind: str, subject_id: int, *, edit: bool = False) -> Subject:
    """The opportunity, the task or meeting, or the lead that a finding of that kind is about.

    Raises:
        Http404: there is no such kind or record, or the user is a stranger to it.
        PermissionDenied: with `edit`, the user may read it, not change it.
    """
    if kind not in Kind:
        raise Http404
    if kind in LEADS:
        return _lead_for(user, subject_id, edit=edit)
    if kind not in PROMISES:
        return get_opportunity_for(user, subject_id, edit=edit)
    found = Activity.objects.select_related("opportunity__owner__team", "opportunity__account", "account__owner__team")
    activity = found.filter(pk=subject_id, user=user).first()
    if activity is None or not access_to(user, activity).can_see:
        raise Http404
    if edit and not access_to(user, activity).can_edit:
        raise PermissionDenied(access_to(user, activity).reason)
    return activity


def _lead_for(user: User, lead_id: int, *, edit: bool) -> Lead:
    lead = Lead.objects.filter(pk=lead_id, archived_at=None).select_related("owner__team").first()
    if lead is None or not access_to(user, lead).can_see:
        raise Http404
    if edit and not access_to(user, lead).can_edit:
        raise PermissionDenied(access_to(user, lead).reason)
    return lead


def get_answer_for(user: User, answer_id: int) -> Answer:
    """The user's own answer that still stands.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    answer = Answer.objects.standing().filter(person=user, pk=answer_id).first()
    if answer is None:
        raise Http404
    return answer


def access_to(user: User, subject: Subject) -> Access:
    """What the user may do with the record of a finding."""
    if isinstance(subject, Opportunity | Lead):
        return access_to_owner(user, subject.owner)
    if subject.opportunity is not None:
        return access_to_owner(user, subject.opportunity.owner)
    if subject.account is None:
        return Access(True, True, _("The task is this person's own."))
    access = access_to_account(user, subject.account)
    return Access(access.can_see, can_edit_contacts(user, subject.account), access.reason)


def require_answerable(user: User, subject: Subject) -> None:
    """Refuse those who do not see the record.

    Raises:
        PermissionDenied: with the reason in words.
    """
    access = access_to(user, subject)
    if not access.can_see:
        raise PermissionDenied(access.reason)
