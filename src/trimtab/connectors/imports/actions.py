"""What can be done with an import: prepare, check, apply, resume, stop, undo; all at once for the command line."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.connectors.files.mapping import propose
from trimtab.connectors.files.model import COMMAND_LIMITS, Limits, Proposal, Question, Refusal
from trimtab.connectors.files.proposals import (
    answered,
    answered_by_proposals,
    from_json,
    mapping_beside,
    merged,
    to_json,
)
from trimtab.connectors.files.reading import open_source
from trimtab.connectors.imports.checking import check_plan, stage_tables
from trimtab.connectors.imports.locking import import_lock
from trimtab.connectors.imports.undoing import take_back
from trimtab.connectors.imports.workspace import Workspace
from trimtab.connectors.imports.writing import Progress, Stopped, write_plan
from trimtab.connectors.models import ImportRun, Source
from trimtab.connectors.queries import NO_SAMPLE
from trimtab.core.audit import record_event
from trimtab.core.models import Organisation
from trimtab.core.pacing import Pace, Watch
from trimtab.opportunities.actions import settle_ledger
from trimtab.people.actions import path_of
from trimtab.people.models import Team, User
from trimtab.people.policy import can_set_up
from trimtab.search.actions import catch_up

State = ImportRun.State


class QuestionsOpen(ValueError):
    """The exports can be read in more than one way; only a person can know which. `questions` are to be answered."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__(_("Some questions must be answered first: ") + " ".join(one.text for one in questions))
        self.questions = questions


class WrongState(ValueError):
    """The run cannot do that now. The message is a sentence for the user."""


@dataclass(frozen=True)
class ImportSummary:
    """What an import did, or in a dry run would do. tables: rows = new + changed + same + rejected, for each."""

    run_id: int
    state: str
    tables: list[dict[str, Any]]
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As `trimtab import --json` prints it."""
        keys = ("table", "rows", "new", "changed", "same", "rejected")
        return {"tables": [{key: table[key] for key in keys} for table in self.tables], "notes": self.notes}


def import_folder(  # noqa: PLR0913  # the command's options, by keyword
    folder: Path,
    *,
    source: str,
    uploads: Path,
    now: datetime,
    mapping: str | None = None,
    answers: Mapping[str, str] | None = None,
    yes: bool = False,
    dry_run: bool = False,
    is_sample: bool = False,
    by: User | None = None,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> ImportSummary:
    """Read a folder (or file, or zip) of exports and bring it in.

    An interrupted import of the same files goes on where it stopped.

    Args:
        source: the system that the exports come from; ids are unique within it.
        uploads: where runs keep their work.
        mapping: JSON over the proposal. answers: question id → answer. yes: the rest is answered with what is proposed.

    Raises:
        Refusal: nothing can be read, or the mapping is wrong. QuestionsOpen: without `yes`, when questions are left.
        ImportBusy: another import is running.
    """
    interrupted = _interrupted(folder, source=source)
    if interrupted is not None and not dry_run:
        resume_import(interrupted, uploads=uploads, now=now, progress=progress, pace=pace)
        return summary_of(interrupted)
    run = prepare_import(
        folder,
        source=source,
        uploads=uploads,
        mapping=mapping,
        by=by,
        now=now,
        is_sample=is_sample,
        answers=answers,
        yes=yes,
    )
    proposal = from_json(json.dumps(run.mapping))
    if proposal.questions:  # nobody can answer this run any more: the command reads the files anew
        workspace_of(run, uploads).clear()
        run.delete()
        raise QuestionsOpen(proposal.questions)
    if dry_run:
        check_import(run, uploads=uploads, now=now, progress=progress)
    else:
        apply_import(run, uploads=uploads, now=now, progress=progress, pace=pace)
    return summary_of(run)


def prepare_import(  # noqa: PLR0913  # the command's options, by keyword
    folder: Path,
    *,
    source: str,
    uploads: Path,
    by: User | None,
    now: datetime,
    mapping: str | None = None,
    answers: Mapping[str, str] | None = None,
    yes: bool = False,
    is_sample: bool = False,
    limits: Limits = COMMAND_LIMITS,
) -> ImportRun:
    """A new run with its tables staged and a mapping proposed: the remembered one of the source over our proposal.

    Raises:
        Refusal: nothing can be read, or the mapping is wrong.
    """
    require_set_up(by)
    opened = open_source(folder, limits=limits)
    proposal = propose(opened.tables)
    known = Source.objects.filter(name=source).first()
    for partial in (_remembered(known, proposal), mapping_beside(folder), mapping or ""):
        proposal = merged(proposal, partial) if partial else proposal
    if answers:
        proposal = answered(proposal, answers)
    if yes:
        proposal = answered_by_proposals(proposal)
    run = ImportRun.objects.create(
        source=known or Source.objects.create(name=source),
        folder=str(folder.resolve()),
        is_sample=is_sample,
        mapping=json.loads(to_json(proposal)),
        notes=[one.reason for one in opened.skipped],
        fingerprint=fingerprint_of(folder),
        by=by,
        created_at=now,
    )
    stage_tables(opened, workspace_of(run, uploads))
    if is_sample:
        cache.delete(NO_SAMPLE)
    return run


def _remembered(source: Source | None, proposal: Proposal) -> str:
    """What was confirmed before, as far as the same tables are there again."""
    if source is None or not source.mapping:
        return ""
    names = {table.source for table in proposal.tables}
    tables = [table for table in source.mapping.get("tables", []) if table["source"] in names]
    stages = {stage.name for stage in proposal.stages}
    known = [stage for stage in source.mapping.get("stages", []) if stage["name"] in stages]
    return json.dumps({"tables": tables, "stages": known})


def fingerprint_of(folder: Path) -> str:
    """Names, sizes and times of the files: the same while nobody touches them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else [folder]
    listed = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()


