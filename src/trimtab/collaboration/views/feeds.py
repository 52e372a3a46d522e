"""The feed of one subject: comments, files, who follows. A page, and a part of the subject's page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.collaboration import actions
from trimtab.collaboration.actions import CommentChanged, Said
from trimtab.collaboration.files import MEGABYTE, FileRefused, Kept, forget_bytes, keep_file
from trimtab.collaboration.forms import CommentForm
from trimtab.collaboration.mentions import Mentions, people_to_mention
from trimtab.collaboration.models import Comment
from trimtab.collaboration.policy import get_comment_for, get_subject_for
from trimtab.collaboration.queries import feed_of
from trimtab.people.frame import signed_in


@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What was said about a subject; write a comment."""
    get_subject_for(signed_in(request), kind, pk)
    if request.method == "GET":
        return _drawn(request, kind, pk, form=CommentForm())
    form = CommentForm(request.POST, request.FILES, megabytes=settings.FILE_MEGABYTES)
    said = _said(form, kind, pk, request) if form.is_valid() else None
    if said is None:
        return _drawn(request, kind, pk, form=form, status=422)
    _tell_mentions(request, said.mentions)
    if request.headers.get("HX-Request"):
        return _drawn(request, kind, pk, form=CommentForm())
    return redirect("feed", kind=kind, pk=pk)


@require_GET
def names(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Whom a comment at this subject may mention: those who can see it."""
    user = signed_in(request)
    get_subject_for(user, kind, pk)
    people = people_to_mention(request.GET.get("q", ""), kind=kind, subject_id=pk, but=user)
    return render(request, "collaboration/_names.html", {"people": people})


@require_POST
def following(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hear of what is new here."""
    return _set_following(request, kind, pk, is_on=True)


@require_POST
def leaving(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hear of it no longer."""
    return _set_following(request, kind, pk, is_on=False)


@require_http_methods(["GET", "POST"])
def comment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own comment."""
    user, now = signed_in(request), timezone.now()
    comment = get_comment_for(user, pk, edit=True)
    form = CommentForm(request.POST or None, comment=comment)
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, comment, form, status=422 if form.is_bound else 200)
    typed = form.cleaned_data
    try:
        said = actions.edit_comment(comment, text=typed["text"], by=user, now=now, seen=typed["seen"])
    except CommentChanged as changed:
        return _conflict(request, changed.comment, typed["text"])
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return _edit_page(request, comment, form, status=422)
    _tell_mentions(request, said.mentions)
    messages.info(request, _("The comment was changed."))
    return redirect("feed", kind=comment.kind, pk=comment.subject_id)


@require_POST
def comment_deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own comment back."""
    user = signed_in(request)
    comment = get_comment_for(user, pk, edit=True)
    actions.take_comment_back(comment, by=user, now=timezone.now())
    undo = f"undo /feeds/comments/{pk}/restoration/"
    messages.info(request, _("The comment was taken back."), extra_tags=undo)
    return redirect("feed", kind=comment.kind, pk=comment.subject_id)


@require_POST
def comment_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it again."""
    user = signed_in(request)
    comment = get_comment_for(user, pk, edit=True)
    actions.restore_comment(comment, by=user, now=timezone.now())
    messages.info(request, _("The comment is there again."))
    return redirect("feed", kind=comment.kind, pk=comment.subject_id)


def _said(form: CommentForm, kind: str, pk: int, request: HttpRequest) -> Said | None:
    """What was written, kept; None where it cannot be, with the reason on the form."""
    user, kept = signed_in(request), list[Kept]()
    try:
        kept = _kept(form.cleaned_data["attachments"])
        quota = settings.FILES_MEGABYTES * MEGABYTE
        text = form.cleaned_data["text"]
        return actions.add_comment(kind, pk, text=text, by=user, now=timezone.now(), files=kept, quota=quota)
    except (ValidationError, FileRefused) as wrong:
        forget_bytes([one.key for one in kept], uploads=settings.UPLOADS)
        form.add_error(None, wrong if isinstance(wrong, ValidationError) else str(wrong))
        return None


def _kept(files: "list[UploadedFile[Any]]") -> list[Kept]:
    kept: list[Kept] = []
    try:
        for one in files:
            kept.append(keep_file(one, uploads=settings.UPLOADS, megabytes=settings.FILE_MEGABYTES))  # noqa: PERF401  # what was kept before one fails is let go
    except (FileRefused, OSError):
        forget_bytes([one.key for one in kept], uploads=settings.UPLOADS)
        raise
    return kept


def _set_following(request: HttpRequest, kind: str, pk: int, *, is_on: bool) -> HttpResponse:
    user = signed_in(request)
    actions.set_following(kind, pk, is_on=is_on, by=user, now=timezone.now())
    if request.headers.get("HX-Request"):
        return _drawn(request, kind, pk, form=CommentForm())
    return redirect("feed", kind=kind, pk=pk)


def _drawn(request: HttpRequest, kind: str, pk: int, *, form: CommentForm, status: int = 200) -> HttpResponse:
    """The feed as a page, or as a part of the page of its subject."""
    user = signed_in(request)
    named, record = get_subject_for(user, kind, pk)
    found = feed_of(named, record, user=user, after=request.GET.get("after", ""))
    if found.unread:  # now they are read
        actions.read_notices(user, now=timezone.now(), of=[(kind, one) for one in named.ids(pk)])
    context: dict[str, Any] = {"feed": found, "form": form, "url": named.address(pk)}
    part = "#feed" if request.headers.get("HX-Request") else ""
    if request.headers.get("HX-Target") == "feed-older":
        part = "#comments"
    return render(request, f"collaboration/feed.html{part}", context, status=status)


def _edit_page(request: HttpRequest, comment: Comment, form: CommentForm, *, status: int) -> HttpResponse:
    named, record = get_subject_for(signed_in(request), comment.kind, comment.subject_id)
    context = {"form": form, "comment": comment, "kind": named, "record": record}
    return render(request, "collaboration/comment.html", context, status=status)


def _conflict(request: HttpRequest, current: Comment, text: str) -> HttpResponse:
    """What was typed, under what stands there now."""
    again = CommentForm(_sent(text=text, seen=current.text), comment=current)
    again.add_error(None, _("The comment was changed in the meantime; it now reads: %(text)s") % {"text": current.text})
    return _edit_page(request, current, again, status=409)


def _sent(**values: str) -> QueryDict:
    """As a browser would send them."""
    sent = QueryDict(mutable=True)
    sent.update(values)
    return sent


def _tell_mentions(request: HttpRequest, meant: Mentions) -> None:
    """Say of whom nobody was told."""
    for name in meant.unknown:
        messages.warning(request, _("Nobody who can see this is called %(name)s, so nobody was told.") % {"name": name})
    for name, instead in meant.several:
        given = {"name": name, "instead": ", ".join(instead)}
        messages.warning(
            request, _("Several people are called %(name)s, so nobody was told. Write one of: %(instead)s.") % given
        )
