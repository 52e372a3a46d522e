"""What is read of all accounts, as queries whose columns become numpy arrays."""

from functools import cache
from importlib.resources import files

from trimtab.insight.metrics.vocabulary import AS_OF
from trimtab.insight.results import Column, Metric


@cache
def sql(name: str) -> str:
    """The text of a `.sql` file of this folder."""
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _query(name: str, question: str, inputs: tuple[str, ...], *columns: str) -> Metric:
    return Metric(
        name=f"targeting_{name}",
        question=question,
        formula="List.",
        exclusions="Opportunities without an account.",
        misread="It serves the scores of accounts; no page shows it by itself.",
        version=1,
        inputs=inputs,
        parameters=(AS_OF,),
        columns=tuple(Column(column, "key", column) for column in columns),
        sql=sql(name),
        method="List.",
        breakdowns=("none",),
        counted=None,
    )


ACCOUNT_FIGURES = _query(
    "account_figures",
    "What did each account bring, and what did it take of our time?",
    ("accounts", "opportunities", "activities"),
    *("account_id", "industry", "segment", "revenue", "revenue_before", "open_amount", "won", "lost", "hours"),
    *("touches", "last_at"),
)
KINDS = _query(
    "kinds",
    "How many opportunities of each kind of customer were won and lost?",
    ("accounts", "opportunities"),
    *("field", "value", "won", "decided"),
)
