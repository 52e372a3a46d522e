"""Kaplan-Meier with Greenwood's variance."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.insight.estimators.intervals import Z_95, NotFitted

Floats = NDArray[np.float64]


class KaplanMeier:
    """Share still there after a time, from durations of which some are cut short (Kaplan and Meier 1958).

    Tied times: ends come before cuts, so one cut at t was still at risk at t.
    Learned: times_, survival_, variance_ (Greenwood), at_risk_, count_.
    """

    def __init__(self, *, z: float = Z_95) -> None:
        self.z = z

    def fit(self, durations: ArrayLike, ended: ArrayLike, counts: ArrayLike | None = None) -> Self:
        """Learn the curve.

        Args:
            durations: time to the end or the cut, any unit, not negative.
            ended: true where the end was seen, false where it was cut.
            counts: how many observations each entry stands for; default one.
        """
        time = np.asarray(durations, dtype=float)
        seen = np.asarray(ended, dtype=bool)
        count = np.ones(time.size) if counts is None else np.asarray(counts, dtype=float)
        self.count_ = float(count.sum())
        self.times_, place = np.unique(time, return_inverse=True)
        leaving = tally(place, count, size=self.times_.size)
        ends = tally(place, count * seen, size=self.times_.size)
        self.at_risk_ = self.count_ - (np.cumsum(leaving) - leaving)
        self.survival_, self.variance_ = _product_limit(ends, self.at_risk_)
        return self

    def at(self, time: float) -> float:
        """The share still there just after `time`."""
        index = int(np.searchsorted(self._times(), time, side="right")) - 1
        return float(self.survival_[index]) if index >= 0 else 1.0

    def before(self, time: ArrayLike) -> Floats:
        """The share still there just before each time."""
        index = np.searchsorted(self._times(), np.asarray(time, dtype=float), side="left") - 1
        padded = np.concatenate((self.survival_, [1.0]))
        return np.asarray(padded[index], dtype=float)

    def interval(self, time: float) -> tuple[float, float]:
        """Log-log interval of `at(time)`; collapses to the estimate where that is 0 or 1."""
        index = int(np.searchsorted(self._times(), time, side="right")) - 1
        share = self.at(time)
        if index < 0 or not 0 < share < 1:
            return share, share
        return loglog(share, float(self.variance_[index]), z=self.z)

    def median(self) -> float | None:
        """The first time at which at most half is still there; None when the curve never falls so low."""
        below = np.flatnonzero(self._curve() <= 0.5 + 1e-12)
        return float(self.times_[below[0]]) if below.size else None

    def restricted_mean(self, horizon: float) -> float:
        """Mean time spent up to the horizon: the area under the curve."""
        inside = self._times() < horizon
        edges = np.concatenate(([0.0], self.times_[inside], [horizon]))
        heights = np.concatenate(([1.0], self.survival_[inside]))
        return float(np.sum(np.diff(edges) * heights))

    def _times(self) -> Floats:
        if not hasattr(self, "times_"):
            raise NotFitted("KaplanMeier must be fitted first.")
        return self.times_

    def _curve(self) -> Floats:
        self._times()
        return self.survival_


def loglog(share: float, variance: float, *, z: float) -> tuple[float, float]:
    """Interval of a share strictly between 0 and 1 on the log(-log) scale: it stays inside 0 and 1."""
    scale = np.log(share)
    width = z * np.sqrt(variance) / abs(share * scale)
    return float(share ** np.exp(width)), float(share ** np.exp(-width))


def tally(place: NDArray[np.int64], counts: Floats, *, size: int) -> Floats:
    """Sums of counts by place, shape (size,)."""
    return np.asarray(np.bincount(place, weights=counts, minlength=size), dtype=np.float64)


def _product_limit(ends: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    survival = np.cumprod(1 - ends / at_risk) if ends.size else ends
    left = at_risk - ends
    terms = np.divide(ends, at_risk * left, out=np.zeros_like(ends), where=left > 0)
    return np.asarray(survival, dtype=np.float64), np.asarray(survival**2 * np.cumsum(terms), dtype=np.float64)
