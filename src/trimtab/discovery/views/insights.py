"""One insight: its page, its forms, its state, its links."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.ids import id_in
from trimtab.discovery import actions
from trimtab.discovery.actions import BoardFull, InsightChanged
from trimtab.discovery.boards import Board
from trimtab.discovery.forms import InsightForm, LinkForm, StateForm
from trimtab.discovery.layers import ROWS
from trimtab.discovery.models import Insight, Link, Section
from trimtab.discovery.pages import BoardPage
from trimtab.discovery.players import key_players_on
from trimtab.discovery.policy import board_of, can_edit_board, get_board_for, get_insight_for
from trimtab.discovery.queries import shown_of, third_states, with_insights
from trimtab.discovery.views.boards import answer_board
from trimtab.evidence.queries import evidence_of
from trimtab.objectives.queries import visible_objectives
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict


@require_GET
def insight(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one insight."""
    return _page(request, get_insight_for(signed_in(request), pk))


@require_http_methods(["GET", "POST"])
def insight_new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add an insight to a cell of a board."""
    user = signed_in(request)
    board = get_board_for(user, kind, pk, edit=True)
    layer, section = _cell(request, board)
    players = key_players_on(board)
    form = InsightForm(request.POST or None, board=board, layer=layer, user=user, key_players=players)
    if form.is_bound and form.is_valid():
        try:
            facts = form.facts
            actions.add_insight(board, layer=layer, facts=facts, section=section, by=user, now=timezone.now())
        except BoardFull as full:
            form.add_error(None, str(full))
        else:
            return answer_board(request, board)
    return _new_page(request, board, form, layer=layer, section=section)


@require_http_methods(["GET", "POST"])
def insight_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an insight; the second of two editors sees what the first one changed."""
    user = signed_in(request)
    shown = get_insight_for(user, pk, edit=True)
    form = _edit_form(request, shown)
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, shown, form, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_insight(shown, changes=form.facts, by=user, now=timezone.now(), seen_at=seen_at)
    except InsightChanged as changed:
        return _conflict(request, form, changed.insight)
    messages.info(request, _("%(name)s was changed.") % {"name": form.cleaned_data["title"]})
    return redirect("insight", pk=pk)


