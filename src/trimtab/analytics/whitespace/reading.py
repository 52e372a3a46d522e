"""What the extracts hold of purchases, of the hours that they took, and of what became of open ones, as columns."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.whitespace import Purchases

FEWEST_MINUTES = 0.5  # of the calls and meetings must have a length, or hours are not known
FEWEST_WINS = 5
PULL = 10.0  # a stage's share is drawn towards the overall one by so many

# Each closed opportunity in parts, one a solution, by the amounts of its lines; equal parts where none has one.
SOLD = """
    WITH parts AS (
        SELECT opp_id, product_id, sum(greatest(coalesce(amount_rc, 0), 0)) AS amount
        FROM line_items GROUP BY opp_id, product_id
    ),
    whole_of AS (SELECT opp_id, sum(amount) AS total, count(*) AS number FROM parts GROUP BY opp_id)
    SELECT
        deal.opp_id,
        coalesce(deal.account_id, -1) AS account_id,
        parts.product_id,
        deal.status = 'won' AS is_won,
        epoch(deal.closed_at) / 86400.0 AS day,
        CASE WHEN total > 0 THEN CAST(parts.amount AS DOUBLE) / CAST(total AS DOUBLE) ELSE 1.0 / number END AS part,
        coalesce(CAST(deal.amount_rc AS DOUBLE), CAST('nan' AS DOUBLE)) AS value
    FROM parts
    JOIN whole_of USING (opp_id)
    JOIN opportunities AS deal USING (opp_id)
    WHERE deal.status <> 'open' AND deal.closed_at IS NOT NULL
    ORDER BY deal.closed_at, deal.opp_id, parts.product_id"""
ACCOUNTS = """
    SELECT
        account_id,
        concat(coalesce(industry, ''), '|', coalesce(segment, '')) AS segment,
        coalesce(CAST(employees AS DOUBLE), CAST('nan' AS DOUBLE)) AS employees
    FROM accounts ORDER BY account_id"""
SPENT = """
    SELECT
        deal.opp_id,
        coalesce(sum(happened.minutes), 0) / 60.0 AS hours,
        count(happened.minutes) AS timed,
        count(happened.activity_id) AS number,
        any_value(deal.status) = 'won' AS is_won,
        coalesce(CAST(any_value(deal.amount_rc) AS DOUBLE), 0.0) AS value
    FROM opportunities AS deal
    LEFT JOIN activities AS happened ON happened.opp_id = deal.opp_id AND happened.kind IN ('call', 'meeting')
    WHERE deal.status <> 'open'
    GROUP BY deal.opp_id"""
STAGES = """
    SELECT stages.stage_id, count(DISTINCT deal.opp_id) AS closed,
        count(DISTINCT deal.opp_id) FILTER (WHERE deal.status = 'won') AS won
    FROM stages
    LEFT JOIN stage_events AS event USING (stage_id)
    LEFT JOIN opportunities AS deal ON deal.opp_id = event.opp_id AND deal.status <> 'open'
    WHERE stages.kind = 'open'
    GROUP BY stages.stage_id"""

Columns = dict[str, NDArray[Any]]  # Any: each column has a type of its own
Placed = dict[int, list[tuple[int, float]]]  # opportunity → solutions with their weights


@dataclass(frozen=True)
class Effort:
    """What selling takes. hours: solution → hours for one more sale, lost attempts too; per_hour: won for an hour."""

    hours: dict[int, float] = field(default_factory=dict)
    per_hour: float | None = None
    timed: float | None = None  # share of calls and meetings whose length is known


@dataclass(frozen=True)
class Outcomes:
    """How open opportunities end. stages: stage → chance and how many closed ones passed through it."""

    closed: int
    win_rate: float | None
    stages: dict[int, tuple[float, int]]


def sold_parts(engine: DuckDBEngine, *, placed: Placed | None = None) -> Columns:
    """Closed opportunities in parts, by solution; what somebody placed by hand counts in place of the lines."""
    found = engine.arrays(SOLD)
    return _with_placed(found, placed) if placed else found


def purchases_of(engine: DuckDBEngine, sold: Columns) -> Purchases:
    """What was won, by account; opportunities without an account buy nothing."""
    known = engine.arrays(ACCOUNTS)
    chosen = sold["is_won"] & (sold["account_id"] >= 0) & np.isin(sold["account_id"], known["account_id"])
    accounts = known["account_id"].astype(np.int64)
    products = np.unique(sold["product_id"]).astype(np.int64)
    return Purchases(
        accounts=accounts,
        products=products,
        segment=np.unique(known["segment"].astype(str), return_inverse=True)[1].astype(np.int64),
        account=np.searchsorted(accounts, sold["account_id"][chosen]).astype(np.int64),
        product=np.searchsorted(products, sold["product_id"][chosen]).astype(np.int64),
        day=sold["day"][chosen].astype(np.float64),
        value=(sold["value"] * sold["part"])[chosen].astype(np.float64),
        employees=known["employees"].astype(np.float64),
    )


def effort_of(engine: DuckDBEngine, sold: Columns) -> Effort:
    """The hours in calls and meetings, where enough of them say how long they took."""
    spent = engine.arrays(SPENT)
    number, timed = int(spent["number"].sum()), int(spent["timed"].sum())
    if not number or timed / number < FEWEST_MINUTES:
        return Effort(timed=timed / number if number else None)
    scale = number / timed  # those without a length took as long as the others
    order = np.argsort(spent["opp_id"])
    place = np.searchsorted(spent["opp_id"][order], sold["opp_id"])
    hours = spent["hours"][order][place] * scale * sold["part"]
    found = {}
    for product in np.unique(sold["product_id"]):
        of_it = sold["product_id"] == product
        wins = int((of_it & sold["is_won"]).sum())
        if wins >= FEWEST_WINS:
            found[int(product)] = float(hours[of_it].sum() / wins)
    whole = float(spent["hours"].sum()) * scale
    won = float(spent["value"][spent["is_won"].astype(bool)].sum())
    return Effort(found, won / whole if whole else None, timed / number)


def outcomes_of(engine: DuckDBEngine) -> Outcomes:
    """Shares won among the closed ones that passed through each stage, drawn towards the overall share."""
    rows = engine.arrays(STAGES)
    whole = engine.arrays(
        "SELECT count(*) AS closed, count(*) FILTER (WHERE status = 'won') AS won"
        " FROM opportunities WHERE status <> 'open'"
    )
    closed, won = int(whole["closed"][0]), int(whole["won"][0])
    if not closed:
        return Outcomes(0, None, {})
    rate = won / closed
    stages = {
        int(stage): ((int(wins) + PULL * rate) / (int(ended) + PULL), int(ended))
        for stage, ended, wins in zip(rows["stage_id"], rows["closed"], rows["won"], strict=True)
    }
    return Outcomes(closed, rate, stages)


def _with_placed(sold: Columns, placed: Placed) -> Columns:
    """The parts with those of placed opportunities replaced."""
    by_hand = np.isin(sold["opp_id"], np.array(sorted(placed)))
    firsts = {int(opp): row for row, opp in reversed(list(enumerate(sold["opp_id"]))) if int(opp) in placed}
    rows, products, parts = [], [], []
    for opportunity, row in sorted(firsts.items()):
        whole = sum(weight for _product, weight in placed[opportunity])
        for product, weight in placed[opportunity]:
            rows.append(row)
            products.append(product)
            parts.append(weight / whole)
    found = {}
    for name, values in sold.items():
        new = {"product_id": np.array(products), "part": np.array(parts)}.get(name, values[rows])
        found[name] = np.concatenate((values[~by_hand], new.astype(values.dtype)))
    return found
