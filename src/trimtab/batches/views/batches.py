"""One batch: preview, progress, what it did; applying, stopping, going on, undoing it. And the list of recent ones."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from trimtab.batches.editing import asked_in
from trimtab.batches.kinds import KINDS
from trimtab.batches.moves import MOVES, counts_of_moves, labels_of
from trimtab.batches.policy import get_batch_for, visible_batches
from trimtab.batches.taking_back import fields_of
from trimtab.batches.wording import Wording
from trimtab.batches.working import go_back, go_on
from trimtab.core.batches import WrongState, counts_of, is_silent, stop
from trimtab.core.models import Batch, BatchItem
from trimtab.core.paging import Order, page_of
from trimtab.people.frame import signed_in
from trimtab.people.policy import can_set_up

SHOWN = 25  # records by name under each outcome
RECENT = 50
Outcome, State = BatchItem.Outcome, Batch.State
Row = tuple[BatchItem, str, list[tuple[str, str | None, str | None]]]


@require_GET
def recent_changes(request: HttpRequest) -> HttpResponse:
    """What this person changed in many records at once, newest first; operations see everybody's."""
    user = signed_in(request)
    order = Order("pk", is_descending=True, read=int)
    found = visible_batches(user).exclude(state=State.DRAFT)
    page = page_of(found, order=order, after=request.GET.get("after", ""), size=RECENT)
    context = {
        "rows": _summed_up(page.rows),
        "sees_all": can_set_up(user),
        "older_url": f"?after={page.after}" if page.after else "",
    }
    return render(request, "batches/recent.html", context)


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, or how far it came, or what it did; with htmx while it runs, the part that moves."""
    shown = get_batch_for(signed_in(request), pk)
    if request.headers.get("HX-Target") == "progress" and not shown.is_going_on:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    part = "#progress" if request.headers.get("HX-Target") == "progress" else ""
    return render(request, f"batches/batch.html{part}", _context(shown))


@require_POST
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply what was previewed, or go on with what was stopped or killed."""
    user, now = signed_in(request), timezone.now()
    applied = get_batch_for(user, pk)
    if applied.state in {State.DRAFT, State.STOPPED, State.RUNNING}:
        go_on(applied, by=user, now=now)
    elif applied.state == State.UNDOING:
        go_back(applied, by=user, now=now)
    applied.refresh_from_db()
    if applied.state != State.FINISHED or not counts_of(applied)[Outcome.CHANGED]:
        return redirect("batch", pk=pk)
    undo = f"undo {reverse('batch-undoing', args=[pk])}"
    messages.info(request, _done(applied), extra_tags=undo)
    return redirect(str(applied.what.get("back") or reverse("batch", args=[pk])))


@require_POST
def stopping(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it after its present step."""
    stop(get_batch_for(signed_in(request), pk))
    messages.info(request, _("The change stops after its present step. It can go on, or be undone."))
    return redirect("batch", pk=pk)


@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    user = signed_in(request)
    undone = get_batch_for(user, pk)
    try:
        go_back(undone, by=user, now=timezone.now())
    except WrongState as wrong:
        messages.info(request, str(wrong))
    return redirect("batch", pk=pk)


def _context(shown: Batch) -> dict[str, object]:
    counts = counts_of(shown)
    total = sum(counts.values()) - counts[Outcome.REFUSED] - counts[Outcome.SAME]
    left = counts[Outcome.CHANGED] if shown.state == State.UNDOING else counts[Outcome.WAITING]
    return {
        "batch": shown,
        "kind": KINDS[shown.record],
        "summary": _summary(shown, Wording(KINDS[shown.record])),
        "counts": counts,
        "groups": _groups(shown, counts),
        "total": total,
        "moved": total - left,
        "is_silent": is_silent(shown, now=timezone.now()),
        "back": shown.what.get("back", ""),
        "belongings": _belongings(shown),
    }


def _summed_up(batches: list[Batch]) -> list[tuple[Batch, str]]:
    """Each batch with what it was to do; names are looked up for all of them together."""
    words = {record: Wording(kind) for record, kind in KINDS.items()}
    for record, wording in words.items():
        wording.learn(batch.what.get("changes", {}) for batch in batches if batch.record == record)
    return [(batch, _summary(batch, words[batch.record])) for batch in batches]


def _summary(shown: Batch, words: Wording) -> str:
    """What was to be done, in one line."""
    if shown.verb == Batch.Verb.EDIT:
        asked = asked_in(shown)
        return words.summary(asked.changes, days=asked.days)
    if shown.verb == Batch.Verb.MERGE:
        return _("Merge into %(name)s") % {"name": shown.what["name"]}
    return str(shown.get_verb_display())


def _groups(shown: Batch, counts: Mapping[str, int]) -> list[tuple[str, str, int, list[Row]]]:
    """The first records of each outcome, once it is over: outcome, its words, count, records."""
    words = Wording(KINDS[shown.record])
    groups = []
    for outcome in Outcome:
        if counts[outcome] and not shown.is_going_on:
            items = list(shown.items.filter(outcome=outcome).order_by("pk")[:SHOWN])
            own = [item for item in items if item.record == shown.record and "merged_into" not in item.after]
            words.learn(fields_of(values) for item in own for values in (item.before, item.after))
            rows = [_row(shown, item, words) for item in items]
            groups.append((str(outcome), str(outcome.label), counts[outcome], rows))
    return groups


def _row(shown: Batch, item: BatchItem, words: Wording) -> Row:
    """One record, what it is in the merge, and its values before and after."""
    if item.record != shown.record:
        return item, labels_of(shown.record).get(item.record, ""), []
    if shown.verb != Batch.Verb.MERGE:
        return item, "", words.lines(fields_of(item.before), fields_of(item.after))
    if item.object_id != shown.what["winner"]:
        return item, _("into %(name)s") % {"name": shown.what["name"]}, []
    return item, _("the survivor"), words.lines(fields_of(item.before), fields_of(item.after))


def _belongings(shown: Batch) -> list[tuple[str, int]]:
    """What would go along with the records that are merged away: words and how many at most."""
    if shown.verb != Batch.Verb.MERGE or shown.state != State.DRAFT:
        return []
    counts = counts_of_moves(shown.record, shown.what["losers"])
    totals = [(str(move.label), sum(of.get(move.name, 0) for of in counts.values())) for move in MOVES[shown.record]]
    return [(label, total) for label, total in totals if total]


def _done(applied: Batch) -> str:
    counts = counts_of(applied)
    changed, refused = counts[Outcome.CHANGED], counts[Outcome.REFUSED]
    if applied.verb == Batch.Verb.MERGE:
        return _("The records are one now: %(name)s.") % applied.what if changed else _("Nothing was merged.")
    text = ngettext("%(count)d record was changed.", "%(count)d records were changed.", changed) % {"count": changed}
    if refused:
        left = ngettext("%(count)d was left as it is.", "%(count)d were left as they are.", refused)
        text = f"{text} {left % {'count': refused}}"
    return text
