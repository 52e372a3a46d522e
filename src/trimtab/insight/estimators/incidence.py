"""Aalen-Johansen cumulative incidence under competing risks."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.insight.estimators.intervals import Z_95, NotFitted
from trimtab.insight.estimators.survival import loglog, tally

Floats = NDArray[np.float64]


class AalenJohansen:
    """Probability of each outcome by a time, where outcomes exclude one another (Aalen and Johansen 1978).

    Observations still open are cut (outcome None), never counted as failures or left out. Tied times: outcomes come
    before cuts. The variance is the delta-method one of Marubini and Valsecchi (1995), as lifelines computes it.
    Learned: times_, incidence_ and variance_ (outcome → array), survival_, at_risk_, count_.
    """

    def __init__(self, *, z: float = Z_95) -> None:
        self.z = z

    def fit(self, durations: ArrayLike, outcomes: Sequence[str | None], counts: ArrayLike | None = None) -> Self:
        """Learn the curves.

        Args:
            durations: time to the outcome or the cut, any unit, not negative.
            outcomes: name of the outcome, None where it was cut.
            counts: how many observations each entry stands for; default one.
        """
        time = np.asarray(durations, dtype=float)
        count = np.ones(time.size) if counts is None else np.asarray(counts, dtype=float)
        self.count_ = float(count.sum())
        self.times_, place = np.unique(time, return_inverse=True)
        size = self.times_.size
        leaving = tally(place, count, size=size)
        self.at_risk_ = self.count_ - (np.cumsum(leaving) - leaving)
        names = np.array([name or "" for name in outcomes], dtype=str)
        self.outcomes_ = tuple(sorted({name for name in outcomes if name}))
        ends = {name: tally(place, count * (names == name), size=size) for name in self.outcomes_}
        self._accumulate(ends)
        return self

    def at(self, outcome: str, time: float) -> float:
        """Probability of this outcome by `time`."""
        index = self._index(time)
        return float(self.incidence_[outcome][index]) if index >= 0 and outcome in self.incidence_ else 0.0

    def interval(self, outcome: str, time: float) -> tuple[float, float]:
        """Log-log interval of `at(outcome, time)`; collapses to the estimate where that is 0 or 1."""
        share = self.at(outcome, time)
        if not 0 < share < 1:
            return share, share
        return loglog(share, float(self.variance_[outcome][self._index(time)]), z=self.z)

    def conditional_mean(self, outcome: str, horizon: float) -> float | None:
        """Mean time to this outcome among those who reach it by the horizon; None when nobody does."""
        index = self._index(horizon)
        if index < 0 or outcome not in self.incidence_ or self.incidence_[outcome][index] <= 0:
            return None
        steps = np.diff(self.incidence_[outcome][: index + 1], prepend=0.0)
        return float(np.sum(steps * self.times_[: index + 1]) / self.incidence_[outcome][index])

    def _index(self, time: float) -> int:
        if not hasattr(self, "times_"):
            raise NotFitted("AalenJohansen must be fitted first.")
        return int(np.searchsorted(self.times_, time, side="right")) - 1

    def _accumulate(self, ends: dict[str, Floats]) -> None:
        total = np.sum(list(ends.values()), axis=0) if ends else np.zeros_like(self.at_risk_)
        hazard = np.divide(total, self.at_risk_, out=np.zeros_like(self.at_risk_), where=self.at_risk_ > 0)
        self.survival_ = np.cumprod(1 - hazard)
        before = np.concatenate(([1.0], self.survival_[:-1])) if total.size else total
        self.incidence_ = {name: np.cumsum(before * ended / self.at_risk_) for name, ended in ends.items()}
        self.variance_ = {
            name: _variance(self.incidence_[name], ended, total=total, at_risk=np.asarray(self.at_risk_), before=before)
            for name, ended in ends.items()
        }


def _variance(incidence: Floats, ended: Floats, *, total: Floats, at_risk: Floats, before: Floats) -> Floats:
    """Sums over i up to t of (F(t)-F(i))² a_i + b_i - 2 (F(t)-F(i)) c_i, expanded so that each is one running sum."""
    left = at_risk - total
    any_end = np.divide(total, at_risk * left, out=np.zeros_like(total), where=left > 0)
    own = before**2 * (at_risk - ended) * ended / at_risk**3
    both = before * ended / at_risk**2
    squares = incidence**2 * np.cumsum(any_end) - 2 * incidence * np.cumsum(incidence * any_end)
    squares += np.cumsum(incidence**2 * any_end)
    crossed = incidence * np.cumsum(both) - np.cumsum(incidence * both)
    return np.asarray(np.maximum(squares + np.cumsum(own) - 2 * crossed, 0.0), dtype=np.float64)
