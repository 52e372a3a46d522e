"""How well `trimtab evaluate` tells outcomes on sets of real deals and leads, beside rivals and published baselines.

    python bench/evaluate.py                                    all sets, about eight minutes on two cores
    python bench/evaluate.py --sets zoho_sample maven_crm       some of them
    python bench/evaluate.py --json evaluate.json               the rows for bench/scoreboard.py as well
    DATA=/folder/of/sets python bench/evaluate.py

The published baselines come with the sets: naive Bayes, logistic regression, LightGBM and CatBoost, learned once from
the oldest 70 % of the rows in order of time, or in five stratified folds where there is no time. A set that is not
there is told as not run.
"""

import argparse
import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from rows import Row, write_rows

from trimtab.cli.cases_asked import Asked
from trimtab.cli.output import prepare_django
from trimtab.cli.past_cases import read_cases
from trimtab.insight.models.evaluation import Evaluation, evaluate
from trimtab.insight.models.measures import Measure
from trimtab.insight.models.redrawn import Judged

DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))
SEED = "20240601"
MOST_CALIBRATION_ERROR = 0.06
Lines = Iterator[dict[str, str]]


@dataclass(frozen=True)
class Published:
    """The best of the published baselines and the base rate; `error` is the standard error of the log loss."""

    log_loss: float
    brier: float
    calibration: float
    base: float
    error: float
    brier_error: float


@dataclass(frozen=True)
class RealSet:
    """One set: how its file is made ready, what was asked of it, and what others reached."""

    file: Callable[[], Lines]
    outcome: str
    positive: str
    time: str
    drop: str
    published: Published
    tested: float = 0.3
    has_signal: bool = True


def lines(path: str, *, delimiter: str = ",") -> Lines:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def bank() -> Lines:
    return lines("bank_marketing/bank-additional-full.csv", delimiter=";")


