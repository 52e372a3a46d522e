"""Quality of service: what became of sellers' work by its kind, the parts of its index, and what an hour adds."""

from collections.abc import Sequence
from math import sqrt

from trimtab.insight.metrics.vocabulary import AS_OF, BY, PART, START, N, sql
from trimtab.insight.results import Arguments, Column, Metric, Row

INPUTS = ("opportunities", "versions", "holdings", "stage_events", "stages", "users", "teams")
Z_95 = 1.959963984540054
LEAST_HOURS = 1.0


def _yields(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [_yield(row) for row in rows]


def _yield(row: Row) -> Row:
    hours, added = float(str(row["hours"])), float(str(row["added"]))
    n, squares = int(str(row["n"])), float(str(row["added_squares"]))
    known = hours >= LEAST_HOURS and n > 1
    spread = Z_95 * sqrt(max(squares - added * added / n, 0.0) * n / (n - 1)) / hours if known else None
    kept = {name: value for name, value in row.items() if name not in ("added_squares", "added", "added_naively")}
    # Sums of floating numbers depend on the order of the rows in their last digits: those are cut off.
    figures = {
        "added": added,
        "yield": added / hours if known else None,
        "yield_low": None if spread is None else (added / hours) - spread,
        "yield_high": None if spread is None else (added / hours) + spread,
        "naive_yield": float(str(row["added_naively"])) / hours if known else None,
    }
    return {**kept, **{name: None if value is None else round(value, 4) for name, value in figures.items()}}


SELLER_OUTCOMES = Metric(
    name="seller_outcomes",
    question="What became of the work of each seller, by the kind of work?",
    formula="For each measure and stratum (segment and kind of the opportunity): cases, their sum, the sum of their "
    "squares. Shares add 0 or 1; values and lengths are logarithms.",
    exclusions="What is still open; moves back to an earlier stage.",
    misread="Raw shares of sellers are not comparable: the comparison in `insight/service` standardises for the strata "
    "and draws few cases towards the team.",
    version=1,
    inputs=INPUTS,
    parameters=(START, AS_OF),
    columns=(
        *PART,
        Column("measure", "key", "win_rate, win_value, won_cycle, push_share, stage_pass_<position>."),
        Column("stratum", "key", "Segment and kind of the opportunity."),
        N,
        Column("total", "number", "Sum of the cases."),
        Column("squares", "number", "Sum of their squares."),
    ),
    sql=sql("seller_outcomes"),
    method="Counts and sums; no estimate.",
    breakdowns=BY,
    counted="n",
    example="Ana won one of two SMB opportunities: win_rate in SMB has n 2, total 1, squares 1.",
)

SERVICE_INDEX = Metric(
    name="service_index",
    question="How well does a seller work, whatever the volume?",
    formula="Four parts, each a share of the cases of a year: win_rate (of what ended, won after having been "
    "qualified for 14 days), progress (of stages left, left for a later one or a win, and not lost or moved back "
    "within 28 days), answered (of calls, meetings and mails to the customer, followed by an answer within seven days "
    "as the next touch, or a talk of more than two minutes), dated (of what ended, within 14 days of the close date "
    "that stood 28 days before). Each is compared with what the others of the team would have reached with the same "
    "work, drawn in by its error (few cases draw in a strength further, never a weakness), and cut off at two spreads. "
    "answered has progress as its guardrail and counts as the worse of the two. The index is 100 x exp(mean of the "
    "parts / 2): 100 is like the others.",
    exclusions="What is still open. Parts in which the seller or two others have fewer than 20 cases; with fewer than "
    "two parts, or two others, there is no index.",
    misread="What is never written down is not seen: losses that were never entered, talks that never were. A rank "
    "without its bounds says nothing: in a team of equals anybody may be first. It is no target and no reason to pay; "
    "whoever makes it one teaches to play it.",
    version=1,
    inputs=(*INPUTS, "activities"),
    parameters=(START, AS_OF),
    columns=(
        *PART,
        Column("measure", "key", "win_rate, progress, answered, dated."),
        Column("stratum", "key", "Kind of work: segment with kind of the opportunity, stage or channel."),
        N,
        Column("total", "number", "Of these cases, those for which it holds."),
        Column("squares", "number", "Sum of their squares: the same."),
    ),
    sql=sql("service_index"),
    method="Counts; the index by indirect standardisation, empirical Bayes and a geometric mean; its rank by 500 "
    "redraws.",
    breakdowns=BY,
    counted="n",
    needs=20,
    example="Ana won two opportunities and qualified one of them on the day it was won: win_rate n 2, total 1. With a "
    "score of +1 in answered, -1 in progress and 0 in the two others: answered counts min(1, -1) = -1, the mean is "
    "-2/4, the index 100 x exp(-2/8) = 78.",
)

CHANNEL_YIELD = Metric(
    name="channel_yield",
    question="What does an hour of a channel add to what is expected to be won?",
    formula="Each open opportunity at the beginning of each week in which it was touched through the channel: (gain - "
    "drift) x amount, over hours. gain: the rate of its stage three weeks later (1 won, 0 lost) minus that of its "
    "stage now. drift: the mean gain of untouched opportunities in the same stage. A week of several "
    "channels is shared out by their minutes.",
    exclusions="Weeks whose three weeks are not over; opportunities whose stage was never seen to end. Minutes that "
    "are not known count 60 for a meeting, 15 for a call, 6 for a mail.",
    misread="Not an effect: sellers touch what moves anyway, and untouched ones of the same stage correct for that "
    "only in part. The naive figure beside it shows how much the correction takes away. Volume is a denominator here.",
    version=1,
    inputs=(*INPUTS, "activities"),
    parameters=(START, AS_OF),
    columns=(
        *PART,
        Column("channel", "key", "call, meeting or email."),
        Column("n", "count", "Weeks of opportunities that were touched through the channel."),
        Column("attempts", "count", "Touches that did not come from the customer."),
        Column("answered", "count", "Of the weeks: with a reply of the customer or a talk of more than two minutes."),
        Column("advanced", "count", "Of the weeks: whose opportunity stood better three weeks later."),
        Column("hours", "number", "Hours of these touches."),
        Column("added", "money", "Gain beyond the drift, times amount."),
        Column("yield", "number", "Money added by an hour."),
        Column("yield_low", "number", "Lower end of its 95 % interval."),
        Column("yield_high", "number", "Upper end of its 95 % interval."),
        Column("naive_yield", "number", "The same without the correction by untouched ones."),
    ),
    sql=sql("channel_yield"),
    method="Landmarks by week; normal interval over landmarks.",
    breakdowns=("none", "owner", "team"),
    counted="n",
    needs=20,
    finish=_yields,
    example="Acme (1,000.00) was called for an hour and moved from a stage that wins 20 % to one that wins 40 %; "
    "untouched ones of its stage gained 5 points: (0.20 - 0.05) x 1,000 / 1 hour = 150 an hour, naively 200.",
)
