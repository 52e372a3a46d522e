"""The one door to a feed, a comment, a file. Whoever sees a subject may talk about it; each changes only own words."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.collaboration.models import Comment, FeedFile, Notice
from trimtab.collaboration.subjects import Kind, Record, kind_named
from trimtab.people.models import User


def get_subject_for(user: User, kind: str, pk: int) -> tuple[Kind, Record]:
    """The kind and the record, if the user may see it.

    Raises:
        Http404: there is no such subject, or the user is a stranger to it.
    """
    named = kind_named(kind)
    return named, named.get_for(user, pk)


def get_comment_for(user: User, pk: int, *, edit: bool = False) -> Comment:
    """The comment, if the user may see its subject; with `edit`, if the user wrote it.

    Raises:
        Http404: there is no such comment, or the user is a stranger to its subject.
        PermissionDenied: somebody else wrote it.
    """
    found = Comment.objects.filter(pk=pk).select_related("by").first()
    if found is None:
        raise Http404
    get_subject_for(user, found.kind, found.subject_id)
    if edit and found.by_id != user.pk:
        raise PermissionDenied(_("A comment is changed by whoever wrote it."))
    return found


def get_file_for(user: User, pk: int, *, edit: bool = False) -> FeedFile:
    """The file, if the user may see its subject; with `edit`, if the user put it there.

    Raises:
        Http404: there is no such file, it was removed, or the user is a stranger to its subject.
        PermissionDenied: somebody else put it there.
    """
    found = FeedFile.objects.filter(pk=pk, removed_at=None).select_related("by").first()
    if found is None:
        raise Http404
    get_subject_for(user, found.kind, found.subject_id)
    if edit and found.by_id != user.pk:
        raise PermissionDenied(_("A file is removed by whoever put it there."))
    return found


def get_notice_for(user: User, pk: int) -> Notice:
    """The user's own notice.

    Raises:
        Http404: there is no such notice of this user.
    """
    found = Notice.objects.filter(pk=pk, user=user).first()
    if found is None:
        raise Http404
    return found
