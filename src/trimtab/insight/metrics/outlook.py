"""Where the period may end, as people and the past say: no model."""

from collections.abc import Sequence
from decimal import Decimal

from trimtab.insight.estimators import wilson
from trimtab.insight.metrics.closing import value_interval
from trimtab.insight.metrics.grouping import bounds, grouped, number, whole
from trimtab.insight.metrics.vocabulary import (
    AS_OF,
    BY,
    DUE_FROM,
    DUE_UNTIL,
    END,
    ENDS,
    PART,
    SEED,
    START,
    STARTS,
    N,
    interval,
    sql,
)  # fmt: skip
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row

INPUTS = ("versions", "stage_events", "holdings", "stages", "opportunities", "users", "teams")
LOOKED_AT = Parameter("looked_at", "timestamps", "The instant in each earlier period at which its pipeline is taken.")
RATE_WEIGHT = Parameter(
    "rate_weight", "number", "Observations with which the rate of all stages counts in that of each.", default=8
)
WON = (
    Column("won", "count", "Opportunities won in the period and still won at the instant."),
    Column("won_value", "money", "Their amounts at the close."),
)


def _rates(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [{**row, **_rate(int(number(row["n"])), int(number(row["won"])))} for row in rows]


def _rate(n: int, won: int) -> dict[str, Cell]:
    return {"rate": won / n if n else None, **bounds("rate", wilson(won, n))}


def _coverages(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    seed = int(str(arguments["seed"]))
    return [
        {"part": part, "part_name": name, **_coverage(members, seed=seed)}
        for (part, name), members in grouped(rows, "part", "part_name")
    ]


def _coverage(rows: Sequence[Row], *, seed: int) -> dict[str, Cell]:
    target, won_value, open_value = (rows[0][name] for name in ("target", "won_value", "open_value"))
    closed_value = sum(number(row["closed_value"]) for row in rows)
    rate = sum(number(row["rate_won_value"]) for row in rows) / closed_value if closed_value > 0 else None
    among = value_interval(rows, won="rate_won_value", closed="closed_value", seed=seed) if rate else None
    remaining = max(target - won_value, Decimal(0)) if isinstance(target, Decimal) else None  # type: ignore[operator]
    return {
        "target": target,
        "won_value": won_value,
        "remaining": remaining,
        "open_value": open_value,
        "closed": whole(rows, "closed"),
        "value_rate": rate,
        **bounds("value_rate", among),
        "needed": _needed(remaining, rate),
        "needed_low": _needed(remaining, among[1] if among else None),
        "needed_high": _needed(remaining, among[0] if among else None),
        "coverage": number(open_value) / float(remaining) if remaining else None,
    }


def _needed(remaining: Decimal | None, rate: float | None) -> float | None:
    return float(remaining) / rate if remaining is not None and rate else None


COVERAGE = Metric(
    name="coverage",
    question="Is the open pipeline enough for what is still missing from the target?",
    formula="needed = (target - won so far) / own win rate by value; coverage = open value due in the period / "
    "remaining target.",
    exclusions="Targets of teams without targets of their people; open opportunities due outside the period.",
    misread="There is no right coverage for everybody: with a win rate of 25 % one needs 4, with 50 % 2. Opportunities "
    "still to be created and won in the period are not in it.",
    version=1,
    inputs=(*INPUTS, "quotas"),
    parameters=(
        START,
        END,
        AS_OF,
        DUE_FROM,
        DUE_UNTIL,
        Parameter("rate_start", "timestamp", "From when on closings count for the win rate; a year back is usual."),
        SEED,
    ),
    columns=(
        *PART,
        Column("target", "money", "Targets of people for spans inside the period; NULL when there is none."),
        WON[1],
        Column("remaining", "money", "Target minus won, at least 0."),
        Column("open_value", "money", "Open amounts due in the period."),
        Column("closed", "count", "Closings behind the win rate."),
        *interval("value_rate", "share", "Own win rate by value."),
        *interval("needed", "money", "Open pipeline needed for the remaining target."),
        Column("coverage", "number", "Open value / remaining target."),
    ),
    sql=sql("coverage"),
    method="Win rate by value with accounts redrawn; the interval of the need is that of the rate, turned over.",
    breakdowns=("none", "owner", "team"),
    counted="closed",
    needs=8,
    finish=_coverages,
    example="Target 1,000, won 400, win rate by value 25 %: 600 / 0.25 = 2,400 needed. With 1,800 open: coverage 3.",
)

BOOKINGS_BY_PERIOD = Metric(
    name="bookings_by_period",
    question="How much was won in each period?",
    formula="Amounts at the close of opportunities won in the period and still won at the instant.",
    exclusions="Wins reopened or changed to lost by the instant.",
    misread="Seen from a later instant a past period can have changed: a win may have been reopened since.",
    version=1,
    inputs=INPUTS,
    parameters=(STARTS, ENDS, AS_OF),
    columns=(
        Column("period_start", "timestamp", "First instant."),
        Column("period_end", "timestamp", "First instant after it."),
        *PART,
        *WON,
    ),
    sql=sql("bookings_by_period"),
    method="Sum.",
    breakdowns=BY,
    counted="won",
    example="Acme won on 3 February at 100.00, Bolt on 5 February at 50.00, reopened on 9 April. First quarter as of "
    "31 March: 150.00; as of 30 April: 100.00.",
)

STAGE_RATES = Metric(
    name="stage_rates",
    question="Of what stood in a stage at this point of earlier periods and was due, how much was won by their end?",
    formula="won by the end of the period / open in the stage and due by then at the instant looked at.",
    exclusions="Opportunities without a close date or due later; those created after the instant looked at.",
    misread="It is a rate for the rest of a period, not of ever winning.",
    version=1,
    inputs=INPUTS,
    parameters=(LOOKED_AT, ENDS),
    columns=(
        *PART,
        Column("process_id", "key", "The process."),
        Column("process", "text", "Its name."),
        Column("stage_id", "key", "The stage."),
        Column("stage", "text", "Its name."),
        N,
        Column("won", "count", "Of them won by the end of their period."),
        *interval("rate", "share", "Won share (Wilson interval)."),
    ),
    sql=sql("stage_rates"),
    method="Open and due at a landmark in each earlier period; Wilson score interval.",
    breakdowns=BY,
    counted="n",
    needs=8,
    finish=_rates,
    example="On 15 January and 15 April four opportunities due stood in Proposal; one was won by quarter's end: 25 %.",
)

OUTLOOK = Metric(
    name="outlook",
    question="What is won, what do people promise, and what did such stages and periods bring before?",
    formula="won so far; open and due by forecast category; sum of amount x stage rate; bookings of earlier periods.",
    exclusions="Opportunities due outside the period and those still to be created.",
    misread="Not a forecast. stage_weighted counts only what is open and due now, so it misses what will be created or "
    "pulled in, and it treats small and large opportunities alike.",
    version=1,
    inputs=INPUTS,
    parameters=(START, END, AS_OF, DUE_FROM, DUE_UNTIL, STARTS, LOOKED_AT, ENDS, RATE_WEIGHT),
    columns=(
        *PART,
        *WON,
        Column("open_count", "count", "Open and due in the period."),
        Column("open_value", "money", "Their amounts."),
        Column("commit_value", "money", "Of it in the category commit."),
        Column("best_case_value", "money", "Of it in the category best case."),
        Column("stage_weighted", "money", "Amounts times own stage rates; NULL without earlier periods."),
        Column("rates_from", "count", "Observations behind the stage rates."),
        Column("earlier_periods", "count", "Earlier periods given."),
        Column("earlier_mean", "money", "Mean bookings of them."),
        Column("earlier_least", "money", "The least of them."),
        Column("earlier_most", "money", "The most of them."),
    ),
    sql=sql("outlook"),
    method="Sums; stage rates of the whole company at the same point of earlier periods, drawn towards the rate of all "
    "stages with the weight of `rate_weight` observations.",
    breakdowns=BY,
    counted="open_count",
    example="Won 400, commit 300, best case 500; Proposal 800 at a stage rate of 25 % weighs 200.",
)
