"""What a background process does with a run."""

import logging
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from trimtab.connectors.files.model import Refusal
from trimtab.connectors.imports.actions import apply_import, check_import, require_set_up, resume_import, undo_import
from trimtab.connectors.imports.locking import ImportBusy
from trimtab.connectors.imports.writing import Stopped
from trimtab.connectors.models import ImportRun
from trimtab.core.pacing import Pace

logger = logging.getLogger(__name__)


def work_on(run_id: int, work: str) -> None:
    """Check, apply, resume or undo the run, politely: somebody works on the site."""
    from django.conf import settings  # noqa: TID251  # a program's start
    from django.utils import timezone

    run = ImportRun.objects.select_related("source", "by").get(pk=run_id)
    try:
        do_work(run, work, uploads=settings.UPLOADS, now=timezone.now())  # noqa: TID251
    except Stopped:
        return
    except (Refusal, ImportBusy, PermissionDenied, ValueError) as error:
        ImportRun.objects.filter(pk=run_id).update(problem=str(error))
    except Exception:  # the outermost loop: the run says that it failed, the log says why
        logger.exception("import failed", extra={"run": run_id, "work": work})
        _fail(run_id)


def do_work(run: ImportRun, work: str, *, uploads: Path, now: datetime) -> None:
    """One piece of work, with the pace of a site where people work and the rights that its owner has by now."""
    require_set_up(run.by)
    if work == "check":
        check_import(run, uploads=uploads, now=now)
    elif work == "apply":
        apply_import(run, uploads=uploads, now=now, pace=Pace.polite())
    elif work == "resume":
        resume_import(run, uploads=uploads, now=now, pace=Pace.polite())
    else:
        undo_import(run, uploads=uploads, by=run.by, now=now, pace=Pace.polite())


def _fail(run_id: int) -> None:
    """A run that wrote nothing has failed; one that wrote something is stopped, to be resumed or undone."""
    problem = _("Something went wrong. The log of the server says what; nothing is half written.")
    writing = [ImportRun.State.RUNNING, ImportRun.State.UNDOING]
    ImportRun.objects.filter(pk=run_id).exclude(state__in=writing).update(state=ImportRun.State.FAILED, problem=problem)
    ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.STOPPED, problem=problem
    )
