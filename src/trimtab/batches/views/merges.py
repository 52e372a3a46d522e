"""Merging: which records, side by side, the surviving values; then the preview of the batch."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.batches.comparing import CannotMerge, Comparison, compare, draft_merge, mergeable
from trimtab.batches.duplicates import pairs_of
from trimtab.batches.forms import SelectionForm
from trimtab.batches.kinds import Kind
from trimtab.batches.moves import MOVES
from trimtab.batches.policy import kind_named
from trimtab.core.ids import id_in
from trimtab.people.frame import signed_in

CHOSEN = "field:"  # in the form: field:<name> → the id of the record whose value survives


@require_GET
def merge_new(request: HttpRequest, record: str) -> HttpResponse:
    """The records side by side."""
    return _page(request, kind_named(record), SelectionForm(request.GET).ids)


@require_http_methods(["GET", "POST"])
def merges(request: HttpRequest, record: str) -> HttpResponse:
    """From a list: to the records side by side. With a survivor: to the preview."""
    user, kind = signed_in(request), kind_named(record)
    if request.method == "GET":
        return redirect(f"{reverse(kind.listed)}?{request.GET.urlencode()}")
    ids = SelectionForm(request.POST).ids
    if "winner" not in request.POST:
        return redirect(f"{reverse(f'{kind.record}-merge-new')}?{urlencode({'ids': ','.join(map(str, ids))})}")
    try:
        records = mergeable(kind, user, ids)
    except CannotMerge as refused:
        return _page(request, kind, ids, problem=str(refused))
    winner = next((one for one in records if str(one.pk) == request.POST["winner"]), None)
    if winner is None:
        return _page(request, kind, ids)
    chosen, back = _chosen(request.POST), reverse(kind.page, args=[winner.pk]) if kind.page else reverse(kind.listed)
    batch = draft_merge(kind, records, winner=winner, chosen=chosen, back=back, by=user, now=timezone.now())
    return redirect("batch", pk=batch.pk)


def _page(request: HttpRequest, kind: Kind, ids: Sequence[int], *, problem: str = "") -> HttpResponse:
    if len(ids) == 1:
        return _with_which(request, kind, ids[0])
    context: dict[str, Any] = {"kind": kind, "problem": problem, "joined": ",".join(map(str, ids))}
    try:
        comparison = compare(kind, mergeable(kind, signed_in(request), ids))
        context |= {"comparison": comparison, "belongings": _belongings(comparison)}
    except CannotMerge as refused:
        context["problem"] = problem or str(refused)
    status = 422 if context["problem"] else 200
    return render(request, "batches/merge.html", context, status=status)


def _with_which(request: HttpRequest, kind: Kind, pk: int) -> HttpResponse:
    """Records that may be the same one as this; another is named by its number."""
    user = signed_in(request)
    record = kind.visible(user).filter(pk=pk).select_related(*kind.related).first()
    if record is None:
        raise Http404
    kind.refuse(user, record)
    context = {"kind": kind, "record": record, "pairs": pairs_of(kind, record, user)}
    return render(request, "batches/merge_with.html", context)


def _chosen(sent: QueryDict) -> Mapping[str, int]:
    found = {name.removeprefix(CHOSEN): value for name, value in sent.items() if name.startswith(CHOSEN)}
    return {field: pk for field, value in found.items() if (pk := id_in(str(value))) is not None}


def _belongings(comparison: Comparison) -> list[tuple[str, list[int]]]:
    """What belongs to the records: words, and how many for each record."""
    found = []
    for move in MOVES[comparison.kind.record]:
        counts = [comparison.moves[record.pk].get(move.name, 0) for record in comparison.records]
        if any(counts):
            found.append((str(move.label), counts))
    return found
