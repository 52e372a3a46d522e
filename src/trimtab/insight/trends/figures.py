"""The four dangerous trends as figures: money at stake by week, the deals behind it, and the ledger of leads.

The chances are worked out once a day for everybody (`insight.trends`) and kept; these metrics read what was kept for
the records that a person may count.
"""

from collections.abc import Sequence
from math import log, sqrt

from trimtab.insight.estimators.intervals import Z_95
from trimtab.insight.metrics.grouping import number
from trimtab.insight.metrics.vocabulary import AS_OF, interval
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row
from trimtab.insight.trends.queries import sql

KEPT = Parameter("kept", "text", "The file in which the chances are kept.")
MOST = Parameter("most", "integer", "So many rows, the weightiest first.", default=20)
LEAST_DEALS = 8


def _indices(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [{**row, **_index(row)} for row in rows]


def _index(row: Row) -> dict[str, Cell]:
    """Money-weighted mean chance in points of 100, with the interval over accounts (Cochran 1977, 6.3)."""
    money, expected, accounts = number(row["money"]), number(row["expected"]), number(row["accounts"])
    if money <= 0:
        return {"index": None, "index_low": None, "index_high": None}
    share = expected / money
    low, high = _between(share, row, money=money, accounts=accounts)
    return {"index": 100 * share, "index_low": 100 * low, "index_high": 100 * high}


def _between(share: float, row: Row, *, money: float, accounts: float) -> tuple[float, float]:
    if accounts < 2 or not 0 < share < 1:
        return 0.0, 1.0
    squares = number(row["expected_squared"]) - 2 * share * number(row["money_expected"])
    squares += share * share * number(row["money_squared"])
    error = sqrt(max(squares, 0.0) * accounts / (accounts - 1)) / money
    width = Z_95 * error / (share * (1 - share))
    odds = log(share / (1 - share))
    low, high = (1 / (1 + 2.718281828459045 ** -(odds + side * width)) for side in (-1, 1))
    return low, high


WEEKS = (
    Column("at", "timestamp", "The instant looked at, a whole number of weeks before the last."),
    Column("opportunities", "count", "Opportunities with a chance."),
    Column("unknown", "count", "Of them without a known amount: counted, not in the sums."),
    Column("accounts", "count", "Their accounts."),
    Column("money", "money", "Their amounts then."),
    Column("expected", "money", "Amount × chance, summed: the money at stake."),
    *interval("index", "number", "100 × money at stake / amounts."),
)
DEAL = (
    Column("opp_id", "key", "The opportunity."),
    Column("name", "text", "Its name."),
    Column("account_id", "key", "Its account."),
    Column("owner_id", "key", "Its owner now."),
    Column("stage_id", "key", "Its stage now."),
    Column("amount", "money", "Its amount when the chances were worked out."),
)
METHOD = (
    "Money-weighted mean; linearised ratio interval over accounts: which deals there are, not what the model misses."
)


def _weeks(
    name: str, *, trend: str, question: str, formula: str, exclusions: str, misread: str, example: str
) -> Metric:
    return Metric(
        name=name,
        question=question,
        formula=formula,
        exclusions=exclusions,
        misread=misread,
        version=1,
        inputs=("opportunities",),
        parameters=(KEPT, Parameter("trend", "text", "Which trend of the file.", default=trend)),
        columns=WEEKS,
        sql=sql("trend_weeks"),
        method=METHOD,
        breakdowns=("none",),
        counted="opportunities",
        needs=LEAST_DEALS,
        finish=_indices,
        example=example,
    )


VANISHING = _weeks(
    "vanishing",
    trend="vanishing",
    question="How much of the open pipeline is about to go quiet?",
    formula="Sum of amount × chance / sum of amounts × 100. The chance: no event of the buyer in the "
    "next six weeks, and "
    "not won by then. It rests on the chance to have gone dark by the buyer's own pace (events "
    "since the opening in full "
    "weeks, Gamma rates and a hazard to go dark per segment and stage, drawn towards those of all), on full weeks of "
    "silence, on what the seller did without an answer, on age, stage and segment, and is calibrated on what happened "
    "here.",
    exclusions="Opportunities of which only dates are known. The week that still runs is not silence. Amounts that are "
    "not known are counted, not summed.",
    misread="Silence in the record may be silence of the recording: see what share of the open ones "
    "has any activity. A "
    "high chance is no verdict on the seller; some of these come back.",
    example="Acme, 300.00, chance 10 %; Bolt, 100.00, chance 90 %: (30 + 90) / 400 = 30.",
)
TOMORROW = _weeks(
    "tomorrow",
    trend="tomorrow:quarter",
    question="How much of what is due by the end of the period will slip out of it?",
    formula="Sum of amount × chance / sum of amounts × 100 over what is open and due in the period at the instant. The "
    "chance: still open at its end, by a multinomial model (won, lost, slipped) of weeks left, "
    "days to the date, earlier "
    "pushes and how recent they are, stage, age, silence, how the seller's first dates lean, category and amount.",
    exclusions="What is not due in the period; opportunities of which only dates are known.",
    misread="Without fixing that it is open and due, pushed opportunities seem to win more: only survivors get pushed. "
    "What will be lost did not slip.",
    example="Due by 31 December: Acme 300.00, chance 20 %; Bolt 100.00, chance 60 %: (60 + 60) / 400 = 30.",
)
THIN_RECORDS = _weeks(
    "thin_records",
    trend="information",
    question="How much of the open pipeline stands on records that are too thin or contradict themselves?",
    formula="Amounts of open opportunities with a thin record / amounts of all × 100. Thin: less than "
    "half of the value "
    "of a full record is filled, or the record contradicts itself (close date passed or two years ahead, late stage "
    "without amount, commit without any sign of the buyer in four weeks). The value of a field is the log loss that is "
    "added when it is hidden from a model of the outcome, cross-fitted on closed "
    "opportunities; half of the weight goes by "
    "that, half is the same for each field.",
    exclusions="Opportunities of which only dates are known. Fields of your own are not judged yet.",
    misread="A full record is not a true one. A field without value here may be needed for the work.",
    example="Acme 300.00 has all that counts; the date of Bolt, 100.00, has passed: 100 / 400 = 25.",
)
VANISHING_DEALS = Metric(
    name="vanishing_deals",
    question="Which open opportunities are going quiet, and where is it worth acting?",
    formula="By amount × chance to go quiet × chance to come back, those above the line of warning first. The line is "
    "set apart for slow, usual and fast buyers, so that one in ten of the well ones is warned of in each.",
    exclusions="As `vanishing`.",
    misread="One in ten of the well ones is on the list by design.",
    version=1,
    inputs=("opportunities",),
    parameters=(KEPT, MOST),
    columns=(
        *DEAL,
        Column("chance", "share", "Chance that the buyer says nothing for six weeks and it is not won."),
        Column("recovers", "share", "Share of such cases in which the buyer came back within twelve weeks."),
        Column("silent_weeks", "count", "Full weeks since the buyer's last event."),
        Column("events", "count", "How often the buyer acted since the opening."),
        Column("gap_days", "days", "Usual gap between two events of this buyer."),
        Column("unanswered", "count", "What the seller did since, without an answer."),
        Column("is_alarmed", "flag", "Whether it is above the line."),
        Column("weight", "money", "What it is ordered by."),
        Column("alarmed", "count", "How many are above the line in all."),
        Column("looked_at", "count", "How many were looked at."),
        Column("alarmed_money", "money", "The amounts above the line together."),
    ),
    sql=sql("vanishing_deals"),
    method="List.",
    breakdowns=("none",),
    counted=None,
    example="Acme 300.00 × 40 % × 50 % = 60 stands before Bolt 100.00 × 90 % × 20 % = 18.",
)
SLIPPING_DEALS = Metric(
    name="slipping_deals",
    question="Which opportunities due in the period are likely to slip?",
    formula="Open and due now, by amount × chance to be still open at the end of the period.",
    exclusions="As `tomorrow`.",
    misread="A likely slip is a reason to ask what has to happen, not a reason to move the date.",
    version=1,
    inputs=("opportunities",),
    parameters=(KEPT, Parameter("unit", "text", "quarter or month.", default="quarter"), MOST),
    columns=(
        *DEAL,
        Column("chance", "share", "Chance to be still open at the end of the period."),
        Column("close_on", "date", "Its close date."),
        Column("pushes", "count", "How often it was moved later."),
        Column("pushed_days", "days", "By how many days together."),
        Column("weight", "money", "What it is ordered by."),
        Column("looked_at", "count", "How many are due."),
    ),
    sql=sql("slipping_deals"),
    method="List.",
    breakdowns=("none",),
    counted=None,
    example="Acme 300.00 × 20 % = 60 and Bolt 100.00 × 60 % = 60 weigh the same.",
)
TREND_PEOPLE = Metric(
    name="trend_people",
    question="Whose opportunities carry the most money at stake?",
    formula="Sum of amount × chance by owner, at the last instant.",
    exclusions="As the trend asked for.",
    misread="Whoever holds the most money holds the most money at stake: see the share beside it.",
    version=1,
    inputs=("opportunities",),
    parameters=(KEPT, Parameter("trend", "text", "Which trend of the file."), MOST),
    columns=(
        Column("owner_id", "key", "The owner now."),
        Column("opportunities", "count", "Opportunities with a chance."),
        Column("money", "money", "Their amounts."),
        Column("expected", "money", "The money at stake."),
    ),
    sql=sql("trend_people"),
    method="Sums.",
    breakdowns=("none",),
    counted="opportunities",
    example="Ana holds Acme, 300.00 at 10 %, and Bolt, 100.00 at 90 %: 120.00 of 400.00.",
)
THIN_DEALS = Metric(
    name="thin_deals",
    question="Which records are too thin to work with, and where does the knowledge sit in one head?",
    formula="Thin records first, by amount. One head: at least five touches with the buyer in 180 days, and one person "
    "holds four of five or more.",
    exclusions="As `thin_records`; accounts with fewer touches are not judged.",
    misread="One head is a risk when that person leaves, not a fault.",
    version=1,
    inputs=("opportunities",),
    parameters=(KEPT, MOST),
    columns=(
        *DEAL,
        Column("completeness", "share", "Share of the value of a full record that is filled."),
        Column("missing", "text", "Fields that are missing, the most valuable first."),
        Column("contradictions", "text", "What contradicts itself."),
        Column("is_thin", "flag", "Whether it is thin."),
        Column("is_one_head", "flag", "Whether the knowledge of its account is in one head."),
        Column("top_user", "key", "Who holds most."),
        Column("top_share", "share", "That person's share of the touches."),
        Column("account_touches", "count", "Touches with the account in 180 days."),
        Column("thin", "count", "How many are thin in all."),
        Column("one_head", "count", "How many hang on one head in all."),
        Column("thin_money", "money", "Amounts of the thin ones together."),
        Column("one_head_money", "money", "Amounts of those on one head together."),
        Column("mean_completeness", "share", "Mean completeness."),
        Column("looked_at", "count", "How many were looked at."),
    ),
    sql=sql("thin_deals"),
    method="List.",
    breakdowns=("none",),
    counted=None,
    example="Acme lacks the product, worth 10 % of a full record: complete to 90 %, not thin.",
)
LEAD_LEDGER = Metric(
    name="lead_ledger",
    question="What becomes of leads, and how many get lost between marketing and sales?",
    formula="Accepted, rejected and recycled as competing risks from the arrival (Aalen–Johansen), by source. Leaked: "
    "the chance that nobody decided within the agreed days. Speed: from the assignment (the arrival where it is not "
    "known) to the first touch, Kaplan–Meier in working hours; a lead not touched yet still waits.",
    exclusions="Leads that are archived.",
    misread="Rates of a period (accepted in June / arrived in June) mix two groups of leads; these do "
    "not. Fast sellers "
    "may have the better sources: speed beside success does not prove that speed helps.",
    version=1,
    inputs=("leads", "users", "opportunities"),
    parameters=(
        AS_OF,
        Parameter("since", "timestamp", "Leads that arrived from here on."),
        Parameter("with_nobody", "flag", "Also leads that nobody owns.", default=False),
        Parameter("agreed_days", "integer", "Within so many days a lead is to be decided.", default=14),
    ),
    columns=(
        Column("lead_id", "key", "The lead."),
        Column("source", "text", "Where it came from."),
        Column("owner_id", "key", "Who owns it."),
        Column("created", "number", "When it arrived, in seconds since 1970."),
        Column("assigned", "number", "When it was assigned."),
        Column("touched", "number", "When somebody reached out first."),
        Column("decided", "number", "When it was decided."),
        Column("decision", "text", "accepted, rejected or recycled."),
        Column("amount", "money", "Won amount of the opportunity it became."),
    ),
    sql=sql("lead_ledger"),
    method="Aalen–Johansen and Kaplan–Meier with log-log intervals.",
    breakdowns=("none",),
    counted=None,
    example="Of four leads one is accepted after 2 days, one rejected after 5, one waits since 20 days, one since 3. "
    "After 14 days: accepted 1/4; then 3 of 3 wait, the last to come is cut after 3 days; rejected 3/4 × 1/2 = 3/8; "
    "leaked 3/8.",
)
FIGURES: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        VANISHING,
        VANISHING_DEALS,
        LEAD_LEDGER,
        TOMORROW,
        SLIPPING_DEALS,
        THIN_RECORDS,
        THIN_DEALS,
        TREND_PEOPLE,
    )
}
