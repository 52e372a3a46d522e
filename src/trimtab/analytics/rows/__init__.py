"""The rows behind figures: queries with the conditions of the metric they explain, one page at a time.

Each returns the same columns; `total` and `total_amount` are of all rows, not of the page.
"""

from functools import cache
from importlib.resources import files

from trimtab.insight.metrics.velocity import VELOCITY
from trimtab.insight.metrics.waterfall import WATERFALL
from trimtab.insight.results import Column, Metric, Parameter

LENGTH = Parameter("length", "integer", "Rows on the page.", default=100)
SKIPPED = Parameter("skipped", "integer", "Rows before it.", default=0)
OUTCOME = Parameter("outcome", "text", "Only this outcome.", default=None)
AS_OF, START, END = (
    next(parameter for parameter in VELOCITY.parameters if parameter.name == name) for name in ("as_of", "start", "end")
)
QUALIFIED_ONLY = Parameter("qualified_only", "flag", "Only what was qualified.", default=False)
COLUMNS = (
    Column("opp_id", "key", "The opportunity."),
    Column("name", "text", "Its name now."),
    Column("account", "text", "Its account."),
    Column("owner", "text", "Its owner at the time that the figure speaks of."),
    Column("stage", "text", "Its stage."),
    Column("day", "date", "The day that the figure speaks of."),
    Column("amount", "money", "What it adds to the figure."),
    Column("note", "text", "What the figure knows beside."),
    Column("total", "count", "All rows of the figure."),
    Column("total_amount", "money", "Their amounts together."),
)


@cache
def _sql(name: str) -> str:
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _rows(name: str, question: str, *parameters: Parameter) -> Metric:
    return Metric(
        name=name,
        question=question,
        formula="The rows whose sum is the figure.",
        exclusions="As the figure.",
        misread="A row stands here under the conditions of the figure; its record may have moved on since.",
        version=1,
        inputs=("versions", "stage_events", "holdings", "opportunities", "accounts", "users", "stages"),
        parameters=(*parameters, LENGTH, SKIPPED),
        columns=COLUMNS,
        sql=_sql(name),
        method="List.",
        breakdowns=("none",),
        counted=None,
    )


CLOSED_ROWS = _rows(
    "closed_rows",
    "Which opportunities closed in the period?",
    START,
    END,
    AS_OF,
    OUTCOME,
    Parameter("is_standing", "flag", "Only those not changed or reopened by the instant.", default=False),
    QUALIFIED_ONLY,
)
OPEN_ROWS = _rows(
    "open_rows",
    "Which opportunities were open at the instant?",
    AS_OF,
    Parameter("due_from", "date", "Only close dates from this day on.", default=None),
    Parameter("due_until", "date", "Only close dates up to this day.", default=None),
    Parameter("category", "text", "Only this forecast category.", default=None),
    Parameter("ids", "text", "Only these opportunities, with commas between.", default=None),
)
STAGE_ROWS = _rows(
    "stage_rows",
    "Which opportunities entered the stage in the period?",
    START,
    END,
    AS_OF,
    Parameter("stage_id", "integer", "The stage."),
)
WORKED_ROWS = _rows(
    "worked_rows",
    "Which opportunities were open and qualified in the period, and for how long?",
    START,
    END,
    AS_OF,
    Parameter("qualified_only", "flag", "Only from the qualification on.", default=True),
)
DUE_ROWS = _rows(
    "due_rows",
    "Which opportunities were due in the period at its start?",
    START,
    END,
    AS_OF,
    *(parameter for parameter in WATERFALL.parameters if parameter.name in {"due_from", "due_until"}),
    OUTCOME,
)
CHANGE_ROWS = _rows(
    "change_rows",
    "Which opportunities stand behind a bar of the waterfall?",
    *WATERFALL.parameters,
    Parameter("bar", "text", "The bar."),
)
TARGET_ROWS = _rows(
    "target_rows",
    "Whose targets count for the period?",
    *(parameter for parameter in WATERFALL.parameters if parameter.name in {"due_from", "due_until"}),
)
HISTORY_KNOWN = Metric(
    name="history_known",
    question="How much of the past is known?",
    formula="Opportunities by where their history comes from.",
    exclusions="None.",
    misread="An opportunity known by its dates alone has no stages, amounts or close dates of the past.",
    version=1,
    inputs=("opportunities", "users"),
    parameters=(),
    columns=(
        Column("part", "key", "The group of the breakdown."),
        Column("part_name", "text", "Its name."),
        Column("changes", "count", "Every change is known."),
        Column("exports", "count", "Rebuilt from dated exports: what happened in between is not known."),
        Column("dates", "count", "Created and closed dates only."),
        Column("n", "count", "Opportunities."),
    ),
    sql=_sql("history_known"),
    method="Count.",
    breakdowns=("none", "owner", "team"),
    counted="n",
)
CUT_VALUES = Metric(
    name="cut_values",
    question="Which regions, segments, kinds, products, sources and processes do the opportunities have?",
    formula="Distinct values of each fact; the empty text stands for those that do not say.",
    exclusions="Beyond `length` values of a fact the rarer ones.",
    misread="Values of records as they are now.",
    version=1,
    inputs=("opportunities", "stages"),
    parameters=(Parameter("length", "integer", "At most so many values of a fact.", default=200),),
    columns=(
        Column("fact", "key", "region, segment, kind, product, source or process."),
        Column("value", "key", "The value."),
        Column("n", "count", "Opportunities that have it."),
    ),
    sql=_sql("cut_values"),
    method="Count.",
    breakdowns=("none",),
    counted="n",
)
RECORDS_BEGIN = Metric(
    name="records_begin",
    question="When do the records begin?",
    formula="The earliest opening.",
    exclusions="None.",
    misread="Work that nobody recorded began earlier.",
    version=1,
    inputs=("opportunities",),
    parameters=(),
    columns=(
        Column("begin_at", "timestamp", "When the first opportunity was opened."),
        Column("n", "count", "Opportunities."),
    ),
    sql=_sql("records_begin"),
    method="Minimum.",
    breakdowns=("none",),
    counted="n",
)
CURRENCY_USE = Metric(
    name="currency_use",
    question="Which currencies are the opportunities in, and how many have no exchange rate?",
    formula="Opportunities by currency; without a value: an amount is known, its value in the reporting currency not.",
    exclusions="Archived and merged opportunities.",
    misread="A currency without a rate is counted, and adds nothing to sums.",
    version=1,
    inputs=("opportunities",),
    parameters=(),
    columns=(
        Column("currency", "key", "The currency."),
        Column("n", "count", "Opportunities in it."),
        Column("open_count", "count", "Of them open."),
        Column("without_value", "count", "Of them with an amount, and no rate to convert it."),
    ),
    sql=_sql("currency_use"),
    method="Count.",
    breakdowns=("none",),
    counted="n",
)
STAGE_USE = Metric(
    name="stage_use",
    question="How many opportunities, and how much history, hang on each stage?",
    formula="Opportunities in the stage now; entries into it.",
    exclusions="Archived and merged opportunities.",
    misread="A stage that nobody is in may still hold years of history.",
    version=1,
    inputs=("opportunities", "stage_events", "stages"),
    parameters=(),
    columns=(
        Column("stage_id", "key", "The stage."),
        Column("n", "count", "Opportunities in it now, open and closed."),
        Column("open_count", "count", "Of them open."),
        Column("entries", "count", "How often an opportunity entered it."),
    ),
    sql=_sql("stage_use"),
    method="Count.",
    breakdowns=("none",),
    counted="n",
)
