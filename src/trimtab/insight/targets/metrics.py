"""What targets are set from: territories, sizes of wins, earlier targets."""

from functools import cache
from importlib.resources import files

from trimtab.insight.metrics.vocabulary import AS_OF, N
from trimtab.insight.results import Column, Metric, Parameter

START = Parameter("start", "timestamp", "Wins from this instant on count.")


@cache
def _sql(name: str) -> str:
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


TERRITORIES = Metric(
    name="territories",
    question="Which customers does each person hold, and what did customers of their kind buy?",
    formula="Accounts by owner, segment and industry; wins and won value of all accounts of that kind since `start`. "
    "The potential of a territory is accounts × won value an account and period of their kind, drawn towards that of "
    "all kinds with the weight of 20 accounts.",
    exclusions="Accounts created later than the instant. Wins without an account.",
    misread="Accounts are counted with whoever holds them now. It is what such customers bought from us, not what they "
    "could buy: a market that nobody works looks empty.",
    version=1,
    inputs=("accounts", "holdings", "versions", "opportunities", "users"),
    parameters=(START, AS_OF),
    columns=(
        Column("owner_id", "key", "Who holds the accounts; NULL: nobody."),
        Column("segment", "text", "Their segment; empty where it is not set."),
        Column("industry", "text", "Their industry; empty where it is not set."),
        Column("accounts", "count", "How many."),
        Column("won", "count", "Wins with accounts of this kind in the whole company."),
        Column("won_value", "money", "Their value."),
    ),
    sql=_sql("territories"),
    method="Counts and sums.",
    breakdowns=("none",),
    counted="accounts",
    example="Ana holds 10 accounts of a kind of which there are 1,000; together they bought 80,000 in four quarters: "
    "20 an account and quarter, 200 for her territory before it is drawn towards the others.",
)

WIN_SIZES = Metric(
    name="win_sizes",
    question="How large is a win, and how different are wins?",
    formula="Number, mean and standard deviation of the amounts at the close of wins since `start`.",
    exclusions="Wins undone by the instant; wins whose amount is unknown.",
    misread="A few very large wins make the mean; the spread says how much.",
    version=1,
    inputs=("holdings", "versions", "opportunities", "users"),
    parameters=(START, AS_OF),
    columns=(
        N,
        Column("mean", "money", "Mean amount."),
        Column("spread", "money", "Standard deviation."),
    ),
    sql=_sql("win_sizes"),
    method="Moments.",
    breakdowns=("none",),
    counted="n",
    needs=8,
    example="Wins of 10, 20 and 30: mean 20, standard deviation 8.16.",
)

TARGETS_BY_PERIOD = Metric(
    name="targets_by_period",
    question="Which target did each person have in earlier periods?",
    formula="Sum of a person's targets for spans that lie within the period.",
    exclusions="Targets of teams as such; targets in numbers of wins; spans that cross the end of a period.",
    misread="A target that was changed during a period is its last value.",
    version=1,
    inputs=("quotas", "users"),
    parameters=(
        Parameter("starts_on", "dates", "First day of each period."),
        Parameter("ends_on", "dates", "Last day of each, in the same order."),
    ),
    columns=(
        Column("period", "number", "Its place among those given, from 1."),
        Column("user_id", "key", "The person."),
        Column("target", "money", "The target."),
        N,
    ),
    sql=_sql("targets_by_period"),
    method="Sum.",
    breakdowns=("none",),
    counted="n",
    example="Targets of 100 for each month of a quarter: 300 for the quarter.",
)
