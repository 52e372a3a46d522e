"""Who may read and change what keeps customers."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.policy import access_to_account
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, visible_people
from trimtab.retention.models import Defection, Handover, Threat
from trimtab.retention.queries import visible_defections, visible_threats


def get_threat_for(user: User, pk: int, *, edit: bool = False) -> Threat:
    """The threat, if it concerns the user; with `edit`, if the user may change it.

    Raises:
        Http404: there is none, or it concerns others. PermissionDenied: the user may read it, not change it.
    """
    found = visible_threats(user).select_related("owner__team", "created_by", "product").filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit:
        require_threat_edit(user, found)
    return found


def can_edit_threat(user: User, threat: Threat) -> bool:
    """Whoever owns it, leads its owner, or wrote it down."""
    return threat.created_by_id == user.pk or access_to_owner(user, threat.owner).can_edit


def require_threat_edit(user: User, threat: Threat) -> None:
    """Refuse those who may not change it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit_threat(user, threat):
        raise PermissionDenied(_("A threat is changed by its owner, by who leads the owner, and by who wrote it down."))


def get_defection_for(user: User, pk: int, *, edit: bool = False) -> Defection:
    """The alarm, if the user sees its account; with `edit`, if the user may answer it.

    Raises:
        Http404: there is none, or the user is a stranger to the account.
        PermissionDenied: the user may read it, not answer it.
    """
    related = ("account__owner__team", "week", "closed_by")
    found = visible_defections(user).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit:
        require_answering(user, found)
    return found


def can_answer(user: User, defection: Defection) -> bool:
    """Whoever may change the account."""
    return access_to_account(user, defection.account).can_edit


def require_answering(user: User, defection: Defection) -> None:
    """Refuse those who may not answer an alarm.

    Raises:
        PermissionDenied: with the reason in words.
    """
    access = access_to_account(user, defection.account)
    if not access.can_edit:
        raise PermissionDenied(access.reason)


def get_leaver_for(user: User, pk: int) -> User:
    """The person whose records are handed over, if the user may change these.

    Raises:
        Http404: there is nobody of that number whose records the user sees.
        PermissionDenied: the user sees them and may not change them.
    """
    person = visible_people(user).select_related("team").filter(pk=pk).first()
    if person is None:
        raise Http404
    access = access_to_owner(user, person)
    if not access.can_edit:
        raise PermissionDenied(access.reason)
    return person


def get_handover_for(user: User, pk: int) -> Handover:
    """A handover, for those who may change the records of whom it is about.

    Raises:
        Http404: there is none, or the person is out of sight.
    """
    found = Handover.objects.select_related("person__team", "by").filter(pk=pk).first()
    if found is None or not visible_people(user).filter(pk=found.person_id).exists():
        raise Http404
    if not access_to_owner(user, found.person).can_edit:
        raise PermissionDenied(_("Records are handed over by those who may change them."))
    return found
