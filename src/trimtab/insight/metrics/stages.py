"""What becomes of opportunities in a stage, and how long they stay."""

from collections.abc import Sequence

from trimtab.insight.estimators import AalenJohansen, KaplanMeier
from trimtab.insight.metrics.grouping import bounds, grouped, number, numbers, whole
from trimtab.insight.metrics.vocabulary import AS_OF, BY, END, PART, START, interval, sql
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row

OUTCOMES = ("forward", "back", "won", "lost")
KEYS = ("part", "part_name", "process_id", "process", "stage_id", "stage")


def _conversions(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    horizon = number(arguments["horizon_days"])  # type: ignore[arg-type]
    return [
        {**dict(zip(KEYS, keys, strict=True)), **_conversion(members, horizon=horizon)}
        for keys, members in grouped(rows, *KEYS)
    ]


def _conversion(rows: Sequence[Row], *, horizon: float) -> dict[str, Cell]:
    stays = [row for row in rows if row["days"] is not None]
    entered = whole(stays, "n")
    left = {name: whole([row for row in stays if row["outcome"] == name], "n") for name in OUTCOMES}
    counted: dict[str, Cell] = {"entered": entered, "still_here": entered - sum(left.values()), **left}
    return {**counted, **_incidence(stays, horizon=horizon), **_stay(stays, horizon=horizon)}


def _incidence(stays: Sequence[Row], *, horizon: float) -> dict[str, Cell]:
    columns = [f"{name}_share" for name in OUTCOMES]
    if not stays:
        return {name + end: None for name in columns for end in ("", "_low", "_high")}
    outcomes = [None if row["outcome"] is None else str(row["outcome"]) for row in stays]
    curves = AalenJohansen().fit(numbers(stays, "days"), outcomes, numbers(stays, "n"))
    found: dict[str, Cell] = {}
    for name, column in zip(OUTCOMES, columns, strict=True):
        found |= {column: curves.at(name, horizon), **bounds(column, curves.interval(name, horizon))}
    return found


def _stay(stays: Sequence[Row], *, horizon: float) -> dict[str, Cell]:
    if not stays:
        return {"median_days": None, "mean_days_to_horizon": None}
    ended = [row["outcome"] is not None for row in stays]
    curve = KaplanMeier().fit(numbers(stays, "days"), ended, numbers(stays, "n"))
    return {"median_days": curve.median(), "mean_days_to_horizon": curve.restricted_mean(horizon)}


STAGE_CONVERSION = Metric(
    name="stage_conversion",
    question="Once an opportunity is in this stage, where does it go, and how long does that take?",
    formula="Cumulative incidence at the horizon of moving forward, moving back, being won and being lost, as "
    "competing risks, over stays that began in the period; stays not over at the instant are cut, not dropped.",
    exclusions="Stays that began before the period, closed stages, and records of which only dates are known.",
    misread="The four shares do not add up to 1: the rest is still here at the horizon. A share below the plain ratio "
    "of closed stays is not an error; the ratio forgets those still open.",
    version=1,
    inputs=("stage_events", "stages", "holdings", "opportunities", "users", "teams"),
    parameters=(
        START,
        END,
        AS_OF,
        Parameter("horizon_days", "number", "How far ahead of the entry we look.", default=90),
    ),
    columns=(
        *PART,
        Column("process_id", "key", "The process."),
        Column("process", "text", "Its name."),
        Column("stage_id", "key", "The stage."),
        Column("stage", "text", "Its name."),
        Column("entered", "count", "Stays that began in the period; a reopened opportunity stays anew."),
        Column("still_here", "count", "Of them not over."),
        Column("forward", "count", "Left for a later open stage."),
        Column("back", "count", "Left for an earlier open stage or another process."),
        Column("won", "count", "Left as won."),
        Column("lost", "count", "Left as lost."),
        *(
            column
            for name in OUTCOMES
            for column in interval(f"{name}_share", "share", f"Share {name} by the horizon.")
        ),
        Column("median_days", "days", "Half had left by then (Kaplan-Meier); NULL when half have not left yet."),
        Column("mean_days_to_horizon", "days", "Mean stay, counted up to the horizon."),
    ),
    sql=sql("stage_conversion"),
    method="Aalen-Johansen with log-log intervals of its delta-method variance; Kaplan-Meier for the stay.",
    breakdowns=BY,
    counted="entered",
    needs=8,
    finish=_conversions,
    example="Three enter Proposal: one moves forward after 10 days, one is lost after 20, one is here since 15 days. "
    "Forward by 30 days: 1/3. Lost: of the 2/3 left after 10 days all who are still watched at 20 are lost: 2/3.",
)
