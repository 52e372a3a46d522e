"""Whose network it is. Nobody else sees it, whatever the role, unless the person shares somebody."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.network.models import Acquaintance, Dealing
from trimtab.people.models import User
from trimtab.people.policy import owners_in_sight


def own_acquaintances(user: User) -> QuerySet[Acquaintance]:
    """The people of the own network, archived ones included."""
    return Acquaintance.objects.filter(user=user)


def get_acquaintance_for(user: User, pk: int, *, edit: bool = False) -> Acquaintance:
    """Somebody of the own network, or somebody whom a person in sight shares.

    Raises:
        Http404: there is nobody, or that is another person's private matter.
        PermissionDenied: shared to be read, not to be changed.
    """
    shared = Q(is_shared=True, user__in=owners_in_sight(user))
    found = Acquaintance.objects.select_related("user", "contact").filter(Q(user=user) | shared).filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit:
        require_own(user, found)
    return found


def get_dealing_for(user: User, pk: int, *, promise: bool = False) -> Dealing:
    """A dealing of the own network; with `promise`, one that was promised and is still open.

    Raises:
        Http404: there is none, or it is not one's own.
    """
    found = Dealing.objects.select_related("acquaintance").filter(acquaintance__user=user, pk=pk)
    if promise:
        found = found.filter(kind=Dealing.Kind.PROMISED, ended_on=None)
    dealing = found.first()
    if dealing is None:
        raise Http404
    return dealing


def require_own(user: User, acquaintance: Acquaintance) -> None:
    """Refuse everybody but the person whose network it is.

    Raises:
        PermissionDenied: it is another person's.
    """
    if acquaintance.user_id != user.pk:
        raise PermissionDenied(_("A network is kept by the person whose network it is."))
