"""Proposed duplicates: pairs that may be one record, to be merged or told apart for good."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.batches.distinguishing import distinguish, forget_distinction
from trimtab.batches.duplicates import WAYS, find_pairs, way_named
from trimtab.batches.kinds import KINDS, Kind
from trimtab.batches.policy import merged_kind_named
from trimtab.core.ids import id_in
from trimtab.people.frame import signed_in
from trimtab.people.models import User


@require_GET
def duplicates(request: HttpRequest, record: str) -> HttpResponse:
    """The next pairs."""
    user, kind = signed_in(request), merged_kind_named(record)
    way = way_named(kind, request.GET.get("by", ""))
    found = find_pairs(kind, way, user, after=request.GET.get("after", ""))
    address = reverse("duplicates", args=[record])
    context = {
        "kind": kind,
        "way": way,
        "pairs": found.pairs,
        "kinds": [
            (one.label, reverse("duplicates", args=[one.record]), one is kind)
            for one in KINDS.values()
            if one.is_merged
        ],
        "ways": [(one.label, f"{address}?by={one.name}", one is way) for one in WAYS[record]],
        "is_continued": bool(request.GET.get("after")),
        "after": found.after,
    }
    return render(request, "batches/duplicates.html", context)


@require_POST
def distinctions(request: HttpRequest, record: str) -> HttpResponse:
    """Say that two records are not the same one."""
    user, kind = signed_in(request), merged_kind_named(record)
    first, second = (_editable(kind, user, request.POST.get(name, "")) for name in ("first", "second"))
    kept = distinguish(kind, first, second, by=user, now=timezone.now())
    undo = f"undo {reverse('distinction-removal', args=[record, kept.pk])}"
    text = _("%(first)s and %(second)s are not proposed again.") % {"first": first, "second": second}
    messages.info(request, text, extra_tags=undo)
    return redirect(f"{reverse('duplicates', args=[record])}?by={way_named(kind, request.POST.get('by', '')).name}")


@require_POST
def distinction_removal(request: HttpRequest, record: str, pk: int) -> HttpResponse:
    """Propose the two again."""
    user, kind = signed_in(request), merged_kind_named(record)
    forget_distinction(kind, pk, by=user, now=timezone.now())
    messages.info(request, _("The two are proposed again."))
    return redirect("duplicates", record=record)


def _editable(kind: Kind, user: User, text: str) -> Any:  # a record of that kind
    pk = id_in(text)
    if pk is None:
        raise Http404
    record = kind.visible(user).filter(pk=pk).select_related(*kind.related).first()
    if record is None:
        raise Http404
    kind.refuse(user, record)
    return record
