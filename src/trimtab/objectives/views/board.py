"""The board of actions, and what moves a card on it: by form or by mouse."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.objectives import actions
from trimtab.objectives.actions import ActionChanged
from trimtab.objectives.board import COLUMNS, board_of
from trimtab.objectives.listing import ActionListing
from trimtab.objectives.models import Action
from trimtab.objectives.policy import get_action_for
from trimtab.people.frame import frame_for, frame_of, signed_in


@require_GET
def actions_board(request: HttpRequest) -> HttpResponse:
    """The board."""
    return _page(request, request.GET)


@require_POST
def action_moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an action another status; with htmx, the board answers, else the page of the board."""
    user = signed_in(request)
    shown = get_action_for(user, pk, edit=not request.headers.get("HX-Request"))
    asked = QueryDict(request.POST.get("board", ""))
    notice, status = "", 200
    try:
        moved = _moved(request, shown)
    except (ActionChanged, PermissionDenied, ValidationError) as refused:
        status = {ActionChanged: 409, PermissionDenied: 403}.get(type(refused), 422)
        why = " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
        notice = _("“%(action)s” was not moved. %(why)s") % {"action": shown.subject, "why": why}
    else:
        notice = _("“%(action)s”: %(status)s.") % {"action": moved.subject, "status": moved.get_status_display()}
    if request.headers.get("HX-Request") or status != 200:
        return _page(request, asked, notice=notice, status=status)
    messages.info(request, notice)
    return redirect(f"{reverse('actions-board')}?{asked.urlencode()}")


def _moved(request: HttpRequest, shown: Action) -> Action:
    """The action after its move.

    Raises:
        ValidationError: there is no such column, or it is not known which version the person saw.
    """
    status = request.POST.get("status", "")
    if status not in COLUMNS:
        raise ValidationError(_("Choose one of the columns. On its own page an action is dropped, with a reason."))
    try:
        seen_at = parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:
        seen_at = None
    if seen_at is None:
        raise ValidationError(_("It is not known which version you saw. Load the page again."))
    user, now = signed_in(request), timezone.now()
    return actions.move_action(shown, status=status, by=user, now=now, seen_at=seen_at)


def _page(request: HttpRequest, asked: QueryDict, *, notice: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    values = {name: asked.get(name, "") for name in asked}
    frame = frame_of(request, now=now) if asked is request.GET else frame_for(signed_in(request), values, now=now)
    columns = board_of(asked, frame, now=now)
    context = {
        "columns": columns,
        "form": ActionListing(asked, frame).form,
        "frame": frame,
        "query": asked.urlencode(),
        "choices": [(column.value, column.label) for column in COLUMNS],
        "notice": notice,
        "open": sum(column.count for column in columns if column.status != Action.Status.DONE),
        "late": sum(card.is_overdue for column in columns for card in column.cards),
        "is_empty": not any(column.cards for column in columns),
    }
    part = "#board" if request.headers.get("HX-Request") and request.method == "POST" else ""
    return render(request, f"objectives/board.html{part}", context, status=status)
