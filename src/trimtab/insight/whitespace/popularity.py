"""What is usual: how often accounts of a segment first buy a solution. The baseline that proposals have to beat."""

import numpy as np

from trimtab.insight.estimators import NotFitted
from trimtab.insight.whitespace.purchases import Floats, Purchases, candidates

WEIGHTS = (5.0, 20.0, 80.0, 320.0)


class Popularity:
    """The share of customers without a solution that buy it within the horizon, by segment, drawn towards all of them.

    The strength of that pull is chosen on the stretch before, so that the baseline is a tuned one.
    """

    def __init__(self, *, horizon: float) -> None:
        self.horizon = horizon
        self.rate_: Floats | None = None

    def fit(self, purchases: Purchases, day: float) -> "Popularity":
        """Learn from the stretch that ends on that day."""
        weight = self._weight(purchases, day)
        self.weight_ = weight
        self.rate_ = _rates(purchases, day - self.horizon, self.horizon, weight)
        return self

    def predict(self, purchases: Purchases) -> Floats:
        """The chance within the horizon, for each account and solution."""
        if self.rate_ is None:
            raise NotFitted("Popularity is fitted before it predicts.")
        return np.asarray(self.rate_[purchases.segment])

    def _weight(self, purchases: Purchases, day: float) -> float:
        """The pull under which the rates of the stretch before say the last one best."""
        start = day - self.horizon
        cells, bought = candidates(purchases, start), purchases.new(start, self.horizon)
        losses = []
        for weight in WEIGHTS:
            rates = _rates(purchases, start - self.horizon, self.horizon, weight)[purchases.segment]
            losses.append(log_loss(rates[cells], bought[cells].astype(np.float64)))
        return WEIGHTS[int(np.argmin(losses))]


def log_loss(chance: Floats, happened: Floats) -> float:
    """Mean surprise; a chance of nought or one is never quite believed."""
    if not len(chance):
        return 0.0
    safe = np.clip(chance, 1e-6, 1 - 1e-6)
    return float(-np.mean(happened * np.log(safe) + (1 - happened) * np.log(1 - safe)))


def _rates(purchases: Purchases, day: float, horizon: float, weight: float) -> Floats:
    """Segment × solution: first purchases per cell in which one was possible."""
    cells = candidates(purchases, day)
    bought = purchases.new(day, horizon) & cells
    overall = (bought.sum(axis=0) + 0.5) / (cells.sum(axis=0) + 10.0)
    segments = int(purchases.segment.max(initial=-1)) + 1
    places = np.zeros((segments, cells.shape[1]))
    events = np.zeros((segments, cells.shape[1]))
    np.add.at(places, purchases.segment, cells)
    np.add.at(events, purchases.segment, bought)
    return np.asarray((events + weight * overall) / (places + weight))
