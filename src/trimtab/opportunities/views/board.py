"""The board, and what moves a card on it: by form, by mouse, by keyboard, and back."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.core.models import Event
from trimtab.opportunities import actions
from trimtab.opportunities.actions import OpportunityChanged
from trimtab.opportunities.board import Board
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.move_form import MoveForm
from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.people.frame import frame_for, frame_of, signed_in


@dataclass(frozen=True)
class Notice:
    """What a move came to. `undo_url`: takes it back; `since`: before the move, where a loss reason is asked."""

    text: str
    kind: str = "info"
    undo_url: str = ""
    since: str = ""


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board; with htmx, more cards of a column, or one card with its form."""
    now = timezone.now()
    shown = Board(request.GET, frame_of(request, now=now), now=now)
    column, card = _number(request, "column"), _number(request, "card")
    target = request.headers.get("HX-Target", "")
    if column is not None and target.startswith("more-"):
        return _more(request, shown, column)
    opened = get_opportunity_for(signed_in(request), card, edit=True) if card is not None else None
    form = MoveForm(opportunity=opened) if opened else None
    if opened is not None and target.startswith("card-"):
        return _card(request, shown, opened, form=form)
    return _page(request, shown, opened=opened, form=form)


@require_POST
def moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an opportunity another stage of its process."""
    user, now = signed_in(request), timezone.now()
    found, shown = get_opportunity_for(user, pk), _board_of(request, now)
    form = MoveForm(request.POST, opportunity=found)
    try:
        require_opportunity_edit(user, found)
        if not form.is_valid():
            return _again(request, shown, found, form)
        seen_at = form.cleaned_data["seen_at"]
        moved = actions.edit_opportunity(found, changes=form.changes, by=user, now=now, seen_at=seen_at)
    except OpportunityChanged as changed:
        return _answer(request, shown, changed.opportunity, notice=_conflict(changed.opportunity), status=409)
    except PermissionDenied as refused:
        return _refused(request, shown, found, refused)
    notice = _moved(shown, moved, since=form.cleaned_data["since"] or seen_at, reason=form.changes.get("loss_reason"))
    return _answer(request, shown, moved, before=found.stage_id, notice=notice)


@require_POST
def move_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a card back where it was before a move, as a new change."""
    user, now = signed_in(request), timezone.now()
    found = get_opportunity_for(user, pk, edit=True)
    shown = _board_of(request, now)
    since, seen_at = _moment(request, "since"), _moment(request, "seen_at")
    try:
        back = actions.take_back_move(found, since=since, seen_at=seen_at, by=user, now=now)
    except OpportunityChanged as changed:
        return _answer(request, shown, changed.opportunity, notice=_conflict(changed.opportunity), status=409)
    text = _("%(name)s is back in %(stage)s.") % {"name": back.name, "stage": back.stage}
    return _answer(request, shown, back, before=found.stage_id, notice=Notice(text))


