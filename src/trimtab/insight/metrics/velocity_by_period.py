"""The accounting form of velocity for many periods at once."""

from trimtab.insight.metrics.velocity import INPUTS, VELOCITY, period_levers
from trimtab.insight.metrics.vocabulary import AS_OF, BY, ENDS, PART, QUALIFIED_ONLY, STARTS, sql
from trimtab.insight.results import Column, Metric

NOT_KEPT = ("part", "part_name", "undone_value", "opportunities", "dates_only")

VELOCITY_BY_PERIOD = Metric(
    name="velocity_by_period",
    question="How did velocity and its four levers develop from period to period?",
    formula=VELOCITY.formula,
    exclusions=VELOCITY.exclusions,
    misread="Neighbouring periods share the opportunities that were open across their border. A win reopened later "
    "counts at its closing. Periods last a day at least, and at most one of them begins or ends on a day (UTC).",
    version=1,
    inputs=INPUTS,
    parameters=(STARTS, ENDS, AS_OF, QUALIFIED_ONLY),
    columns=(
        Column("period_start", "timestamp", "First instant of the period."),
        Column("period_end", "timestamp", "First instant after it."),
        *PART,
        *(column for column in VELOCITY.columns if column.name not in NOT_KEPT),
    ),
    sql=sql("velocity_by_period"),
    method="Equal to velocity of each period; one pass over the stretches, however many periods.",
    breakdowns=BY,
    counted="exits",
    needs=8,
    finish=period_levers,
    example="Acme was open from day 0 to day 15 and won at 300.00. Periods of 10 days: open_mean 1.0 and no win, then "
    "open_mean 0.5, velocity 30.00 a day.",
)
