"""The three questions that lever cards put to the declared tables."""

from importlib.resources import files

from trimtab.insight.metrics.vocabulary import AS_OF
from trimtab.insight.results import Column, Metric, Parameter

ONE_OF = Parameter("one_of", "integer", "Of so many deals one is looked at, chosen by its id.", default=1)


def _sql(name: str) -> str:
    return files("trimtab.insight.causes").joinpath(f"{name}.sql").read_text(encoding="utf-8")


TRIAL_ROWS = Metric(
    name="trial_rows",
    question="What was known of each deal at each landmark, and what became of it?",
    formula="One row for each deal and landmark at which it was open from the start to the end of the window.",
    exclusions="Deals known by their dates alone; landmarks whose horizon is not over at the instant.",
    misread="One deal stands in several rows: they are not independent.",
    version=1,
    inputs=("opportunities", "versions", "stage_events", "stages", "activities"),
    parameters=(
        AS_OF,
        Parameter("starts", "text", "Ages in days at which a trial begins, with commas between."),
        Parameter("days", "integer", "Days of the window in which the lever may be pulled."),
        Parameter("horizon", "integer", "Days after the window within which a deal must be won."),
        ONE_OF,
    ),
    columns=(
        Column("opp_id", "key", "The deal."),
        Column("begins", "days", "Its age at the start."),
        Column("account_id", "key", "Its account; where there is none, a number of its own."),
        Column("owner_id", "key", "Its seller at the start."),
        Column("team_id", "key", "The seller's team at the start."),
        Column("begun", "number", "The start, in seconds since 1970."),
        Column("ended", "number", "The end of the window."),
        Column("stage_share", "share", "How far up the stages it stood."),
        Column("is_qualified", "flag", "Whether that stage counts as qualified."),
        Column("days_in_stage", "days", "For how long it had stood there."),
        Column("amount", "money", "Its amount then, in the reporting currency."),
        Column("days_to_close", "days", "From the start to the close date then."),
        Column("category", "text", "Its forecast category then."),
        Column("segment", "text", "Segment."),
        Column("kind", "text", "Kind."),
        Column("source", "text", "Source."),
        Column("touches", "count", "Activities until the start."),
        Column("answers", "count", "Of them those in which the buyer took part."),
        Column("meetings", "count", "Of them meetings."),
        Column("recent", "count", "Of them those of the last two weeks."),
        Column("silent_days", "days", "Since the last one."),
        Column("touches_within", "count", "Activities in the window."),
        Column("others_within", "count", "Of them those that were no meetings."),
        Column("answers_within", "count", "Of these those in which the buyer took part."),
        Column("pushes", "count", "How often its close date had been moved to a later day."),
        Column("was_repriced", "flag", "Whether its amount changed in the four weeks before the start."),
        Column("seller_won", "count", "What the seller had won until the start."),
        Column("seller_closed", "count", "What the seller had closed until the start."),
        Column("elsewhere_won", "count", "What the seller won of other deals in the 90 days after the window."),
        Column("elsewhere_closed", "count", "What the seller closed of other deals in these days."),
        Column("is_won", "flag", "Whether it was won within the horizon."),
    ),
    sql=_sql("trial_rows"),
    method="List.",
    breakdowns=("none",),
    counted=None,
)
LEVER_TIMES = Metric(
    name="lever_times",
    question="When was each lever first pulled on each deal?",
    formula="The first such activity, push of the close date, or amount lowered by a twentieth or more.",
    exclusions="What happened after the instant.",
    misread="What nobody recorded did not happen for this list.",
    version=1,
    inputs=("opportunities", "versions", "activities"),
    parameters=(AS_OF, ONE_OF),
    columns=(
        Column("lever", "key", "meeting, first_answer, push or discount."),
        Column("opp_id", "key", "The deal."),
        Column("first_at", "number", "When, in seconds since 1970."),
    ),
    sql=_sql("lever_times"),
    method="List.",
    breakdowns=("none",),
    counted=None,
)
LEVER_DEALS = Metric(
    name="lever_deals",
    question="How does each deal stand?",
    formula="Status, days and amount as they are.",
    exclusions="Deals known by their dates alone.",
    misread="A sample, where there are many.",
    version=1,
    inputs=("opportunities",),
    parameters=(AS_OF, ONE_OF),
    columns=(
        Column("opp_id", "key", "The deal."),
        Column("status", "key", "open, won or lost."),
        Column("opened", "number", "In seconds since 1970."),
        Column("closed", "number", "In seconds since 1970."),
        Column("amount", "money", "In the reporting currency."),
    ),
    sql=_sql("lever_deals"),
    method="List.",
    breakdowns=("none",),
    counted=None,
)