@require_POST
def insight_states(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm it, say that it is done, or open it again."""
    user = signed_in(request)
    shown = get_insight_for(user, pk, edit=True)
    form = _state_form(request, shown)
    if not form.is_valid():
        return _page(request, shown, state_form=form, status=422)
    try:
        evidence = form.evidence or None
        actions.set_state(shown, state=form.cleaned_data["state"], evidence=evidence, by=user, now=timezone.now())
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return _page(request, shown, state_form=form, status=422)
    messages.info(request, _("The state was kept, with its evidence."))
    return redirect("insight", pk=pk)


@require_POST
def insight_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Link it to one of a higher row."""
    user = signed_in(request)
    shown = get_insight_for(user, pk, edit=True)
    form = LinkForm(request.POST, insight=shown, board=board_of(shown))
    if not form.is_valid():
        return _page(request, shown, link_form=form, status=422)
    above, note = form.cleaned_data["above"], form.cleaned_data["note"]
    actions.add_link(shown, above, note=note, by=user, now=timezone.now())
    messages.info(request, _("%(below)s is linked to %(above)s.") % {"below": shown, "above": above})
    return redirect("insight", pk=pk)


@require_POST
def link_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away."""
    user = signed_in(request)
    link = Link.objects.select_related("below__account", "below__opportunity__owner", "above").filter(pk=pk).first()
    if link is None:
        raise Http404
    get_insight_for(user, link.below_id, edit=True)
    actions.remove_link(link, by=user, now=timezone.now())
    messages.info(request, _("The link was taken away."))
    return redirect("insight", pk=link.below_id)


def _page(
    request: HttpRequest,
    shown: Insight,
    *,
    state_form: StateForm | None = None,
    link_form: LinkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, board = signed_in(request), board_of(shown)
    page = BoardPage(board, user, today=frame_of(request, now=timezone.now()).today)
    cards = list(with_insights(shown.cards.select_related("account", "opportunity", "division")).order_by("pk"))
    drawn = shown_of(cards[:1], key_players_on(board), today=page.today)
    if not drawn:
        raise Http404
    may_edit = page.may_edit and can_edit_board(user, board)
    context = {
        "page": page,
        "shown": drawn[0],
        "row": ROWS[shown.layer],
        "cards": cards,
        "account": board.account,
        "may_edit": may_edit,
        "state_form": (state_form or _state_form(request, shown)) if may_edit else None,
        "link_form": (link_form or LinkForm(insight=shown, board=board))
        if may_edit and ROWS[shown.layer].above
        else None,
        "evidence": evidence_of("insight", [shown.pk]).get((shown.pk, "state"), []),
        "states": shown.state_changes.select_related("by", "told_by").order_by("-at", "-pk"),
        "objectives": visible_objectives(user).filter(insights=shown).order_by("name", "pk"),
        "deals": visible_opportunities(user).filter(insights=shown).order_by("name", "pk"),
        "action_url": page.action_url(drawn[0]),
    }
    return render(request, "discovery/insight.html", context, status=status)


def _cell(request: HttpRequest, board: Board) -> tuple[str, Section | None]:
    """The row and section that the address names."""
    asked = request.POST if request.method == "POST" else request.GET
    layer = asked.get("lane", "goal")
    if layer not in ROWS:
        raise Http404
    pk = id_in(asked.get("column", ""))
    section = Section.objects.filter(pk=pk, archived_at=None, **board.place).first() if pk is not None else None
    return layer, section


def _new_page(
    request: HttpRequest, board: Board, form: InsightForm, *, layer: str, section: Section | None
) -> HttpResponse:
    """The form as a page, or as a few lines in the cell that a card is added to."""
    status = 422 if form.is_bound else 200
    context = {"form": form, "board": board, "layer": layer, "row": ROWS[layer], "section": section}
    context |= {
        "account": board.account,
        "rows": ROWS.items(),
        "url": reverse("insight-new", args=[board.kind, board.record.pk]),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "discovery/new.html", context, status=status)
    answer = render(request, "discovery/_quick.html", context, status=status)
    if form.is_bound:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#quick-add", "outerHTML"
    return answer


def _edit_form(request: HttpRequest, shown: Insight) -> InsightForm:
    board = board_of(shown)
    players = key_players_on(board)
    return InsightForm(
        request.POST or None,
        board=board,
        layer=shown.layer,
        user=signed_in(request),
        key_players=players,
        insight=shown,
    )


def _edit_page(
    request: HttpRequest, shown: Insight, form: InsightForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    context = {"form": form, "insight": shown, "row": ROWS[shown.layer], "account": shown.account, "conflict": conflict}
    return render(request, "discovery/edit.html", context, status=status)


def _conflict(request: HttpRequest, form: InsightForm, current: Insight) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    board, user = board_of(current), signed_in(request)
    known: dict[str, Any] = {
        "board": board,
        "layer": current.layer,
        "user": user,
        "key_players": key_players_on(board),
    }
    again = request.POST.copy()
    again["seen_at"] = current.changed_at.isoformat()
    conflict = Conflict(form, InsightForm(**known, insight=current))
    merged = InsightForm(again, **known, insight=current)
    return _edit_page(request, current, merged, status=409, conflict=conflict)


def _state_form(request: HttpRequest, shown: Insight) -> StateForm:
    typed = request.POST if request.method == "POST" and request.path.endswith("/states/") else None
    today = frame_of(request, now=timezone.now()).today
    done = third_states().get(shown.layer)
    return StateForm(typed, insight=shown, board=board_of(shown), done=done, today=today)
