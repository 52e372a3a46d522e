"""How often each customer does something: its own rate, shrunk towards what all customers do.

Events of a customer come at random at a rate of its own; the rates of all customers are gamma distributed with `shape`
and `rate`. Counts are then negative binomial, from which both are learned (maximum likelihood). With n events in a time
T a customer's own rate is

    (shape + n) / (rate + T)

Example by hand: shape 2, rate 10 weeks (customers have an event each 5 weeks). One with 8 in 20 weeks:
(2 + 8) / (10 + 20) = one each 3 weeks, where its own past alone says one each 2.5.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from trimtab.insight.estimators.intervals import NotFitted

Floats = NDArray[np.float64]
# In logarithms: nobody's customers are more unlike than e^-6, none more alike than e^8.
SHAPES, RATES = (-6.0, 8.0), (-8.0, 12.0)


@dataclass(frozen=True)
class Rates:
    """The rates of some customers: gamma distributed, each with its own shape and rate."""

    shape: Floats
    rate: Floats

    @property
    def mean(self) -> Floats:
        """What each may expect in one unit of time."""
        return np.asarray(self.shape / self.rate, dtype=np.float64)


class GammaPoisson:
    """The distribution of customers' rates. Learned: shape_, rate_, log_likelihood_, customers_."""

    def fit(self, counts: ArrayLike, exposure: ArrayLike) -> Self:
        """Learn from so many events in so much time, one entry a customer.

        Args:
            counts: whole numbers, not negative. exposure: positive, any unit.
        """
        events, time = _checked(counts, exposure)
        total, whole = events.sum(), time.sum()
        self.customers_ = int(events.size)
        mean = max(total / whole, 1e-9) if whole else 1e-9
        start = np.array([0.0, -np.log(mean)])
        found = minimize(_loss, start, args=(events, time), jac=True, bounds=(SHAPES, RATES), method="L-BFGS-B")
        self.shape_, self.rate_ = (float(one) for one in np.exp(found.x))
        self.log_likelihood_ = -float(found.fun) - float(gammaln(events + 1).sum())
        return self

    def given(self, counts: ArrayLike, exposure: ArrayLike) -> Rates:
        """The rates of customers with these pasts."""
        if not hasattr(self, "shape_"):
            raise NotFitted("GammaPoisson must be fitted first.")
        events, time = _checked(counts, exposure)
        return Rates(self.shape_ + events, self.rate_ + time)


def _checked(counts: ArrayLike, exposure: ArrayLike) -> tuple[Floats, Floats]:
    events, time = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if events.shape != time.shape:
        raise ValueError(f"`counts` and `exposure` must have one entry a customer. Got {events.shape}, {time.shape}.")
    if (events < 0).any() or (time <= 0).any():
        raise ValueError("`counts` must not be negative and `exposure` must be positive.")
    return events, time


def _loss(parameters: Floats, events: Floats, time: Floats) -> tuple[float, Floats]:
    """Minus the log-likelihood of the negative binomial, without its constant, and its slope."""
    shape, rate = np.exp(parameters)
    share = np.log(rate) - np.log(rate + time)
    value = gammaln(shape + events) - gammaln(shape) + shape * share - events * np.log(rate + time)
    # The time itself belongs to the constant: n log T.
    value = value + events * np.log(time)
    by_shape = digamma(shape + events) - digamma(shape) + share
    by_rate = shape / rate - (shape + events) / (rate + time)
    slope = -np.array([by_shape.sum() * shape, by_rate.sum() * rate])
    return -float(value.sum()), slope
