"""One import: the dry run, progress, the result, undo."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.connectors.files.target_words import table_in_words
from trimtab.connectors.imports.actions import stop_import
from trimtab.connectors.imports.background import start_in_background
from trimtab.connectors.imports.locking import is_somebody_importing
from trimtab.connectors.models import ImportRun
from trimtab.connectors.policy import get_run_for, setting_up
from trimtab.core.exporting import write_csv

State = ImportRun.State
REJECTED_SHOWN = 50
GOING_ON = (State.CHECKING, State.RUNNING, State.UNDOING)


@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: being checked, checked, running, finished, undone."""
    run = _shown(get_run_for(setting_up(request), pk))
    rejected = list(run.rejections.order_by("table", "line")[:REJECTED_SHOWN]) if run.state not in GOING_ON else []
    # A run that says what went wrong does not go on by itself: it can be resumed when it was writing.
    is_going_on = run.state in GOING_ON and (run.is_writing or not run.problem)
    tables = [{**table, "holds": table_in_words(table["target"])} for table in run.tables]
    context = {"run": run, "tables": tables, "is_going_on": is_going_on, "is_dead": _is_dead(run), "rejected": rejected}
    return render(request, "connectors/run.html", context)


@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that says how far it came; when it is over, the whole page comes anew."""
    run = _shown(get_run_for(setting_up(request), pk))
    if run.state not in GOING_ON or run.problem:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "connectors/progress.html", {"run": run, "is_dead": _is_dead(run)})


def _shown(run: ImportRun) -> ImportRun:
    """The run as the page shows it: one that was told to begin is running, also before its process has started."""
    if _is_beginning(run):
        run.state = State.RUNNING
    return run


def _is_beginning(run: ImportRun) -> bool:
    return run.state == State.READY and run.started_at is not None and not run.problem and not _is_silent(run)


def _is_silent(run: ImportRun) -> bool:
    return run.heartbeat_at is None or (timezone.now() - run.heartbeat_at).total_seconds() > 30


def _is_dead(run: ImportRun) -> bool:
    """It was writing, and no process does: it said why, or fell silent."""
    return run.is_writing and (bool(run.problem) or (_is_silent(run) and not is_somebody_importing(settings.UPLOADS)))


@require_POST
def import_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply a checked import."""
    run, now = get_run_for(setting_up(request), pk), timezone.now()
    if not _is_beginning(run) and ImportRun.objects.filter(pk=run.pk, state=State.READY).update(
        problem="", started_at=now, heartbeat_at=now
    ):
        transaction.on_commit(lambda: start_in_background(run.pk, "apply"))
        messages.info(request, _("The import has begun. You can leave this page; it goes on."))
    return redirect("import-run", pk=pk)


@require_POST
def import_stopping(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a running import to stop after its present batch."""
    user = setting_up(request)
    stop_import(get_run_for(user, pk), by=user)
    messages.info(request, _("The import stops after the present batch. It can be resumed or undone."))
    return redirect("import-run", pk=pk)


@require_POST
def import_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import that was stopped or killed."""
    run = get_run_for(setting_up(request), pk)
    if run.can_be_resumed:
        state = State.RUNNING if run.state == State.STOPPED else run.state
        ImportRun.objects.filter(pk=pk).update(state=state, problem="", heartbeat_at=timezone.now())
        transaction.on_commit(lambda: start_in_background(run.pk, "resume"))
    return redirect("import-run", pk=pk)


@require_http_methods(["GET", "POST"])
def import_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an undo does; on POST do it."""
    run = get_run_for(setting_up(request), pk)
    if not run.can_be_undone:
        return redirect("import-run", pk=pk)
    if request.method == "GET":
        return render(request, "connectors/undo.html", {"run": run})
    ImportRun.objects.filter(pk=pk).update(state=State.UNDOING, problem="", heartbeat_at=timezone.now())
    transaction.on_commit(lambda: start_in_background(run.pk, "undo"))
    return redirect("import-run", pk=pk)


@require_GET
def import_rejected(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All rejected rows with line and reason, as CSV that no spreadsheet runs."""
    run = get_run_for(setting_up(request), pk)
    response = StreamingHttpResponse(_lines(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{run.pk}.csv"'
    return response


class _Echo:
    """Gives back what the CSV writer writes."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text += text


def _lines(run: ImportRun) -> Iterator[str]:
    rows = run.rejections.order_by("table", "line").values_list("table", "line", "reason", "raw")
    for row in [("table", "line", "reason", "row"), *rows.iterator(chunk_size=2_000)]:
        echo = _Echo()
        write_csv([row], echo)
        yield echo.text
