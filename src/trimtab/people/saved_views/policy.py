"""The one door to a saved view: its owner changes it, others read it when it is shared."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.people.models import SavedView, User
from trimtab.people.queries import visible_views


def get_view_for(user: User, view_id: int, *, edit: bool = False) -> SavedView:
    """The saved view, if it is the user's or shared; with `edit`, if it is the user's.

    Raises:
        Http404: there is no such view, or it is somebody else's own.
        PermissionDenied: it is shared by somebody else.
    """
    view = visible_views(user).select_related("owner").filter(pk=view_id).first()
    if view is None:
        raise Http404
    if edit:
        require_view_edit(user, view)
    return view


def require_view_edit(user: User, view: SavedView) -> None:
    """Refuse those who do not own the view.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if view.owner_id != user.pk:
        raise PermissionDenied(_("A shared view is changed by whoever shared it. Save one of your own instead."))
