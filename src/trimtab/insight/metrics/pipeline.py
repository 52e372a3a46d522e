"""Open pipeline at an instant and at week ends."""

from trimtab.insight.metrics.vocabulary import AS_OF, BY_STATE, PART, sql
from trimtab.insight.results import Column, Metric, Parameter

OPEN = (
    Column("opportunities", "count", "Open opportunities."),
    Column("amount", "money", "Their amounts together, in the reporting currency."),
)

PIPELINE_AS_OF = Metric(
    name="pipeline_as_of",
    question="What was open at this instant, and where did it stand?",
    formula="Count and sum of amounts of the opportunities whose state at the instant was open.",
    exclusions="Opportunities without an amount are counted and add nothing; `without_amount` says how many.",
    misread="The sum of open amounts is not a forecast: most of it will not be won, and not in this period.",
    version=1,
    inputs=("versions", "holdings", "opportunities", "users", "teams", "stages"),
    parameters=(
        AS_OF,
        Parameter("due_from", "date", "Only expected close dates from this day on.", default=None),
        Parameter("due_until", "date", "Only expected close dates up to this day.", default=None),
    ),
    columns=(*PART, *OPEN, Column("without_amount", "count", "Open opportunities whose amount is not known.")),
    sql=sql("pipeline_as_of"),
    method="Count of states in force at the instant.",
    breakdowns=BY_STATE,
    counted="opportunities",
    example="Acme 100.00 and Bolt 50.00 are open on 1 March; Acme is won on 2 March. As of 1 March: 2 "
    "opportunities, 150.00. As of 3 March: 1 opportunity, 50.00.",
)

WEEKLY_SNAPSHOTS = Metric(
    name="weekly_snapshots",
    question="How did the open pipeline develop from week to week?",
    formula="The pipeline as of each week end, back from the instant in steps of seven days.",
    exclusions=PIPELINE_AS_OF.exclusions,
    misread="A rising line can mean more work begun, or less work closed. Read it beside the waterfall.",
    version=2,
    inputs=PIPELINE_AS_OF.inputs,
    parameters=(AS_OF, Parameter("weeks", "integer", "How many week ends, 1 to 520.", default=52)),
    columns=(
        Column("week_end", "timestamp", "The instant of the snapshot."),
        *PART,
        OPEN[0],
        Column("amount", "money", "Their amounts together; NULL where some are open and not one amount is known."),
    ),
    sql=sql("weekly_snapshots"),
    method="Ledger of entries and leavings with a running sum; equal to the pipeline as of each week end.",
    breakdowns=BY_STATE,
    counted="opportunities",
    example="Acme 100.00 is open from 3 to 12 March. Week ends 7, 14 March: 100.00, then 0.00.",
)
