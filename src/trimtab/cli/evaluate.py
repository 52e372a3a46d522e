"""`trimtab evaluate`: is there a signal in past deals or leads?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from trimtab.cli.cases_asked import Asked, WrongCases
from trimtab.cli.evaluate_words import for_a_program, left_out, too_little, verdict_of, warning_of
from trimtab.cli.output import fail, prepare_django, results, say, say_json, step_bar
from trimtab.cli.past_cases import PastCases, read_cases

if TYPE_CHECKING:
    from trimtab.insight.models.evaluation import Evaluation
    from trimtab.insight.models.measures import Measure
    from trimtab.insight.models.redrawn import Judged


def evaluate(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or Parquet with one row a deal or lead.", exists=True)],
    outcome: Annotated[str, typer.Option(help="Column that says how it ended.")],
    positive: Annotated[str, typer.Option(help="Value of that column that counts, where it is not plain.")] = "",
    time: Annotated[
        str, typer.Option(help="Column with the day it began, or a number that grows: tests are then later.")
    ] = "",
    drop: Annotated[str, typer.Option(help="Columns to leave out, separated by commas.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for a program.")] = False,
) -> None:
    """Say how well past cases tell the outcome of new ones, beside plain rivals, on cases that were held back."""
    prepare_django()
    from trimtab.insight.models.evaluation import evaluate as evaluated
    from trimtab.insight.results import NotEnoughData

    dropped = tuple(name.strip() for name in drop.split(",") if name.strip())
    try:
        cases = read_cases(file, Asked(outcome=outcome, positive=positive, time=time, drop=dropped))
    except WrongCases as wrong:
        fail(str(wrong), code=2)
    with step_bar("Learning from one part, testing on another") as tell:
        found = evaluated(
            cases.table,
            cases.outcomes,
            is_ordered=bool(time),
            tell=lambda done, total: tell("Learning from one part, testing on another", done, total),
        )
    if as_json:
        say_json(for_a_program(found, cases))
    elif isinstance(found, NotEnoughData):
        say(too_little(cases))
    else:
        _print(found, cases)


def _print(found: "Evaluation", cases: PastCases) -> None:
    say(verdict_of(found))
    say(
        f"{found.cases} cases, {found.with_outcome} with the outcome ({', '.join(cases.counted)}); "
        f"{found.tested} tested by {found.protocol}."
    )
    for leak in found.leaks:
        say(warning_of(leak), style="yellow")
    for sentence in left_out(cases, found):
        say(sentence)
    results.print(_table(found.judged, title="Tested on cases that were held back"))
    if found.learned_once:
        results.print(_table(found.learned_once, title="The same cases, told by what was known before the first"))


def _table(judged: "tuple[Judged, ...]", *, title: str) -> Table:
    table = Table(
        "", "AUC", "Log loss", "Brier", "ECE", title=title, caption="With 95 % intervals. Lower is better, but for AUC."
    )
    for one in judged:
        table.add_row(one.name, *(_shown(each) for each in (one.area, one.log_loss, one.brier, one.calibration)))
    return table


def _shown(measure: "Measure") -> str:
    if measure.value is None:
        return "unknown"
    return f"{measure.value:.3f} ({measure.low:.3f}–{measure.high:.3f})"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)
