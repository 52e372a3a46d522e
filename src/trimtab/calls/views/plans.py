"""One call: its card, its form, and whether it takes place."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.calls import actions
from trimtab.calls.actions import CallChanged
from trimtab.calls.beginnings import Beginning, beginning_of
from trimtab.calls.cards import card_of
from trimtab.calls.drafts import draft_key, new_draft_key
from trimtab.calls.forms import CallForm, merged_of
from trimtab.calls.models import Call, Outcome, Step
from trimtab.calls.policy import get_call_for, require_planning
from trimtab.calls.starters import STARTERS, starter_for
from trimtab.calls.suggestions import suggestions_for
from trimtab.people.frame import signed_in


@require_GET
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """The card: all that one needs on the way to the call."""
    user, now = signed_in(request), timezone.now()
    shown = get_call_for(user, pk)
    context = {"card": card_of(shown, user=user, now=now), "call": shown, "outcomes": Outcome.choices}
    return render(request, "calls/call.html", context)


@require_http_methods(["GET", "POST"])
def call_new(request: HttpRequest) -> HttpResponse:
    """Plan a call; opportunity or account, and the kind of call, stand in the address."""
    user, now = signed_in(request), timezone.now()
    begin = beginning_of(user, request.GET, now=now)
    if begin.record is None:
        return render(request, "calls/choose.html", {"beginning": begin})
    require_planning(user, opportunity=begin.opportunity, account=begin.account)
    form = _form(request, begin)
    if form.is_bound and form.is_valid():
        try:
            made = actions.plan_call(
                fields=form.values, opportunity=begin.opportunity, account=begin.account, by=user, now=now
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reverse('call', args=[made.pk])}?saved={new_draft_key(begin.record)}")
    return render(request, "calls/new.html", _new_context(form, begin), status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the plan; the second of two editors sees the newer text before saving."""
    user, now = signed_in(request), timezone.now()
    shown = get_call_for(user, pk, edit=True)
    form = CallForm(request.POST or None, user=user, call=shown, opportunity=shown.opportunity, account=shown.account)
    if not form.is_bound or not form.is_valid():
        return _page(request, shown, form, status=422 if form.is_bound else 200)
    try:
        actions.edit_call(shown, changes=form.values, by=user, now=now, seen_at=form.cleaned_data["seen_at"])
    except CallChanged:
        return _conflict(request, form, get_call_for(user, pk, edit=True))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, shown, form, status=422)
    return redirect(f"{reverse('call', args=[pk])}?saved={draft_key(shown)}")


@require_POST
def call_cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    user = signed_in(request)
    shown = actions.call_off(get_call_for(user, pk, edit=True), by=user, now=timezone.now())
    undo = f"undo {reverse('call-restoration', args=[pk])}"
    text = _("%(call)s is called off. The invitation now says so; send it once more.") % {"call": shown}
    messages.info(request, text, extra_tags=undo)
    return redirect("call", pk=pk)


@require_POST
def call_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It takes place after all."""
    user = signed_in(request)
    actions.hold_call_after_all(get_call_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("The call takes place after all."))
    return redirect("call", pk=pk)


def _form(request: HttpRequest, begin: Beginning) -> CallForm:
    user = signed_in(request)
    initial = begin.initial
    return CallForm(
        request.POST or None, user=user, opportunity=begin.opportunity, account=begin.account, initial=initial
    )


def _new_context(form: CallForm, begin: Beginning) -> Mapping[str, object]:
    assert begin.record is not None, "asked before"
    return {
        "form": form,
        "beginning": begin,
        "opportunity": begin.opportunity,
        "draft": new_draft_key(begin.record),
        "steps": [(key, Step(key).label) for key in STARTERS],
        "starter": starter_for(begin.step),
        "suggestions": suggestions_for(begin.opportunity, form.open_insights),
    }


def _page(request: HttpRequest, shown: Call, form: CallForm, *, status: int, **more: object) -> HttpResponse:
    context = {
        "form": form,
        "call": shown,
        "opportunity": shown.opportunity,
        "draft": draft_key(shown),
        "starter": starter_for(shown.step),
        "suggestions": suggestions_for(shown.opportunity, form.open_insights),
    }
    return render(request, "calls/edit.html", context | more, status=status)


def _conflict(request: HttpRequest, form: CallForm, current: Call) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""

    def fresh(typed: Mapping[str, object] | None = None) -> CallForm:
        with_record = {"opportunity": current.opportunity, "account": current.account, "call": current}
        return CallForm(typed, user=form.user, **with_record)  # type: ignore[arg-type]  # by name

    conflict, merged = merged_of(form, fresh())
    return _page(request, current, fresh(merged), status=409, conflict=conflict)
