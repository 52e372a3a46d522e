"""Activity: how much, on what, and whether doing more goes with doing better."""

from collections.abc import Sequence

import numpy as np

from trimtab.insight.estimators import median_interval, wilson
from trimtab.insight.metrics.grouping import bounds, grouped, money, numbers, whole
from trimtab.insight.metrics.vocabulary import AS_OF, BY, END, PART, START, interval, sql
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row

INPUTS = ("versions", "holdings", "opportunities", "activities", "users", "teams", "stages")
DAYS = Parameter("days", "integer", "How many days back activities count as recent.", default=30)
COMPLETENESS = Column(
    "completeness",
    "share",
    "Share of the open opportunities with any recorded activity: how far silence can be believed.",
)


def _qualities(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [
        {"part": part, "part_name": name, **_quality(members)}
        for (part, name), members in grouped(rows, "part", "part_name")
    ]


def _quality(rows: Sequence[Row]) -> dict[str, Cell]:
    won_rows = [row for row in rows if row["outcome"] == "won"]
    closed, won, won_value = whole(rows, "n"), whole(won_rows, "n"), money(won_rows, "amount")
    known = [row for row in won_rows if row["days"] is not None]
    days = np.sort(np.repeat(numbers(known, "days"), [int(count) for count in numbers(known, "n")]))
    ranks = median_interval(days.size)
    return {
        "activities": rows[0]["activities"],
        "created": rows[0]["created"],
        "closed": closed,
        "won": won,
        "won_value": won_value,
        "win_rate": won / closed if closed else None,
        **bounds("win_rate", wilson(won, closed)),
        "won_mean": float(won_value) / won if won else None,
        "won_cycle": float(np.median(days)) if days.size else None,
        **bounds("won_cycle", (float(days[ranks[0] - 1]), float(days[ranks[1] - 1])) if ranks else None),
    }


ACTIVITY_PER_OPPORTUNITY = Metric(
    name="activity_per_opportunity",
    question="How much recorded activity does an open opportunity get?",
    formula="Activities on the opportunity in the last `days` days, over opportunities open at the instant.",
    exclusions="Activities not linked to an opportunity, and those planned for later.",
    misread="Few activities can mean little work, or work that nobody records. More activity on won opportunities is "
    "mostly because they lived longer.",
    version=1,
    inputs=INPUTS,
    parameters=(AS_OF, DAYS),
    columns=(
        *PART,
        Column("opportunities", "count", "Open at the instant."),
        Column("activities", "count", "Recent activities on them, by anyone."),
        Column("calls", "count", "Of them calls."),
        Column("meetings", "count", "Of them meetings."),
        Column("emails", "count", "Of them mails."),
        Column("without_activity", "count", "Open opportunities without a recent one."),
        Column("mean", "number", "Recent activities per opportunity."),
        Column("median", "number", "Half have at most this many."),
        COMPLETENESS,
    ),
    sql=sql("activity_per_opportunity"),
    method="Count.",
    breakdowns=BY,
    counted="opportunities",
    example="Acme has 3 calls in the last 30 days, Bolt none: mean 1.5, without activity 1.",
)

SILENT_OPPORTUNITIES = Metric(
    name="silent_opportunities",
    question="Which open opportunities are quiet for longer than they normally are?",
    formula="Whole days since the last activity >= `least_days` and >= `times` x own pace. Own pace: mean gap between "
    "days with activity, from three such days on; otherwise the median pace of the segment.",
    exclusions="Opportunities younger than `least_days`.",
    misread="Silence in the record is not silence of the customer. With a low `completeness` most of the list is about "
    "recording.",
    version=1,
    inputs=INPUTS,
    parameters=(
        AS_OF,
        DAYS,
        Parameter("least_days", "integer", "Never listed before this many silent days.", default=14),
        Parameter("times", "number", "How many times the normal gap is too long.", default=3.0),
    ),
    columns=(
        Column("opp_id", "key", "The opportunity."),
        Column("name", "text", "Its name."),
        Column("account_id", "key", "Its account."),
        Column("owner_id", "key", "Its owner at the instant."),
        Column("stage_id", "key", "Its stage at the instant."),
        Column("amount", "money", "Its amount at the instant."),
        Column("last_at", "timestamp", "Its last activity; NULL when none is recorded."),
        Column("activities", "count", "All recorded activities."),
        Column("silent_days", "days", "Whole days since the last activity, or since its opening."),
        Column("pace_days", "days", "Normal gap between days with activity; NULL when unknown."),
        Column("is_own_pace", "flag", "Whether that is its own pace, not the segment's."),
        COMPLETENESS,
        Column("times_pace", "number", "Silent days / normal gap."),
    ),
    sql=sql("silent_opportunities"),
    method="Rule against the own pace; no probability.",
    breakdowns=BY,
    counted=None,
    example="Acme had touches on days 1, 6 and 11, so its pace is 5 days. On day 30 it is silent for 19 days, 3.8 "
    "times its pace: listed.",
)

QUALITY_BESIDE_VOLUME = Metric(
    name="quality_beside_volume",
    question="Does doing more go with doing better?",
    formula="Per person, team or other group: activities and opportunities created, beside win rate, value of a win "
    "and cycle.",
    exclusions="Activities of people outside the slice; where the slice or the groups are facts of opportunities "
    "(region, kind, ...), also activities about no opportunity.",
    misread="Not a ranking: opportunities differ between people, and intervals of single people are wide. It shows "
    "whether more goes with better, not that it causes it.",
    version=1,
    inputs=(*INPUTS, "stage_events"),
    parameters=(START, END, AS_OF),
    columns=(
        *PART,
        Column("activities", "count", "Activities recorded by the people of the slice in the period."),
        Column("created", "count", "Opportunities that began in the period, by their first owner."),
        Column("closed", "count", "Closed in the period, by owner at the close."),
        Column("won", "count", "Of them won."),
        Column("won_value", "money", "Amounts at the close."),
        *interval("win_rate", "share", "Won / closed (Wilson interval)."),
        Column("won_mean", "money", "Value of a win."),
        *interval("won_cycle", "days", "Median days to the win (interval by order statistics)."),
    ),
    sql=sql("quality_beside_volume"),
    method="Counts; Wilson; order statistics.",
    breakdowns=BY,
    counted="closed",
    needs=8,
    finish=_qualities,
    example="Ana: 40 activities, 2 of 4 won. Cleo: 80 activities, 2 of 8 won: twice the volume, half the win rate.",
)