def change_mapping(
    run: ImportRun, proposal: Proposal, *, collisions: Mapping[str, Mapping[str, str]], by: User | None
) -> None:
    """What a person decided about tables, columns, stages and collisions; the run must be checked again."""
    require_set_up(by)
    _require(run, State.DRAFT, State.READY, State.FAILED)
    run.mapping = json.loads(to_json(proposal))
    run.collisions = {target: dict(rules) for target, rules in collisions.items()}
    run.state = State.DRAFT
    run.save(update_fields=["mapping", "collisions", "state"])


def check_import(run: ImportRun, *, uploads: Path, now: datetime, progress: Progress | None = None) -> None:
    """The dry run: works everything out and writes only counts, differences and rejected rows.

    Raises:
        Refusal: the exports cannot be read as mapped; the run is failed and says why.
    """
    _require(run, State.DRAFT, State.READY, State.FAILED, State.CHECKING)
    ImportRun.objects.filter(pk=run.pk).update(state=State.CHECKING, step=_("Comparing"), heartbeat_at=now)
    if progress is not None:
        progress(_("Comparing"), 0, 1)
    try:
        check_plan(run, workspace_of(run, uploads), now=now)
    except Refusal as refusal:
        ImportRun.objects.filter(pk=run.pk).update(state=State.FAILED, problem=refusal.message)
        raise
    run.state = State.READY
    run.save(update_fields=["state"])


def apply_import(
    run: ImportRun, *, uploads: Path, now: datetime, progress: Progress | None = None, pace: Pace | None = None
) -> None:
    """Write what the run brings. Only one import writes at a time.

    Raises:
        ImportBusy: another one does. Stopped: somebody asked this one to stop; it can be resumed.
    """
    with import_lock(uploads):
        _refuse_beside_interrupted(run)
        # Others may have written since an earlier check: work it out again, then write exactly that.
        check_import(run, uploads=uploads, now=now, progress=progress)
        run.state, run.started_at, run.is_stop_asked, run.done = State.RUNNING, now, False, 0
        run.save(update_fields=["state", "started_at", "is_stop_asked", "done"])
        _write(run, uploads=uploads, now=now, progress=progress, pace=pace or Pace.fast())


def resume_import(
    run: ImportRun, *, uploads: Path, now: datetime, progress: Progress | None = None, pace: Pace | None = None
) -> None:
    """Go on with a run that was killed or stopped, forwards or backwards, from its last committed batch."""
    if run.state == State.UNDOING:
        undo_import(run, uploads=uploads, by=run.by, now=now, progress=progress, pace=pace)
        return
    with import_lock(uploads):
        run.refresh_from_db()
        _require(run, State.RUNNING, State.STOPPED)
        run.state, run.is_stop_asked = State.RUNNING, False
        run.save(update_fields=["state", "is_stop_asked"])
        _write(run, uploads=uploads, now=now, progress=progress, pace=pace or Pace.fast())


def _write(run: ImportRun, *, uploads: Path, now: datetime, progress: Progress | None, pace: Pace) -> None:
    watch = Watch(now)
    workspace = workspace_of(run, uploads)
    try:
        with workspace.opened() as plan:
            write_plan(run, plan, pace=pace, watch=watch, progress=progress)
    except Stopped:
        ImportRun.objects.filter(pk=run.pk).update(state=State.STOPPED)
        run.state = State.STOPPED
        raise
    _finish(run, now=watch.read())
    workspace.clear()
    _let_others_know(progress, pace)


