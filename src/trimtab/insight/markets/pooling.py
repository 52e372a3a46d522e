"""Partial pooling of shares and of means: what each group shows, drawn towards the others by as much as they resemble.

How much groups differ is not estimated to one value, it is averaged over: with few groups it is hardly known, and an
estimate of nothing would make them all the same (Gelman and others, Bayesian Data Analysis, 5.3 and 5.4).
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from trimtab.insight.estimators.intervals import NotFitted

Floats = NDArray[np.float64]
MEANS, SPREADS = 81, 61  # points of the grid
REACH = 6.0  # errors of the common mean to each side
LEAST_KAPPA, MOST_KAPPA = 1.0, 20_000.0
LEAST_SHARE, LEAST_DRAWN = 1e-4, 1e-6
WIDEST = 4.0  # times the spread that is seen


@dataclass
class RatePool:
    """Shares of several groups: each group's share comes from one Beta of all groups (mean mu, kappa = a + b).

    Prior of the Beta: flat in its mean, and (a + b)^(-5/2) in a and b, which is flat in the spread of the shares.
    """

    draws: int = 4_000
    seed: int = 1
    shares_: Floats = field(init=False, repr=False)  # draws x groups
    kappa_: float = field(init=False)  # its mean weight in cases: by how many cases each group is drawn to the others
    _mus: Floats = field(init=False, repr=False)
    _kappas: Floats = field(init=False, repr=False)
    _weights: Floats = field(init=False, repr=False)

    def fit(self, hits: Floats, cases: Floats) -> Self:
        """Learn from hits of so many cases, one of each a group; groups without a case are what the others are."""
        self._grid(np.asarray(hits, float), np.asarray(cases, float))
        rng = np.random.default_rng(self.seed)
        chosen = _systematic(self._weights, self.draws, rng)
        mus, kappas = self._mus[chosen], self._kappas[chosen]
        a = (mus * kappas)[:, None] + hits
        b = ((1 - mus) * kappas)[:, None] + (cases - hits)
        # Never quite 0 or 1, as a draw of a Beta with tiny parameters may be: costs of a sale divide by it.
        self.shares_ = np.clip(rng.beta(a, b), LEAST_DRAWN, 1 - LEAST_DRAWN)
        self.kappa_ = float(1 / np.average(1 / (1 + kappas)) - 1)
        return self

    @property
    def means_(self) -> Floats:
        """The expected share of each group."""
        if not hasattr(self, "shares_"):
            raise NotFitted("`means_` is learned by `fit`.")
        return np.asarray(self.shares_.mean(axis=0))

    def _grid(self, hits: Floats, cases: Floats) -> None:
        mus = _means_around(hits, cases)
        kappas = np.geomspace(LEAST_KAPPA, MOST_KAPPA, SPREADS)
        mu, kappa = (grid.ravel() for grid in np.meshgrid(mus, kappas, indexing="ij"))
        a, b = mu * kappa, (1 - mu) * kappa
        # Groups of the same counts are taken together: many small ones look alike.
        counts, times = np.unique(np.stack([hits, cases - hits]), axis=1, return_counts=True)
        likelihood = sum(
            time * (betaln(hit + a, miss + b) - betaln(a, b)) for (hit, miss), time in zip(counts.T, times, strict=True)
        )
        logs = likelihood - 0.5 * np.log(kappa)  # (a + b)^(-5/2), in the mean and the logarithm of kappa
        weights = np.exp(logs - np.max(logs))
        self._mus, self._kappas, self._weights = mu, kappa, weights / weights.sum()


@dataclass
class MeanPool:
    """Means of several groups: each group's mean comes from one normal of all groups (mean mu, spread tau, flat)."""

    draws: int = 4_000
    seed: int = 2
    means_: Floats = field(init=False, repr=False)  # draws x groups
    tau_: float = field(init=False)

    def fit(self, means: Floats, errors: Floats) -> Self:
        """Learn from the mean of each group and its standard error; an infinite error means that nothing is known."""
        known = np.isfinite(errors)
        y, e = np.asarray(means, float)[known], np.asarray(errors, float)[known]
        spread = max(float(np.std(y)), float(e.min()) * 0.1, 1e-6)
        taus = np.linspace(0.0, WIDEST * spread + float(np.median(e)), SPREADS * 4)[1:]
        variances = e**2 + taus[:, None] ** 2
        precision = (1 / variances).sum(axis=1)
        centre = (y / variances).sum(axis=1) / precision
        logs = -0.5 * np.log(precision) - 0.5 * (np.log(variances) + (y - centre[:, None]) ** 2 / variances).sum(axis=1)
        weights = np.exp(logs - logs.max())
        rng = np.random.default_rng(self.seed)
        chosen = _systematic(weights / weights.sum(), self.draws, rng)
        self.tau_ = float(np.average(taus, weights=weights))
        mu = rng.normal(centre[chosen], np.sqrt(1 / precision[chosen]))[:, None]
        self.means_ = _drawn(np.asarray(means, float), np.asarray(errors, float), mu, taus[chosen][:, None], rng)
        return self


def _drawn(means: Floats, errors: Floats, mu: Floats, tau: Floats, rng: np.random.Generator) -> Floats:
    """The mean of each group under each drawn mean and spread of all."""
    own = np.where(np.isfinite(errors), 1 / np.where(np.isfinite(errors), errors, 1.0) ** 2, 0.0)
    shared = 1 / tau**2
    precision = own + shared
    centre = (np.where(own > 0, means, 0.0) * own + mu * shared) / precision
    return np.asarray(rng.normal(centre, np.sqrt(1 / precision)))


def _means_around(hits: Floats, cases: Floats) -> Floats:
    """Where the common mean can lie: around the raw one, as wide as chance and the groups' differences make it."""
    total = max(float(cases.sum()), 1.0)
    pooled = (float(hits.sum()) + 0.5) / (total + 1)
    smoothed = (hits + 0.5) / (cases + 1)
    between = float(np.var(smoothed)) / max(len(hits), 1)
    error = float(np.sqrt(pooled * (1 - pooled) / total + between))
    centre = (pooled + float(smoothed.mean())) / 2
    reach = REACH * error + abs(pooled - float(smoothed.mean()))
    return np.linspace(max(centre - reach, LEAST_SHARE), min(centre + reach, 1 - LEAST_SHARE), MEANS)


def _systematic(weights: Floats, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """So many points of a grid by their weights, with less chance in it than drawing each alone; in a mixed order."""
    places = (rng.random() + np.arange(number)) / number
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)
    return np.asarray(rng.permutation(chosen))
