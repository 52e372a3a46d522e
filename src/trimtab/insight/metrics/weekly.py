"""What each week brought, measure by measure: the series that are watched for setbacks."""

from trimtab.insight.metrics.vocabulary import AS_OF, BY, PART, START, N, sql
from trimtab.insight.results import Column, Metric, Parameter

PEOPLE_ONLY = Parameter("people_only", "flag", "Only the measures that are watched person by person.", default=False)

WEEKLY_MEASURES = Metric(
    name="weekly_measures",
    question="What did each week bring, measure by measure?",
    formula="Each fact adds one to `n` of the week in which it became known, counted from `start`. Of shares and means "
    "it adds one to `exposure`; `total` is how many had the property, the sum of money, or the sum of logarithms.",
    exclusions="Changes of exchange rates, planned activities, tasks and notes. Weeks and measures without a fact have "
    "no row.",
    misread="A week is counted as it was known at its end: a win that was undone later stays. Totals of lengths and "
    "amounts are logarithms, so that one large deal does not move a mean.",
    version=1,
    inputs=("opportunities", "versions", "holdings", "stage_events", "activities", "stages", "users", "teams"),
    parameters=(START, AS_OF, PEOPLE_ONLY),
    columns=(
        *PART,
        Column("measure", "key", "Which series, see `insight/watch/registry.py`."),
        Column("week", "count", "Weeks since `start`, 0 for the first."),
        N,
        Column("exposure", "number", "Units of a share or mean; 0 of counts and sums of money."),
        Column("total", "number", "How many, how much, or the sum of logarithms."),
    ),
    sql=sql("weekly_measures"),
    method="Counts and sums; no estimate.",
    breakdowns=BY,
    counted="n",
    example="In week 0 Acme was won at 300.00 and Bolt lost: `win_rate` has exposure 2 and total 1, `won` total 1, "
    "`lost` total 1, `bookings` total 300, `win_value` exposure 1 and total ln 300 = 5.70.",
)