def _let_others_know(progress: Progress | None, pace: Pace) -> None:
    """The search reads what came or went; the entries that the ledger got row by row become sums."""
    catch_up(progress=progress, rows=pace.rows, rest=pace.rest)
    settle_ledger()


def _finish(run: ImportRun, *, now: datetime) -> None:
    with transaction.atomic():
        _place_teams(run)
        run.state, run.finished_at, run.step = State.FINISHED, now, ""
        run.save(update_fields=["state", "finished_at", "step"])
        run.source.mapping = run.mapping
        run.source.save(update_fields=["mapping"])
        record_event(
            "import.finished",
            record="import",
            record_id=run.pk,
            by=run.by,
            now=now,
            after={
                "source": run.source.name,
                "tables": summary_of(run).as_json()["tables"],
            },
        )
        if run.total:
            Organisation.restate()


def _place_teams(run: ImportRun) -> None:
    """The paths of the tree need the real ids."""
    for team in Team.objects.filter(imported_in=run.pk):
        _place(team)


def _place(team: Team) -> None:
    if team.parent is not None and not team.parent.path:
        _place(team.parent)
        team.parent.refresh_from_db()
    team.path = path_of(team)
    team.save(update_fields=["path"])


def stop_import(run: ImportRun, *, by: User | None) -> None:
    """Ask the run to stop after its present batch."""
    require_set_up(by)
    ImportRun.objects.filter(pk=run.pk).update(is_stop_asked=True)


def undo_import(
    run: ImportRun,
    *,
    uploads: Path,
    by: User | None,
    now: datetime,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> dict[str, Any]:
    """Take an import back, and say what was removed, restored and kept because somebody edited it since.

    Raises:
        WrongState: the run wrote nothing. ImportBusy: another import is running.
    """
    require_set_up(by)
    watch, pace = Watch(now), pace or Pace.fast()
    with import_lock(uploads):
        run.refresh_from_db()
        if not run.can_be_undone:
            raise WrongState(
                _("Only an import that has written something can be undone. This one is: %(state)s.")
                % {"state": run.get_state_display()}
            )
        ImportRun.objects.filter(pk=run.pk).update(state=State.UNDOING, done=0)
        run.state, run.done = State.UNDOING, 0
        report = take_back(run, pace=pace, watch=watch, progress=progress).as_json()
        with transaction.atomic():
            run.state, run.undone_at, run.undo_report = State.UNDONE, watch.read(), report
            run.save(update_fields=["state", "undone_at", "undo_report"])
            record_event(
                "import.undone",
                record="import",
                record_id=run.pk,
                by=by,
                now=watch.read(),
                after={
                    "removed": report["removed"],
                    "restored": report["restored"],
                    "kept": {record: kept["count"] for record, kept in report["kept"].items()},
                },
            )
            Organisation.restate()
    workspace_of(run, uploads).clear()
    _let_others_know(progress, pace)
    return report


def summary_of(run: ImportRun) -> ImportSummary:
    """The run's counts and sentences."""
    return ImportSummary(run.pk, run.state, list(run.tables), list(run.notes))


def workspace_of(run: ImportRun, uploads: Path) -> Workspace:
    """Where the run works."""
    return Workspace(uploads / f"run-{run.pk}")


def require_set_up(by: User | None) -> None:
    """`by` is None where the machine's administrator acts on the command line."""
    if by is not None and not can_set_up(by):
        raise PermissionDenied(_("Only operations and administrators import."))


def _require(run: ImportRun, *states: State) -> None:
    if run.state not in states:
        raise WrongState(_("This import is: %(state)s.") % {"state": run.get_state_display()})


def _interrupted(folder: Path, *, source: str) -> ImportRun | None:
    """A run of the same files that was killed or stopped while it wrote."""
    run = (
        ImportRun.objects.filter(source__name=source, state__in=[State.RUNNING, State.STOPPED]).order_by("-pk").first()
    )
    return run if run is not None and folder.exists() and run.fingerprint == fingerprint_of(folder) else None


def _refuse_beside_interrupted(run: ImportRun) -> None:
    """An import that was killed must go on or be undone first: others would not see the rest of its rows."""
    other = ImportRun.objects.filter(state__in=[State.RUNNING, State.STOPPED, State.UNDOING]).exclude(pk=run.pk).first()
    if other is not None:
        raise WrongState(_("The import of %(other)s was interrupted. Resume or undo it first.") % {"other": other})