def _page(
    request: HttpRequest,
    board: Board,
    *,
    opened: Opportunity | None = None,
    form: MoveForm | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; `opened`: the card whose form is open."""
    of = _number(request, "column")
    columns = board.columns(of=of, after=request.GET.get("after", ""))
    asked = _number(request, "stage") or of
    filled = [column.stage.pk for column in columns if column.tally.rows]
    context = {
        "board": board,
        "columns": columns,
        "chosen": asked if asked in {column.stage.pk for column in columns} else next(iter(filled), None),
        "is_empty": not filled,
        "earlier": board.count_before_period(),
        "opened": opened.pk if opened else None,
        "move_form": form,
        "notice": notice,
        "column": request.GET.get("column", ""),
        "after": request.GET.get("after", ""),
    }
    return render(request, "opportunities/board.html", context, status=status)


def _more(request: HttpRequest, board: Board, stage_id: int) -> HttpResponse:
    stage = get_object_or_404(Stage, pk=stage_id)
    column = board.more(stage, after=request.GET.get("after", ""))
    return render(request, "opportunities/_board_cards.html", {"board": board, "column": column})


def _card(
    request: HttpRequest, board: Board, opportunity: Opportunity, *, form: MoveForm | None, status: int = 200
) -> HttpResponse:
    card = board.card(opportunity)
    if card is None:
        raise Http404  # the filters do not show it any more; the board says so and stays as it is
    context = {"board": board, "card": card, "opened": opportunity.pk, "move_form": form}
    return render(request, "opportunities/_board_card.html", context, status=status)


def _again(request: HttpRequest, board: Board, opportunity: Opportunity, form: MoveForm) -> HttpResponse:
    """The form with what was typed."""
    if request.headers.get("HX-Request"):
        return _card(request, board, opportunity, form=form, status=422)
    return _page(request, board, opened=opportunity, form=form, status=422)


def _answer(
    request: HttpRequest,
    board: Board,
    opportunity: Opportunity,
    *,
    notice: Notice,
    before: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The card as it is now, the figures of the columns that changed, and what happened; without htmx, the board."""
    if request.headers.get("HX-Request"):
        context = {
            "board": board,
            "card": board.card(opportunity),
            "opportunity": opportunity,
            "heads": board.heads({before or opportunity.stage_id, opportunity.stage_id}),
            "notice": notice,
            "ask_reason": _asks_reason(opportunity, notice),
        }
        return render(request, "opportunities/board_moved.html", context, status=status)
    if status != 200:
        return _page(request, board, notice=notice, status=status)
    messages.info(request, notice.text, extra_tags=f"undo {notice.undo_url}" if notice.undo_url else "")
    return redirect(f"{reverse('opportunities-board')}?{board.query}")


def _refused(request: HttpRequest, board: Board, opportunity: Opportunity, refused: PermissionDenied) -> HttpResponse:
    """For the board, the card goes back and the reason is said; else the page that refuses."""
    if not request.headers.get("HX-Request"):
        raise refused
    text = _("%(name)s was not moved. %(reason)s") % {"name": opportunity.name, "reason": refused}
    return _answer(request, board, opportunity, notice=Notice(text, "warning"), status=403)


def _moved(board: Board, moved: Opportunity, *, since: datetime, reason: object) -> Notice:
    asked = {
        "since": since.isoformat(),
        "seen_at": moved.changed_at.isoformat(),
        "board": board.query,
    }
    undo_url = f"{reverse('opportunity-move-undoing', args=[moved.pk])}?{urlencode(asked)}"
    text = _("%(name)s is in %(stage)s now.") % {"name": moved.name, "stage": moved.stage}
    if reason:
        text = _("%(name)s is lost: %(reason)s.") % {"name": moved.name, "reason": reason}
    return Notice(text, undo_url=undo_url, since="" if reason else since.isoformat())


def _asks_reason(opportunity: Opportunity, notice: Notice) -> bool:
    return bool(notice.since) and opportunity.status == Stage.Kind.LOST and not opportunity.loss_reason


def _conflict(current: Opportunity) -> Notice:
    """Who was quicker, and where the opportunity stands now."""
    event = Event.objects.filter(record="opportunity", record_id=current.pk, at=current.changed_at).last()
    words = {"name": current.name, "stage": current.stage, "who": event.by_name if event else ""}
    if words["who"]:
        text = _("%(name)s was not moved: %(who)s changed it in the meantime. It is in %(stage)s now.") % words
    else:
        text = _("%(name)s was not moved: it was changed in the meantime. It is in %(stage)s now.") % words
    return Notice(text, "warning")


def _board_of(request: HttpRequest, now: datetime) -> Board:
    """The board from which a card was moved: its address comes along."""
    parameters = QueryDict(request.POST.get("board") or request.GET.get("board") or "")
    return Board(parameters, frame_for(signed_in(request), parameters.dict(), now=now), now=now)


def _number(request: HttpRequest, name: str) -> int | None:
    return id_in(request.GET.get(name, ""))


def _moment(request: HttpRequest, name: str) -> datetime:
    """A moment in the address.

    Raises:
        Http404: it is none.
    """
    try:
        found = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise Http404
    return found