def bank_in_order() -> Lines:
    """The rows are in the order of time without a date: from May 2008 to November 2010, as if evenly."""
    for number, line in enumerate(bank()):
        yield {**line, "day": (date(2008, 5, 1) + timedelta(days=number * 930 // 41_188)).isoformat()}


def olist() -> Lines:
    won = {line["mql_id"] for line in lines("olist_funnel/olist_closed_deals_dataset.csv")}
    for line in lines("olist_funnel/olist_marketing_qualified_leads_dataset.csv"):
        yield {**line, "won": "yes" if line["mql_id"] in won else "no"}


def closed_of_revops() -> Lines:
    return (line for line in lines("revops_6k_synth/data__opportunities.csv") if line["is_closed"] == "True")


SETS = {
    "olist_funnel": RealSet(
        olist, "won", "yes", "first_contact_date", "",
        Published(0.360, 0.106, 0.016, 0.386, 0.009, 0.003), tested=3_829 / 8_000,
    ),
    "x_education": RealSet(
        lambda: lines("x_education_leads/Leads.csv"), "Converted", "1", "", "",
        Published(0.426, 0.136, 0.012, 0.667, 0.005, 0.002),
    ),
    "bank_marketing_time": RealSet(
        bank_in_order, "y", "yes", "day", "duration", Published(0.574, 0.188, 0.075, 0.752, 0.007, 0.003)
    ),
    "bank_marketing_cv": RealSet(bank, "y", "yes", "", "duration", Published(0.270, 0.076, 0.005, 0.352, 0.003, 0.001)),
    "hillstrom_visit": RealSet(
        lambda: lines("hillstrom_email/hillstrom_data.csv"), "visit", "1", "", "conversion,spend",
        Published(0.399, 0.121, 0.001, 0.417, 0.003, 0.001),
    ),
    "maven_crm": RealSet(
        lambda: lines("maven_crm/sales_pipeline.csv"), "deal_stage", "Won", "engage_date", "close_value,close_date",
        Published(0.664, 0.236, 0.015, 0.664, 0.004, 0.002), has_signal=False,
    ),
    "revops_6k": RealSet(
        closed_of_revops, "is_won", "True", "created_date",
        "loss_reason,lost_at_stage,sales_cycle_days,close_date,close_date_pushed,stage,is_closed",
        Published(0.615, 0.212, 0.015, 0.634, 0.008, 0.004),
    ),
    "zoho_sample": RealSet(
        lambda: lines("zoho_sample/Potentials.csv"), "Stage", "Closed Won", "Created Time",
        "Probability,Forecast Type,Expected Revenue,Closing Date,Age in Days,Age Tier",
        Published(0.534, 0.179, 0.043, 0.566, 0.018, 0.008),
    ),
}  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS), metavar="SET")
    asked.add_argument("--json", type=Path, help="write the rows of the scoreboard to this file")
    options = asked.parse_args()
    prepare_django()
    rows = [row for name in options.sets for row in measured(name, SETS[name])]
    if options.json:
        write_rows(options.json, "evaluate", rows)


def measured(name: str, one: RealSet) -> list[Row]:
    """Evaluate one set, print what was found, and give its rows of the scoreboard."""
    try:
        found, seconds = evaluated(one)
    except FileNotFoundError as missing:
        print(f"\n{name}: not run, {missing.filename} is not there.")
        return [Row("2", f"log loss, {name}", f"≤ {one.published.log_loss + one.published.error:.3f}")]
    print(f"\n{name}: {found.cases} cases, {found.tested} tested, {found.protocol}, {seconds:.0f} s")
    print(f"{'':36}{'AUC':>16}{'log loss':>16}{'Brier':>16}{'ECE':>16}")
    for told, about in ((found.judged, ""), (found.learned_once, ", learned once")):
        for judged in told:
            print(f"{judged.name + about:36}" + "".join(f"{shown(measure):>16}" for measure in measures(judged)))
    rows = rows_of(name, one, found)
    for row in rows:
        print(f"  {row.metric}: target {row.target}, measured {row.measured} {row.interval}: {row.state}")
    return rows


def evaluated(one: RealSet) -> tuple[Evaluation, float]:
    """The evaluation of one set, through a file as a user has it, and how many seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            content = list(one.file())
            writer = csv.DictWriter(file, list(content[0]))
            writer.writeheader()
            writer.writerows(content)
        begun = time.perf_counter()
        dropped = tuple(filter(None, one.drop.split(",")))
        cases = read_cases(path, Asked(outcome=one.outcome, positive=one.positive, time=one.time, drop=dropped))
        found = evaluate(cases.table, cases.outcomes, is_ordered=bool(one.time), share=one.tested)
    if not isinstance(found, Evaluation):
        raise TypeError(f"A set of the bench has enough cases. Got {found}.")
    return found, time.perf_counter() - begun


def rows_of(name: str, one: RealSet, found: Evaluation) -> list[Row]:
    """Targets and what was measured: by the published protocol, and against the rivals on the same rows."""
    published, ours = one.published, (found.learned_once or found.judged)[0]
    rivals = (found.learned_once or found.judged)[1:]
    protocol = "learned once from the oldest rows" if found.learned_once else "five folds"
    most_loss = published.log_loss + published.error
    most_brier = published.brier + published.brier_error
    most_calibration = max(MOST_CALIBRATION_ERROR, published.calibration)
    most_base = (rivals[0].log_loss.value or 0.0) + (rivals[0].log_loss.error or 0.0)
    best = min(rivals, key=lambda rival: rival.log_loss.value or 0.0)
    rows = [
        row(f"log loss, {name}, {protocol}; best published {published.log_loss:.3f}", most_loss, ours.log_loss),
        row(f"Brier, {name}, {protocol}; best published {published.brier:.3f}", most_brier, ours.brier),
        row(f"ECE, {name}, {protocol}; best published {published.calibration:.3f}", most_calibration, ours.calibration),
        row(f"log loss, {name}, against the base rate here", most_base, ours.log_loss),
        row(
            f"log loss, {name}, against the best rival here ({best.name})",
            (best.log_loss.value or 0.0) + (best.log_loss.error or 0.0),
            ours.log_loss,
        ),
    ]
    if found.learned_once:
        rival = next(judged for judged in found.judged if judged.name == found.best_rival)
        most = (rival.log_loss.value or 0.0) + (rival.log_loss.error or 0.0)
        rows.append(
            row(f"log loss, {name}, rolling origin, best rival here ({rival.name})", most, found.judged[0].log_loss)
        )
        rows.append(row(f"ECE, {name}, rolling origin", most_calibration, found.judged[0].calibration))
    said = "usable signal" if found.has_signal else "no usable signal"
    wanted = "usable signal" if one.has_signal else "no usable signal"
    return [*rows, Row("2", f"verdict, {name}", wanted, said, seeds=SEED, is_met=said == wanted)]


def row(metric: str, most: float, measure: Measure) -> Row:
    """A measure that may be at most so large, to the three digits in which it was published."""
    value = measure.value or 0.0
    interval = f"{measure.low:.3f} to {measure.high:.3f}"
    is_met = round(value, 3) <= round(most, 3)
    return Row("2", metric, f"≤ {most:.3f}", f"{value:.3f}", interval, SEED, is_met=is_met)


def measures(judged: Judged) -> tuple[Measure, ...]:
    return judged.area, judged.log_loss, judged.brier, judged.calibration


def shown(measure: Measure) -> str:
    return "" if measure.value is None else f"{measure.value:.3f} ± {measure.error:.3f}"


if __name__ == "__main__":
    main()
