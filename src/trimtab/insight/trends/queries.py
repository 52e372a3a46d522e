"""What the trends read of everybody, as queries whose columns become numpy arrays."""

from functools import cache
from importlib.resources import files

from trimtab.insight.metrics.vocabulary import AS_OF
from trimtab.insight.results import Column, Metric, Parameter

SINCE = Parameter("since", "timestamp", "Opportunities that closed before are left out.")


@cache
def sql(name: str) -> str:
    """The text of a `.sql` file of this folder."""
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _query(name: str, question: str, *columns: str) -> Metric:
    return Metric(
        name=f"trend_{name}",
        question=question,
        formula="List.",
        exclusions="Opportunities of which only dates are known, and those that closed before `since`.",
        misread="It serves the models of the trends; no page shows it.",
        version=1,
        inputs=("opportunities", "versions", "activities"),
        parameters=(AS_OF, SINCE),
        columns=tuple(Column(column, "key", column) for column in columns),
        sql=sql(name),
        method="List.",
        breakdowns=("none",),
        counted=None,
    )


DEALS = _query("deals", "Which opportunities are learned from?", "opp_id", "account_id", "owner_id", "segment")
STATES = _query("states", "In which states were they known to be?", "opp_id", "since", "status", "stage_id")
TOUCHES = _query("touches", "What was recorded with them?", "opp_id", "at", "is_buyer", "user_id")
