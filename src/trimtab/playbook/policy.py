"""The one door to a play and to its use.

Everybody reads the playbook. It is written by those who lead, operations and administrators. What is said of an
opportunity follows the opportunity.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES, can_set_up
from trimtab.playbook.catalogue import ListedPlay, play_named
from trimtab.playbook.models import PlayUse


def can_write_plays(user: User) -> bool:
    """Whoever leads, does operations or administers."""
    return can_set_up(user) or (user.is_active and user.role in LEADING_ROLES)


def require_writing(user: User) -> None:
    """Refuse those who only read the playbook.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_write_plays(user):
        raise PermissionDenied(_("Plays are written by those who lead, by operations and by administrators."))


def get_play_for(user: User, key: str, *, edit: bool = False) -> ListedPlay:
    """The play with that key; with `edit`, if the user may write plays.

    Raises:
        Http404: there is no such play.
        PermissionDenied: the user reads it only.
    """
    found = play_named(key)
    if found is None:
        raise Http404
    if edit:
        require_writing(user)
    return found


def get_use_for(user: User, pk: int, *, edit: bool = False) -> PlayUse:
    """A use, if the user may see its opportunity; with `edit`, if the user may change that or plays it.

    Raises:
        Http404, PermissionDenied: see `get_opportunity_for`.
    """
    found = PlayUse.objects.select_related("version__play", "action", "who").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.opportunity = get_opportunity_for(user, found.opportunity_id)
    if edit:
        require_use(user, found)
    return found


def require_use(user: User, use: PlayUse) -> None:
    """Refuse those who neither play it nor may change the opportunity.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if use.who_id != user.pk:
        require_opportunity_edit(user, use.opportunity)
