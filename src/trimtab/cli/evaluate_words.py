"""What `trimtab evaluate` says: the verdict in a sentence, warnings, what was left out, and all of it for a program."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from trimtab.cli.past_cases import PastCases

if TYPE_CHECKING:
    from trimtab.insight.models.evaluation import Evaluation
    from trimtab.insight.models.leaks import Leak
    from trimtab.insight.models.redrawn import Judged
    from trimtab.insight.results import NotEnoughData

FORMAT = 1  # grows when a key of the JSON changes its meaning or goes
FEW = 100  # cases of the rarer outcome among those tested, below which only a strong signal shows
SUSPICIONS = {
    "too_good": "by itself it tells the outcome nearly always",
    "one_sided": "it is filled with one outcome only",
    "named_for_the_end": "its name speaks of the end, and it tells much",
}


def verdict_of(found: "Evaluation") -> str:
    """Whether there is a signal, in one sentence or two."""
    gain = found.gain
    base = found.judged[1].log_loss.value or 0.0
    if found.has_signal:
        return (
            f"There is a usable signal: knowing the columns lowers the log loss by {gain.value:.3f} "
            f"({gain.low:.3f} to {gain.high:.3f}), {gain.value / base:.1%} of that of the base rate."
        )
    limits = f"({gain.value:.3f}, {gain.low:.3f} to {gain.high:.3f})"
    if gain.value > 0:
        words = f"No usable signal: what knowing the columns gains in log loss {limits} may be chance."
    else:
        words = f"No usable signal: knowing the columns does not lower the log loss {limits}."
    words += " The base rate is the honest answer."
    rare = min(found.with_outcome, found.cases - found.with_outcome)
    return f"{words} With {rare} cases of the rarer outcome only a strong signal could show." if rare < FEW else words


def too_little(cases: PastCases) -> str:
    """That there are too few cases, and how many are needed."""
    won, decided = int(cases.outcomes.sum()), cases.outcomes.size
    return (
        f"Too little data to learn from: {decided} decided, {won} with the outcome and {decided - won} without. "
        "At least 20 are needed, and 5 of each outcome."
    )


def warning_of(leak: "Leak") -> str:
    """What is suspected, in one sentence."""
    return (
        f"{leak.column} was left out: it could only be known at the close ({SUSPICIONS[leak.suspicion]}; "
        f"alone it ranks {leak.area:.0%} of pairs right)."
    )


def left_out(cases: PastCases, found: "Evaluation") -> list[str]:
    """Columns and rows that were not learned from, each with why."""
    told = []
    if cases.names:
        told.append(f"Left out because they only name the cases: {', '.join(cases.names)}.")
    if cases.same:
        told.append(f"Left out because they are empty or the same everywhere: {', '.join(cases.same)}.")
    for count, words in (
        (cases.still_open, "rows have no end yet"),
        (cases.without_time, "rows have no time that can be read"),
        (cases.rejected, "rows could not be read"),
    ):
        if count:
            told.append(f"{count} {words} and were left out.")
    if found.learned_from < found.cases - found.tested:
        told.append(f"Each lesson is drawn by chance from {found.learned_from} of the cases, to end in time.")
    return told


def for_a_program(found: "Evaluation | NotEnoughData", cases: PastCases) -> dict[str, object]:
    """The result as JSON; docs/how-to/read-the-json-of-evaluate.md says what each key holds."""
    from trimtab.insight.results import NotEnoughData

    about = {
        "format": FORMAT,
        "cases": int(cases.outcomes.size),
        "with_outcome": int(cases.outcomes.sum()),
        "counted": cases.counted,
        "rejected_rows": cases.rejected,
        "still_open": cases.still_open,
        "without_time": cases.without_time,
        "names_only": cases.names,
        "without_content": cases.same,
    }
    if isinstance(found, NotEnoughData):
        return {
            "signal": None,
            "answer": "too little data",
            "verdict": too_little(cases),
            "needs": found.needs,
            **about,
        }
    return {
        "signal": found.has_signal,
        "answer": "usable signal" if found.has_signal else "no usable signal",
        "verdict": verdict_of(found),
        **about,
        "protocol": found.protocol,
        "tested": found.tested,
        "learned_from": found.learned_from,
        "columns": found.columns,
        "leaks": [{**asdict(leak), "warning": warning_of(leak)} for leak in found.leaks],
        "gain": asdict(found.gain),
        "best_baseline": {"name": found.best_rival, "log_loss_above": asdict(found.over_best)},
        **_all_measures(found.judged),
        "learned_once": _all_measures(found.learned_once) if found.learned_once else None,
    }


def _all_measures(judged: "Sequence[Judged]") -> dict[str, object]:
    return {**_measures(judged[0]), "baselines": {one.name: _measures(one) for one in judged[1:]}}


def _measures(one: "Judged") -> dict[str, object]:
    return {
        "auc": asdict(one.area),
        "log_loss": asdict(one.log_loss),
        "brier": asdict(one.brier),
        "ece": asdict(one.calibration),
        "ece_of_equal_groups": asdict(one.calibration_of_groups),
    }
