"""What was found out about one account: attached articles and notes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.models import Account
from trimtab.accounts.policy import get_account_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.research import actions
from trimtab.research.actions import NoteChanged
from trimtab.research.forms import NoteForm
from trimtab.research.models import ResearchNote
from trimtab.research.policy import can_note, get_note_for, require_note
from trimtab.research.queries import research_of
from trimtab.web.conflicts import Conflict

SHOWN = 300


@require_GET
def account_research(request: HttpRequest, pk: int) -> HttpResponse:
    """All that stands about the account, by what it is about."""
    user = signed_in(request)
    form = NoteForm(today=frame_of(request, now=timezone.now()).today)
    return _page(request, user, get_account_for(user, pk), form=form)


@require_POST
def account_notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    require_note(user, account)
    form = NoteForm(request.POST, today=frame_of(request, now=now).today)
    if not form.is_valid():
        return _page(request, user, account, form=form, status=422)
    actions.note_research(account, fields=form.values, by=user, now=now)
    messages.info(request, _("The note was added."))
    return redirect("account-research", pk=pk)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a note; the second of two editors sees the newer one before saving."""
    user, now = signed_in(request), timezone.now()
    found = get_note_for(user, pk, edit=True)
    today = frame_of(request, now=now).today
    form = NoteForm(request.POST or None, today=today, note=found)
    if form.is_bound and form.is_valid():
        current = get_note_for(user, pk, edit=True)
        try:
            actions.edit_note(current, changes=form.values, by=user, now=now, seen_at=form.cleaned_data["seen_at"])
        except NoteChanged as changed:
            return _conflict(request, form, changed.note)
        messages.info(request, _("The note was changed."))
        return redirect("account-research", pk=found.account_id)
    context = {"form": form, "note": found, "account": found.account}
    return render(request, "research/note.html", context, status=422 if form.is_bound else 200)


@require_POST
def note_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """It no longer counts."""
    user = signed_in(request)
    found = get_note_for(user, pk, edit=True)
    actions.withdraw_note(found, by=user, now=timezone.now())
    messages.success(request, _("The note was taken out."), extra_tags=f"undo /research/notes/{pk}/restoration/")
    return redirect("account-research", pk=found.account_id)


@require_POST
def note_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts again."""
    user = signed_in(request)
    found = get_note_for(user, pk, edit=True)
    actions.restore_note(found, by=user, now=timezone.now())
    messages.info(request, _("The note is back."))
    return redirect("account-research", pk=found.account_id)


def _conflict(request: HttpRequest, form: NoteForm, current: ResearchNote) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, NoteForm(today=form.today, note=current))
    again = NoteForm(conflict.merged, today=form.today, note=current)
    context = {"form": again, "note": current, "account": current.account, "conflict": conflict}
    return render(request, "research/note.html", context, status=409)


def _page(request: HttpRequest, user: User, account: Account, *, form: NoteForm, status: int = 200) -> HttpResponse:
    notes = list(research_of(account)[: SHOWN + 1])
    groups = [
        (label, [one for one in notes[:SHOWN] if one.subject == key]) for key, label in ResearchNote.Subject.choices
    ]
    context = {
        "account": account, "groups": groups, "form": form, "may_add": can_note(user, account),
        "number": len(notes), "is_cut": len(notes) > SHOWN, "missing": [label for label, found in groups if not found],
        "uncertain": sum(one.confidence == ResearchNote.Confidence.GUESS for one in notes),
    }  # fmt: skip
    return render(request, "research/account.html", context, status=status)
