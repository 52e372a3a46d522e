"""Who brings data in: operations and administrators. For others the Data pages do not exist."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from trimtab.connectors.models import ImportRun
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.people.policy import can_set_up


def setting_up(request: HttpRequest) -> User:
    """The person of the request.

    Raises:
        Http404: the person does not bring data in.
    """
    user = signed_in(request)
    if not can_set_up(user):
        raise Http404
    return user


def get_run_for(user: User, pk: int) -> ImportRun:
    """One import run, with its source and who made it.

    Raises:
        Http404: there is none, or the person does not bring data in.
    """
    if not can_set_up(user):
        raise Http404
    return get_object_or_404(ImportRun.objects.select_related("source", "by"), pk=pk)
