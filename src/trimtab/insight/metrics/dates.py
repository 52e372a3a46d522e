"""Dates that move: what became of what was due, and which opportunities slip now."""

from collections.abc import Sequence

from trimtab.insight.estimators import ratio_interval, wilson
from trimtab.insight.metrics.grouping import bounds, grouped, money, number, numbers, whole
from trimtab.insight.metrics.vocabulary import AS_OF, BY, DUE_FROM, DUE_UNTIL, END, PART, START, interval, sql
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row

INPUTS = ("versions", "holdings", "opportunities", "users", "teams", "stages")
ENDINGS = ("won", "lost", "slipped")


def _shares(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [{**row, **_share(row)} for row in rows]


def _share(row: Row) -> dict[str, Cell]:
    due = number(row["due"])
    found: dict[str, Cell] = {}
    for name in ENDINGS:
        count = number(row[name])
        found |= {f"{name}_share": count / due if due else None, **bounds(f"{name}_share", wilson(count, due))}
    return found


def _values(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [
        {"part": part, "part_name": name, **_value(members)}
        for (part, name), members in grouped(rows, "part", "part_name")
    ]


def _value(rows: Sequence[Row]) -> dict[str, Cell]:
    sums = {name: money(rows, name) for name in ("due_value", "won_value", "lost_value", "slipped_value")}
    share = float(sums["slipped_value"] / sums["due_value"]) if sums["due_value"] > 0 else None
    among = ratio_interval(numbers(rows, "slipped_value"), numbers(rows, "due_value"))
    return {
        "due": whole(rows, "due"),
        "slipped": whole(rows, "slipped"),
        **sums,
        "slipped_share": share,
        **bounds("slipped_share", among),
    }


PUSH_COUNTS = Metric(
    name="push_counts",
    question="Does a date that has been pushed before hold?",
    formula="Of opportunities open and due in the period at its start, by earlier pushes of the date: share won, lost, "
    "and still open at its end (slipped).",
    exclusions="Opportunities created later, or not due in the period at its start.",
    misread="Without fixing the start, pushed opportunities seem to win more: only those that survive get pushed. "
    "Fewer wins after three pushes does not say that pushing causes the loss.",
    version=1,
    inputs=INPUTS,
    parameters=(START, END, AS_OF, DUE_FROM, DUE_UNTIL),
    columns=(
        *PART,
        Column("pushes", "count", "Earlier pushes; 3 stands for three or more."),
        Column("due", "count", "Open and due at the start."),
        Column("won", "count", "Won by the end."),
        Column("lost", "count", "Lost by the end."),
        Column("slipped", "count", "Still open at the end."),
        Column("due_value", "money", "Amounts at the start."),
        *(column for name in ENDINGS for column in interval(f"{name}_share", "share", f"Share {name}.")),
    ),
    sql=sql("push_counts"),
    method="Landmark at the start of the period; Wilson score intervals.",
    breakdowns=BY,
    counted="due",
    needs=8,
    finish=_shares,
    example="On 1 April Acme and Bolt are due in the quarter, both never pushed; Acme is won, Bolt still open on 1 "
    "July: 0 pushes: due 2, won 50 %, slipped 50 %.",
)

SLIPPED_VALUE = Metric(
    name="slipped_value",
    question="How much of what was due at the start of the period slipped out of it?",
    formula="Amounts at the start of those still open at the end / amounts of all open and due at the start.",
    exclusions=PUSH_COUNTS.exclusions,
    misread="What was lost did not slip. While the period runs, everything still open counts as slipped so far.",
    version=1,
    inputs=INPUTS,
    parameters=PUSH_COUNTS.parameters,
    columns=(
        *PART,
        Column("due", "count", "Open and due at the start."),
        Column("slipped", "count", "Still open at the end."),
        Column("due_value", "money", "Amounts at the start."),
        Column("won_value", "money", "Won of them, at the amount of the end."),
        Column("lost_value", "money", "Lost of them, at the amount of the start."),
        Column("slipped_value", "money", "Still open, at the amount of the start."),
        *interval("slipped_share", "share", "Slipped value / due value."),
    ),
    sql=sql("slipped_value"),
    method="Landmark at the start; linearised ratio interval clustered by account.",
    breakdowns=BY,
    counted="due",
    needs=8,
    finish=_values,
    example="Due on 1 April: Acme 300.00, won; Bolt 100.00, still open on 1 July. Slipped 100 of 400 = 25 %.",
)

SLIPPED_OPPORTUNITIES = Metric(
    name="slipped_opportunities",
    question="Which open opportunities have a close date that has passed or was pushed again and again?",
    formula="Open at the instant, and close date before today or pushed at least `least_pushes` times.",
    exclusions="Opportunities without a close date that were never pushed.",
    misread="A passed date is often only a record nobody kept up to date. Ask before judging.",
    version=1,
    inputs=INPUTS,
    parameters=(
        AS_OF,
        Parameter("today", "date", "The day in the team's time zone."),
        Parameter("least_pushes", "integer", "From how many pushes on it is listed.", default=2),
    ),
    columns=(
        Column("opp_id", "key", "The opportunity."),
        Column("name", "text", "Its name."),
        Column("account_id", "key", "Its account."),
        Column("owner_id", "key", "Its owner at the instant."),
        Column("stage_id", "key", "Its stage at the instant."),
        Column("amount", "money", "Its amount at the instant."),
        Column("close_on", "date", "Its expected close date."),
        Column("overdue_days", "days", "Days since that date, 0 when it lies ahead."),
        Column("pushes", "count", "How often the date was moved later."),
        Column("pushed_days", "days", "By how many days together."),
    ),
    sql=sql("slipped_opportunities"),
    method="List.",
    breakdowns=BY,
    counted=None,
    example="Acme was due on 1 March, moved to 1 April, then to 1 May: 2 pushes, 61 days.",
)
