"""Who may do what: everybody reads processes, operations and administrators write them; answers belong to the deal."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.processes.models import Content, Milestone, ProcessVersion, SalesProcess, Step

Found = TypeVar("Found", bound=Model)


def require_process_edit(user: User) -> None:
    """Refuse those who may not change processes.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change sales processes. You can read them."))


def get_process_for(user: User, pk: int, *, edit: bool = False) -> SalesProcess:
    """The process; with `edit`, for those who may change it.

    Raises:
        Http404: there is none. PermissionDenied: see `require_process_edit`.
    """
    return _found(user, SalesProcess.objects.all(), pk, edit=edit)


def get_version_for(user: User, pk: int, *, edit: bool = False) -> ProcessVersion:
    """The version; see `get_process_for`."""
    return _found(user, ProcessVersion.objects.select_related("process"), pk, edit=edit)


def get_step_for(user: User, pk: int, *, edit: bool = False) -> Step:
    """The step; see `get_process_for`."""
    return _found(user, Step.objects.select_related("version__process"), pk, edit=edit)


def get_milestone_for(user: User, pk: int, *, edit: bool = False) -> Milestone:
    """The milestone; see `get_process_for`."""
    return _found(user, Milestone.objects.select_related("step__version__process"), pk, edit=edit)


def get_content_for(user: User, pk: int, *, edit: bool = False) -> Content:
    """The content; see `get_process_for`."""
    return _found(user, Content.objects.all(), pk, edit=edit)


def visible_contents(_user: User) -> QuerySet[Content]:
    """Everybody sees all of it."""
    return Content.objects.all()


def _found(user: User, records: QuerySet[Found], pk: int, *, edit: bool) -> Found:
    record = records.filter(pk=pk).first()
    if record is None:
        raise Http404
    if edit:
        require_process_edit(user)
    return record
