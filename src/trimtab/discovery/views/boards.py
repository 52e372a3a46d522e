"""A board as cards or as a table, and what moves its cards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.ids import id_in
from trimtab.discovery import actions
from trimtab.discovery.actions import BoardFull, CardMoved, Moved
from trimtab.discovery.actions.cards import seen_of
from trimtab.discovery.boards import Board
from trimtab.discovery.forms import CopyForm, MoveForm, SectionForm
from trimtab.discovery.models import Move
from trimtab.discovery.pages import BoardPage, Notice, context_of
from trimtab.discovery.policy import board_of, get_board_for, get_card_for
from trimtab.discovery.queries import archived_cards, shown_of
from trimtab.people.frame import frame_of, signed_in

ARCHIVED_SHOWN = 200


@require_GET
def account_discovery(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of an account."""
    return answer_board(request, get_board_for(signed_in(request), "account", pk))


@require_GET
def account_goals(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account's page says of them, loaded once it comes into view."""
    user = signed_in(request)
    board = get_board_for(user, "account", pk)
    page = BoardPage(board, user, today=frame_of(request, now=timezone.now()).today)
    return render(request, "discovery/panel.html", {"account": board.account, "page": page})


@require_GET
def division_discovery(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of a division."""
    return answer_board(request, get_board_for(signed_in(request), "division", pk))


@require_GET
def opportunity_discovery(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of an opportunity."""
    return answer_board(request, get_board_for(signed_in(request), "opportunity", pk))


@require_http_methods(["GET", "POST"])
def card_moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a card elsewhere: by the board's script, or by the form on this page."""
    user, now = signed_in(request), timezone.now()
    card = get_card_for(user, pk, edit=True)
    board = board_of(card)
    form = MoveForm(request.POST or None, card=card, board=board, seen=seen_of(card))
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "card": card, "board": board, "copy_form": CopyForm(board=board)}
        return render(request, "discovery/move.html", context, status=422 if form.is_bound else 200)
    layer, seen = form.cleaned_data["lane"], form.cleaned_data["seen"]
    try:
        moved = actions.move_card(
            card, layer=layer, section=form.section, before=form.next_card, by=user, now=now, seen=seen
        )
    except CardMoved as conflict:
        return answer_board(request, board, notice=_elsewhere(conflict), status=409)
    return answer_board(request, board, notice=_moved(moved))


@require_POST
def card_move_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a card back where it was before a move."""
    user = signed_in(request)
    move = Move.objects.filter(pk=pk).first()
    card = get_card_for(user, move.card_id if move else 0, edit=True)
    assert move is not None, "a card was found for it"
    board = board_of(card)
    try:
        back = actions.undo_move(move, by=user, now=timezone.now())
    except CardMoved as conflict:
        return answer_board(request, board, notice=_elsewhere(conflict), status=409)
    text = _("%(name)s is back, with its links and facts.") % {"name": back}
    return answer_board(request, board, notice=Notice(text))


@require_POST
def card_copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an insight in another section too, as one with it or as another one."""
    user = signed_in(request)
    card = get_card_for(user, pk, edit=True)
    board = board_of(card)
    form = CopyForm(request.POST, board=board)
    try:
        if not form.is_valid():
            raise BoardFull(_("Choose what the copy is."))
        is_linked = form.cleaned_data["kind"] == "linked"
        actions.copy_card(card, section=form.section, is_linked=is_linked, by=user, now=timezone.now())
    except BoardFull as full:
        if form.is_valid():
            form.add_error(None, str(full))
        move_form = MoveForm(card=card, board=board, seen=seen_of(card))
        context = {"form": move_form, "card": card, "board": board, "copy_form": form}
        return render(request, "discovery/move.html", context, status=422)
    messages.info(request, _("%(name)s was copied.") % {"name": card})
    return redirect(board.url)


@require_POST
def card_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a card off its board."""
    user = signed_in(request)
    card = get_card_for(user, pk, edit=True)
    actions.archive_card(card, by=user, now=timezone.now())
    undo = f"undo {reverse('card-restoration', args=[pk])}"
    messages.info(request, _("%(name)s was archived. Nothing was deleted.") % {"name": card}, extra_tags=undo)
    return redirect(board_of(card).url)


@require_POST
def card_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a card back."""
    user = signed_in(request)
    card = get_card_for(user, pk)
    try:
        restored = actions.restore_card(card, by=user, now=timezone.now())
    except BoardFull as full:
        messages.warning(request, str(full))
        return redirect(board_of(card).url)
    messages.info(request, _("%(name)s is on the board again.") % {"name": restored})
    return redirect(board_of(restored).url)


@require_GET
def insight_archive(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What was taken off a board, and what went with divisions that are out of use."""
    user = signed_in(request)
    board = get_board_for(user, kind, pk)
    cards = list(archived_cards(board).order_by("-archived_at", "-pk")[:ARCHIVED_SHOWN])
    page = BoardPage(board, user, today=frame_of(request, now=timezone.now()).today)
    context = {"page": page, "shown": shown_of(cards, frozenset(), today=page.today), "account": board.account}
    return render(request, "discovery/archive.html", context)


@require_POST
def insight_from_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show insights of the customer on the board of a deal."""
    user, now = signed_in(request), timezone.now()
    board = get_board_for(user, "opportunity", pk, edit=True)
    chosen = [number for text in request.POST.getlist("cards")[:100] if (number := id_in(text)) is not None]
    for number in chosen:
        actions.show_card_on(board, get_card_for(user, number), by=user, now=now)
    messages.info(
        request, _("The board shows what you chose. Each card is linked: edit one, and the other says the same.")
    )
    return redirect(board.url)


def answer_board(
    request: HttpRequest, board: Board, *, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    """The board as it is: as a page, or, after a change by script, as the part of one."""
    page = BoardPage(board, signed_in(request), today=frame_of(request, now=timezone.now()).today)
    if request.method == "POST" and not request.headers.get("HX-Request") and status == 200:
        if notice is not None:
            messages.info(request, notice.said, extra_tags=f"undo {notice.undo_url}" if notice.undo_url else "")
        return redirect(f"{board.url}{'?view=table' if request.POST.get('view') == 'table' else ''}")
    context = {**context_of(page, notice=notice, view=request.GET.get("view", "board")), "section_form": SectionForm()}
    if not request.headers.get("HX-Request"):
        return render(request, "discovery/board.html", context, status=status)
    answer = render(request, "discovery/board.html#board", context, status=status)
    if request.method == "POST":  # what the rules say now goes along
        answer.write(render_to_string("discovery/_live.html", context, request))
    return answer


def _moved(moved: Moved) -> Notice:
    before, after = moved.move.before, moved.move.after
    name = str(moved.move.card)
    if before["layer"] == after["layer"] and before["section"] == after["section"]:
        return Notice(_("%(name)s has another place.") % {"name": name})
    section = moved.move.card.section
    where = {
        "name": name,
        "row": moved.move.card.insight.get_layer_display(),
        "section": section.name if section else _("No section"),
    }
    text = _("%(name)s: %(row)s, %(section)s.") % where
    undo_url = reverse("card-move-undoing", args=[moved.move.pk])
    return Notice(text, undo_url=undo_url, links=moved.links, facts=Notice.of_facts(moved.facts))


def _elsewhere(conflict: CardMoved) -> Notice:
    text = _("%(name)s was moved by somebody else in the meantime, so it stayed where it is now. Nothing was lost.")
    return Notice(text % {"name": conflict.card}, kind="warning")
