"""Parameters and columns that several metrics share, so that one word means one thing."""

from functools import cache
from importlib.resources import files

from trimtab.insight.results import Column, Parameter
from trimtab.insight.slices import ATTRIBUTES, BREAKDOWNS, STATE_BREAKDOWNS

BY = BREAKDOWNS
BY_STATE = STATE_BREAKDOWNS
BY_ATTRIBUTE = ("none", *ATTRIBUTES, "process")

AS_OF = Parameter("as_of", "timestamp", "The instant at which we look; nothing learned later is used.")
START = Parameter("start", "timestamp", "First instant of the period.")
END = Parameter("end", "timestamp", "First instant after the period.")
DUE_FROM = Parameter("due_from", "date", "First expected close date counted.")
DUE_UNTIL = Parameter("due_until", "date", "Last expected close date counted.")
QUALIFIED_ONLY = Parameter(
    "qualified_only", "flag", "Count an opportunity only from its qualification on.", default=True
)
STARTS = Parameter("starts", "timestamps", "First instant of each period, oldest first.")
ENDS = Parameter("ends", "timestamps", "First instant after each period, in the same order.")
SEED = Parameter("seed", "integer", "Seed of the redraws.", default=20240601)

PART = (
    Column("part", "key", "The group of the breakdown; '' where the record does not say, 'all' without breakdown."),
    Column("part_name", "text", "Its name; empty where the record does not say."),
)
N = Column("n", "count", "Observations behind the row.")


def interval(name: str, unit: str, meaning: str) -> tuple[Column, Column, Column]:
    """An estimate with the ends of its 95 % interval, which are NULL where there is too little to give one."""
    return (
        Column(name, unit, meaning),  # type: ignore[arg-type]
        Column(f"{name}_low", unit, f"Lower end of the 95 % interval of {name}."),  # type: ignore[arg-type]
        Column(f"{name}_high", unit, f"Upper end of the 95 % interval of {name}."),  # type: ignore[arg-type]
    )


@cache
def sql(name: str) -> str:
    """The text of a metric's `.sql` file."""
    return files("trimtab.insight.metrics").joinpath(f"{name}.sql").read_text(encoding="utf-8")
