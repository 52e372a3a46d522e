"""The chance that a customer buys a solution next: what is usual, what goes together, and how busy the customer is.

Three ways of reading what was bought are stacked by a logistic regression that is fitted on a later stretch of time
than they are: the rate of the segment; for each solution that the customer has, how much more often its owners have
the other (shrunk towards no more often); and the linear autoencoder of Steck (2019), whose weights have a closed form.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.estimators import NotFitted
from trimtab.insight.whitespace.popularity import Popularity
from trimtab.insight.whitespace.purchases import Flags, Floats, Purchases, candidates

SHRINK = 10.0
RIDGE = 1.0
ROUNDS = 25
MOST_CELLS = 400_000
ROWS = 4_000


@dataclass(frozen=True)
class Together:
    """How solutions go together on a day. affinity[i, j]: log of how many times as often owners of i own j."""

    affinity: Floats
    weights: Floats
    means: Floats

    @classmethod
    def on(cls, owned: Flags) -> "Together":
        """Learn it from what customers own."""
        customers = owned[owned.any(axis=1)].astype(np.float64)
        counts = customers.T @ customers
        share = (counts.diagonal() + 0.5) / (len(customers) + 1.0)
        both = (counts + SHRINK * share[None, :]) / (counts.diagonal()[:, None] + SHRINK)
        penalty = max(10.0, 0.02 * len(customers))
        inverse = np.linalg.inv(counts + penalty * np.eye(len(counts)))
        weights = -inverse / inverse.diagonal()[None, :]
        np.fill_diagonal(weights, 0.0)
        return cls(np.log(both / share[None, :]), weights, customers.mean(axis=0) if len(customers) else share)

    def scores(self, owned: Flags) -> tuple[Floats, Floats]:
        """For each row and solution: the mean affinity of what is owned, and what the autoencoder makes of it."""
        rows = owned.astype(np.float64)
        held = np.maximum(rows.sum(axis=1, keepdims=True), 1.0)
        return rows @ self.affinity / held, (rows - self.means) @ self.weights


class Stack:
    """Chances within the horizon. Fitted on the stretch that ends on a day, for the stretch that follows it."""

    def __init__(self, *, horizon: float, seed: int = 1) -> None:
        self.horizon, self.seed = horizon, seed
        self.coefficients_: Floats | None = None

    def fit(self, purchases: Purchases, day: float) -> "Stack":
        """Learn how much each reading says from what happened in the last stretch, then read again as of that day."""
        start = day - self.horizon
        before = Popularity(horizon=self.horizon).fit(purchases, start)
        cells = np.argwhere(candidates(purchases, start))
        if len(cells) > MOST_CELLS:
            chosen = np.random.default_rng(self.seed).choice(len(cells), MOST_CELLS, replace=False)
            cells = cells[np.sort(chosen)]
        rows, columns = cells[:, 0], cells[:, 1]
        owned = purchases.owned(start)
        readings = _readings(
            owned, purchases.busy(start, self.horizon), before.predict(purchases), Together.on(owned), rows, columns
        )
        bought = purchases.new(start, self.horizon)[rows, columns].astype(np.float64)
        self.coefficients_ = _logistic(readings, bought)
        self.usual_ = Popularity(horizon=self.horizon).fit(purchases, day)
        self.together_ = Together.on(purchases.owned(day))
        return self

    def predict(self, purchases: Purchases, day: float) -> Floats:
        """The chance for each account and solution from that day on; NaN where it is no candidate."""
        if self.coefficients_ is None:
            raise NotFitted("A stack is fitted before it predicts.")
        owned, busy = purchases.owned(day), purchases.busy(day, self.horizon)
        usual, open_cells = self.usual_.predict(purchases), candidates(purchases, day)
        found = np.full(purchases.shape, np.nan)
        for start in range(0, len(owned), ROWS):
            rows, columns = np.nonzero(open_cells[start : start + ROWS])
            rows += start
            readings = _readings(owned, busy, usual, self.together_, rows, columns)
            found[rows, columns] = _chance(readings @ self.coefficients_)
        return found


def _readings(
    owned: Flags, busy: Floats, usual: Floats, together: Together, rows: np.ndarray, columns: np.ndarray
) -> Floats:
    """One line a cell: a one, and each reading of it."""
    places, inverse = np.unique(rows, return_inverse=True)
    affinity, linear = together.scores(owned[places])
    chance = np.clip(usual[rows, columns], 1e-6, 1 - 1e-6)
    return np.column_stack(
        (
            np.ones(len(rows)),
            np.log(chance / (1 - chance)),
            affinity[inverse, columns],
            linear[inverse, columns],
            np.log1p(busy[rows]),
            np.log1p(owned[places].sum(axis=1)[inverse]),
        )
    )


def _logistic(readings: Floats, happened: Floats) -> Floats:
    """Ridge logistic regression by Newton steps; drawn towards quoting what is usual, which is where it starts."""
    start = np.zeros(readings.shape[1])
    start[1] = 1.0
    found = start.copy()
    for _round in range(ROUNDS):
        chance = _chance(readings @ found)
        weights = np.maximum(chance * (1 - chance), 1e-9)
        slope = readings.T @ (happened - chance) - RIDGE * (found - start)
        bend = (readings * weights[:, None]).T @ readings + RIDGE * np.eye(len(found))
        step = np.linalg.solve(bend, slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found


def _chance(score: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -30, 30))))
