"""What markets are compared on, account by account, and its sums over the accounts of each market."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.metrics.vocabulary import AS_OF, START
from trimtab.insight.results import Column, Metric

FIGURES = (
    "decided", "won", "won_value", "touched", "answered", "days_n", "days_sum", "days_squares", "hours_n", "hours_sum",
    "hours_squares", "amount_n", "amount_sum", "amount_squares",
)  # fmt: skip
OUTCOMES = Metric(
    name="market_outcomes",
    question="What became of the work with each account?",
    formula="By account: decided and won opportunities, the value won; of won ones the logarithm of cycle and value; "
    "of those with recorded touches the logarithm of their hours and whether the buyer answered: count, sum, squares.",
    exclusions="What is still open; opportunities without an account. Minutes that are not known count 60 for a "
    "meeting, 15 for a call, 6 for a mail.",
    misread="It serves the comparison of markets; no page shows it.",
    version=1,
    inputs=("opportunities", "versions", "holdings", "activities"),
    parameters=(START, AS_OF),
    columns=(
        Column("account_id", "key", "The account."),
        *(Column(name, "number", name) for name in FIGURES),
    ),
    sql=files(__package__).joinpath("market_outcomes.sql").read_text(encoding="utf-8"),
    method="Counts and sums; no estimate.",
    breakdowns=("none",),
    counted="decided",
)


@dataclass(frozen=True)
class Totals:
    """The evidence of one market: sums over its accounts. Sums and squares are of logarithms."""

    name: str
    accounts: int
    decided: float
    won: float
    won_value: float
    touched: float
    answered: float
    days_n: float
    days_sum: float
    days_squares: float
    hours_n: float
    hours_sum: float
    hours_squares: float
    amount_n: float
    amount_sum: float
    amount_squares: float


def totals_by(columns: Mapping[str, NDArray[Any]], names: Sequence[str]) -> list[Totals]:
    """The sums of each market, by name.

    Args:
        columns: the answer of OUTCOMES.
        names: the market of each of its rows.
    """
    if not len(names):
        return []
    markets, places = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    sums = {
        name: np.bincount(places, weights=np.asarray(columns[name], float), minlength=len(markets)) for name in FIGURES
    }
    counted = np.bincount(places, minlength=len(markets))
    assert {one.name for one in fields(Totals)} == {"name", "accounts", *FIGURES}
    return [
        Totals(str(market), int(counted[place]), **{name: float(sums[name][place]) for name in FIGURES})
        for place, market in enumerate(markets)
    ]
