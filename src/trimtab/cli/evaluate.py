"""`trimtab evaluate`: is there a signal in past deals or leads?"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from trimtab.cli.output import fail, messages, prepare_django, results, say, say_json
from trimtab.cli.past_cases import Asked, PastCases, WrongCases, read_cases

if TYPE_CHECKING:
    from trimtab.insight.models.evaluation import Evaluation, Judged
    from trimtab.insight.models.leaks import Leak
    from trimtab.insight.models.measures import Measure
    from trimtab.insight.results import NotEnoughData

SUSPICIONS = {
    "too_good": "by itself it tells the outcome nearly always",
    "one_sided": "it is filled with one outcome only",
    "named_for_the_end": "its name speaks of the end, and it tells much",
}


def evaluate(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or Parquet with one row a deal or lead.", exists=True)],
    outcome: Annotated[str, typer.Option(help="Column that says how it ended.")],
    positive: Annotated[str, typer.Option(help="Value of that column that counts, where it is not plain.")] = "",
    time: Annotated[str, typer.Option(help="Column with the day it began: tests are then later than lessons.")] = "",
    drop: Annotated[str, typer.Option(help="Columns to leave out, separated by commas.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for a program.")] = False,
) -> None:
    """Say how well past cases tell the outcome of new ones, beside plain rivals, on cases that were held back."""
    prepare_django()
    from trimtab.insight.models.evaluation import evaluate as evaluated
    from trimtab.insight.results import NotEnoughData

    dropped = tuple(name.strip() for name in drop.split(",") if name.strip())
    asked = Asked(outcome=outcome, positive=positive, time=time, drop=dropped)
    try:
        cases = read_cases(file, asked)
    except WrongCases as wrong:
        fail(str(wrong), code=2)
    with messages.status("Learning from one part, testing on another ..."):
        found = evaluated(cases.table, cases.outcomes, is_ordered=bool(time))
    if isinstance(found, NotEnoughData):
        _tell_too_few(found, cases, as_json=as_json)
    elif as_json:
        say_json(_for_a_program(found, cases))
    else:
        _print(found, cases)


def _tell_too_few(found: "NotEnoughData", cases: PastCases, *, as_json: bool) -> None:
    words = (
        f"Too few cases to learn from: {cases.outcomes.size} decided, {int(cases.outcomes.sum())} with the outcome. "
        "At least 20 are needed, and 5 of each outcome."
    )
    if as_json:
        say_json({"signal": None, "verdict": words, "cases": cases.outcomes.size, "needs": found.needs})
    else:
        say(words)


def verdict_of(found: "Evaluation") -> str:
    """Whether there is a signal, in one sentence."""
    if found.has_signal:
        return (
            f"There is a signal: knowing the columns lowers the log loss by {found.gain:.3f} "
            f"({found.gain_low:.3f} to {found.gain_high:.3f}) below that of the base rate."
        )
    return (
        "No usable signal: knowing the columns does not lower the log loss below that of the base rate "
        f"({found.gain:.3f}, {found.gain_low:.3f} to {found.gain_high:.3f}). The base rate is the honest answer."
    )


def warning_of(leak: "Leak") -> str:
    """What is suspected, in one sentence."""
    return (
        f"{leak.column} was left out: it could only be known at the close ({SUSPICIONS[leak.suspicion]}; "
        f"alone it ranks {leak.area:.0%} of pairs right)."
    )


def _for_a_program(found: "Evaluation", cases: PastCases) -> dict[str, object]:
    return {
        "signal": found.has_signal,
        "verdict": verdict_of(found),
        "protocol": found.protocol,
        "cases": found.cases,
        "with_outcome": found.with_outcome,
        "tested": found.tested,
        "rejected_rows": cases.rejected,
        "still_open": cases.still_open,
        "without_time": cases.without_time,
        "columns": found.columns,
        "names_only": cases.names,
        "leaks": [{**asdict(leak), "warning": warning_of(leak)} for leak in found.leaks],
        "gain": {"value": found.gain, "low": found.gain_low, "high": found.gain_high},
        **_measures(found.judged[0]),
        "baselines": {one.name: _measures(one) for one in found.judged[1:]},
    }


def _measures(one: "Judged") -> dict[str, object]:
    return {
        "auc": asdict(one.area),
        "log_loss": asdict(one.log_loss),
        "brier": asdict(one.brier),
        "ece": asdict(one.calibration),
    }


def _print(found: "Evaluation", cases: PastCases) -> None:
    say(verdict_of(found))
    say(f"{found.cases} cases, {found.with_outcome} with the outcome; {found.tested} tested by {found.protocol}.")
    for leak in found.leaks:
        say(warning_of(leak), style="yellow")
    if cases.names:
        say(f"Left out because they only name the cases: {', '.join(cases.names)}.")
    for count, words in (
        (cases.still_open, "rows are still open"),
        (cases.without_time, "rows have no date"),
        (cases.rejected, "rows could not be read"),
    ):
        if count:
            say(f"{count} {words} and were left out.")
    table = Table("", "AUC", "Log loss", "Brier", "ECE", caption="With 95 % intervals. Lower is better, but for AUC.")
    for one in found.judged:
        table.add_row(one.name, *(_shown(each) for each in (one.area, one.log_loss, one.brier, one.calibration)))
    results.print(table)


def _shown(measure: "Measure") -> str:
    if measure.value is None:
        return "unknown"
    return f"{measure.value:.3f} ({measure.low:.3f}–{measure.high:.3f})"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)
