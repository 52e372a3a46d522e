"""Why the pipeline of a period changed between two instants."""

from trimtab.insight.metrics.vocabulary import BY, DUE_FROM, DUE_UNTIL, END, PART, START, sql
from trimtab.insight.results import Column, Metric, Parameter

BARS = (
    "opening", "new", "reopened", "increased", "decreased", "pulled_in", "pushed_out", "moved_category",
    "owner_change", "fx", "won", "lost", "closing",
)  # fmt: skip
CATEGORY = Parameter("category", "text", "Only opportunities in this forecast category.", default=None)
BAR = Column("bar", "key", f"One of {', '.join(BARS)}.")

WATERFALL = Metric(
    name="waterfall",
    question="What turned the pipeline we had into the pipeline we have?",
    formula="closing = opening + new + reopened + increased + decreased + pulled_in + pushed_out + moved_category "
    "+ owner_change + fx + won + lost, to the cent, for opportunities open and due in the period.",
    exclusions="Opportunities closed before the first instant. What moved and moved back in between shows nothing.",
    misread="won is what left the pipeline of this period, not all bookings. pulled_in and pushed_out name the date "
    "leaving or entering the period, in either direction. Changes are net between the two instants.",
    version=2,
    inputs=("versions", "holdings", "opportunities", "users", "teams", "stages"),
    parameters=(START, END, DUE_FROM, DUE_UNTIL, CATEGORY),
    columns=(
        *PART,
        BAR,
        Column("opportunities", "count", "Opportunities behind the bar."),
        Column("amount", "money", "What the bar adds (or, negative, takes); NULL where none of its amounts is known."),
    ),
    sql=sql("waterfall"),
    method="State of each opportunity at both instants; the reason is the first that applies: owner, closing, date, "
    "category. Changes of exchange rate are taken from the states that a rate began.",
    breakdowns=BY,
    counted="opportunities",
    example="Acme 100.00 was due at the start, grew to 120.00 and was won; Bolt 50.00 is new. opening 100.00, new "
    "50.00, increased 20.00, won -120.00, closing 50.00.",
)

WATERFALL_ROWS = Metric(
    name="waterfall_rows",
    question="Which opportunities stand behind a bar of the waterfall?",
    formula="The rows whose sum by bar is the waterfall.",
    exclusions=WATERFALL.exclusions,
    misread="An opportunity can stand behind several bars: one that grew and was won is in both.",
    version=2,
    inputs=WATERFALL.inputs,
    parameters=(*WATERFALL.parameters, Parameter("bar", "text", "Only this bar.", default=None)),
    columns=(
        PART[0],
        BAR,
        Column("opp_id", "key", "The opportunity."),
        Column("name", "text", "Its name now."),
        Column("account_id", "key", "Its account."),
        Column("amount", "money", "What it adds to the bar; NULL where its amount is not known."),
    ),
    sql=sql("waterfall_rows"),
    method=WATERFALL.method,
    breakdowns=BY,
    counted=None,
    example=WATERFALL.example,
)
