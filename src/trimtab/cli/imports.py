"""`trimtab import`: bring in a folder of exports."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, results, say, say_json, step_bar, tell
from trimtab.core.pacing import Pace

if TYPE_CHECKING:
    from trimtab.connectors.files.model import Question
    from trimtab.connectors.imports.actions import ImportSummary

COUNTS = ("rows", "new", "changed", "same", "rejected")


def import_(
    folder: Annotated[Path, typer.Argument(help="Folder, file or zip of exports.", exists=True)],
    source: Annotated[
        str, typer.Option(help="Name of the system the exports come from; keep it the same the next time.")
    ] = "crm",
    mapping: Annotated[
        Path | None, typer.Option(help="JSON file that changes the proposed mapping.", exists=True, dir_okay=False)
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="Answer to a question, as ID=VALUE; may be repeated.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every open question with what is proposed.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be imported and change nothing.")] = False,
    polite: Annotated[bool, typer.Option("--polite", help="Small steps with rests, while people work.")] = False,
    rejected: Annotated[Path | None, typer.Option(help="CSV file for rejected rows.", dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts for a program.")] = False,
) -> None:
    """Import a FOLDER of exports. The same files twice change nothing; after a kill, the same command goes on."""
    prepare_django()
    require_up_to_date()
    answers = _answers(answer or [])
    partial = mapping.read_text() if mapping else None
    summary = import_exports(
        folder, source=source, mapping=partial, answers=answers, yes=yes, dry_run=dry_run, is_polite=polite
    )
    if as_json:
        say_json(summary.as_json())
    else:
        print_summary(summary, is_dry=dry_run)
    _write_rejected(summary, rejected)


def import_exports(
    folder: Path,
    *,
    source: str,
    mapping: str | None = None,
    answers: dict[str, str] | None = None,
    yes: bool = False,
    dry_run: bool = False,
    is_polite: bool = False,
    is_sample: bool = False,
    is_trial: bool = False,
) -> "ImportSummary":
    """Import with a bar, asking what only a person can know; ends the command with one sentence where it cannot.

    Args:
        is_trial: where nobody can be asked, take what is proposed and say so.
    """
    from django.conf import settings
    from django.utils import timezone

    from trimtab.connectors.files.model import Refusal
    from trimtab.connectors.imports.actions import QuestionsOpen, WrongState, import_folder
    from trimtab.connectors.imports.locking import ImportBusy
    from trimtab.connectors.imports.writing import Stopped

    given, pace = dict(answers or {}), Pace.polite() if is_polite else Pace.fast()
    options: dict[str, Any] = {"mapping": mapping, "yes": yes, "dry_run": dry_run, "is_sample": is_sample, "pace": pace}
    while True:
        try:
            with step_bar("Reading") as tell_step:
                return import_folder(
                    folder,
                    source=source,
                    uploads=settings.UPLOADS,
                    now=timezone.now(),
                    answers=given,
                    progress=tell_step,
                    **options,
                )
        except QuestionsOpen as open_questions:
            given |= _ask(open_questions.questions, is_trial=is_trial)
        except (Refusal, WrongState, ImportBusy, Stopped) as error:
            fail(str(error))


def _answers(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        fail(f"--answer must be ID=VALUE. Got {wrong[0]}.", code=2)
    return {name: value for name, _, value in pairs}


def _ask(questions: "tuple[Question, ...]", *, is_trial: bool) -> dict[str, str]:
    """The answers of whoever sits at the terminal; without one, all questions and how to answer them."""
    if not sys.stdin.isatty() and is_trial:
        for question in questions:
            tell(f"{question.text} Taken as proposed: {_in_a_line(question.proposal)}.")
        return {question.id: question.proposal for question in questions}
    if not sys.stdin.isatty():
        for question in questions:
            choices = ", ".join(choice.value for choice in question.choices)
            allowed = f" One of: {choices}." if choices else ""
            tell(f"{question.id}: {question.text}{allowed} Proposed: {_in_a_line(question.proposal)}.")
        fail("Answer with --answer ID=VALUE, or take the proposals with --yes.", code=2)
    return {question.id: _ask_one(question) for question in questions}


def _ask_one(question: "Question") -> str:
    tell(question.text)
    if question.samples:
        tell(f"  such as {', '.join(question.samples)}")
    for choice in question.choices:
        tell(f"  {choice.value}: {choice.label}")
    answer: str = typer.prompt("Answer", default=_in_a_line(question.proposal) or None, err=True)
    return answer.replace(", ", "\n") if "\n" in question.proposal else answer


def _in_a_line(proposal: str) -> str:
    """An order is proposed line by line; a terminal takes one line."""
    return ", ".join(proposal.splitlines())


def print_summary(summary: "ImportSummary", *, is_dry: bool = False) -> None:
    """How many rows of each table came, and what to know about them."""
    table = Table(box=None, pad_edge=False)
    table.add_column("table")
    for name in COUNTS:
        table.add_column(name, justify="right")
    for counts in summary.tables:
        table.add_row(str(counts["table"]), *(f"{counts[name]:,}" for name in COUNTS))
    results.print(table)
    for note in summary.notes:
        say(note)
    say("Nothing was changed: this was a dry run." if is_dry else f"Import {summary.run_id} is {summary.state}.")


def _write_rejected(summary: "ImportSummary", file: Path | None) -> None:
    """Every rejected row with its line and reason, where somebody can mend it."""
    from django.conf import settings

    from trimtab.connectors.models import ImportRejection
    from trimtab.core.exporting import write_csv

    rows = ImportRejection.objects.filter(run_id=summary.run_id).order_by("table", "line")
    listed = list(rows.values_list("table", "line", "reason", "raw"))
    if not listed:
        return
    path = file or settings.HOME / "rejected" / f"import-{summary.run_id}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        write_csv([("table", "line", "reason", "row"), *listed], opened)
    tell(f"{len(listed):,} rejected rows with their reasons: {path}")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)
