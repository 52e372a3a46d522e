"""The playbook itself: read by everybody, written by those who lead, do operations or administer."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.models import Organisation
from trimtab.people.frame import signed_in
from trimtab.playbook import actions, words
from trimtab.playbook.actions import PlayChanged
from trimtab.playbook.catalogue import ListedPlay, all_plays
from trimtab.playbook.contents import contents_named, links_of
from trimtab.playbook.exchange import arriving, document_of
from trimtab.playbook.forms import ImportForm, PlayForm, merged_after
from trimtab.playbook.models import Channel, PlayResult
from trimtab.playbook.pages import playbook
from trimtab.playbook.policy import can_write_plays, get_play_for, require_writing
from trimtab.playbook.queries import latest_uses, uses_by_version
from trimtab.playbook.versions import versions_of


@require_GET
def plays(request: HttpRequest) -> HttpResponse:
    """All plays by step, with how often they were used and what that goes with."""
    context = {"page": playbook(), "may_write": can_write_plays(signed_in(request))}
    return render(request, "playbook/plays.html", context)


@require_GET
def play(request: HttpRequest, key: str) -> HttpResponse:
    """One play: what it says, when it applies, its versions and its results."""
    user = signed_in(request)
    listed = get_play_for(user, key)
    result = PlayResult.objects.filter(play=listed.row).first() if listed.row else None
    context = {
        "play": listed,
        "said": listed.said,
        "links": links_of(listed.said, contents_named([listed.said])),
        "channel": Channel(listed.said.channel).label,
        "when": words.when_words(listed.said.when, Organisation.get().currency),
        "versions": versions_of(listed.row, uses_by_version(listed.row.pk)) if listed.row else [],
        "uses": latest_uses(user, listed.row.pk) if listed.row else [],
        "result": result,
        "sentence": words.result_sentence(result.figures if result else None),
        "may_write": can_write_plays(user),
    }
    return render(request, "playbook/play.html", context)


@require_http_methods(["GET", "POST"])
def play_new(request: HttpRequest) -> HttpResponse:
    """Write a play, as a draft."""
    user = signed_in(request)
    require_writing(user)
    form = PlayForm(request.POST or None)
    if form.is_bound and form.is_valid():
        why = form.cleaned_data["why"]
        draft = actions.draft_play(None, said=form.said, why=why, by=user, now=timezone.now())
        messages.info(request, _("The play is a draft. It is offered once it is taken into use."))
        return redirect("play", key=draft.play.key)
    return render(request, "playbook/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def play_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Write the next version; the second of two editors sees the newer draft before saving."""
    user = signed_in(request)
    listed = get_play_for(user, key, edit=True)
    shown = listed.draft.said if listed.draft else listed.said
    form = PlayForm(request.POST or None, said=shown, seen_at=listed.row.changed_at if listed.row else None)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "play": listed}
        return render(request, "playbook/form.html", context, status=422 if form.is_bound else 200)
    kept = {"why": form.cleaned_data["why"], "seen_at": form.cleaned_data["seen_at"]}
    try:
        actions.draft_play(listed, said=form.said, by=user, now=timezone.now(), **kept)
    except PlayChanged:
        return _conflict(request, form, get_play_for(user, key))
    messages.info(request, _("The draft was kept. The version in use stays until the draft is taken into use."))
    return redirect("play", key=key)


@require_POST
def play_activation(request: HttpRequest, key: str) -> HttpResponse:
    """Take the draft into use."""
    user = signed_in(request)
    listed = get_play_for(user, key, edit=True)
    try:
        version = actions.activate_draft(listed, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, _("Version %(number)s is in use.") % {"number": version.number})
    return redirect("play", key=key)


@require_POST
def play_draft_removal(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    user = signed_in(request)
    listed = get_play_for(user, key, edit=True)
    actions.drop_draft(listed, by=user, now=timezone.now())
    messages.info(request, _("The draft is gone; the audit keeps what it said."))
    return redirect("play", key=key) if listed.version or not listed.row else redirect("plays")


@require_POST
def play_archiving(request: HttpRequest, key: str) -> HttpResponse:
    """Offer a play no longer, or again."""
    user, now = signed_in(request), timezone.now()
    listed = get_play_for(user, key, edit=True)
    if listed.is_archived:
        actions.restore_play(listed, by=user, now=now)
        messages.info(request, _("The play is offered again."))
    else:
        actions.archive_play(listed, by=user, now=now)
        messages.info(request, _("The play is not offered any more. What it was used for stays."))
    return redirect("play", key=key)


@require_GET
def plays_export(request: HttpRequest) -> HttpResponse:
    """All plays as JSON."""
    signed_in(request)
    content = json.dumps(document_of(all_plays()), ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="playbook.json"'
    return answer


@require_http_methods(["GET", "POST"])
def plays_import(request: HttpRequest) -> HttpResponse:
    """Plays of a file become drafts: nothing in use changes until somebody reads and takes them."""
    user = signed_in(request)
    require_writing(user)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            made = _import(form.cleaned_data["file"], request)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            said = ngettext("%(count)s play came as a draft.", "%(count)s plays came as drafts.", made)
            messages.info(request, said % {"count": made} if made else _("The file says what stands here already."))
            return redirect("plays")
    return render(request, "playbook/import.html", {"form": form}, status=422 if form.is_bound else 200)


def _import(file: "UploadedFile[bytes]", request: HttpRequest) -> int:
    found = arriving(file.read(), all_plays())
    other = [(one.key, one.said) for one in found if not one.is_same]
    return len(actions.import_plays(other, by=signed_in(request), now=timezone.now()))


def _conflict(request: HttpRequest, form: PlayForm, current: ListedPlay) -> HttpResponse:
    said = current.draft.said if current.draft else current.said
    seen_at = current.row.changed_at if current.row else None
    conflict, merged = merged_after(form, PlayForm(said=said, seen_at=seen_at))
    again = PlayForm(merged, said=said, seen_at=seen_at)
    context = {"form": again, "play": current, "conflict": conflict}
    return render(request, "playbook/form.html", context, status=409)
