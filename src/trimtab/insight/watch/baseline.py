"""What a series was like before: level, trend and season of the week in the quarter, with the error of that estimate.

A penalised generalised linear model on the link scale. The penalties are normal priors, so the inverse Hessian is the
uncertainty of what is expected of a later week, and limits can carry it.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.watch.families import Family

Floats = NDArray[np.float64]
Weeks = NDArray[np.int64]
WEEKS_A_QUARTER = 13
WEEKS_A_YEAR = 52.0
TREND_SPREAD = 0.05  # a year, on the link scale: 22 % becomes 21.2 or 22.9 %
SEASON_SPREAD = 0.2
LEVEL_PRECISION = 1e-3
ROUNDS = 25
LEAST_NEIGHBOURS = 20
MOST_LASTING = 0.6
PRIOR_WEEKS = 8.0  # the dispersion is drawn towards 1 as if so many weeks had shown it
MARKET_STEP = 0.06  # how far the whole market moves in a week, on the link scale


@dataclass(frozen=True)
class Expected:
    """What weeks should be, on the link scale. error: standard deviation of the whole line, common to all weeks."""

    link: Floats
    error: float


@dataclass(frozen=True)
class Baseline:
    """The fitted past of one series. Time is counted in weeks from its end: the last week is -1."""

    family: Family
    coefficients: Floats
    covariance: Floats
    dispersion: float
    weeks: int

    def expected(self, times: Weeks, week_of_quarter: Weeks) -> Expected:
        """What is expected of these weeks if nothing changed."""
        rows = _design(times, week_of_quarter)
        # One error for all weeks: that of their mean, which is what a chart that adds them up suffers from.
        middle = rows.mean(axis=0)
        return Expected(rows @ self.coefficients, float(np.sqrt(max(middle @ self.covariance @ middle, 0.0))))


@dataclass(frozen=True)
class Past:
    """The weeks that a baseline is fitted to. offset: what is known to move a week, on the link scale."""

    total: Floats
    exposure: Floats
    week_of_quarter: Weeks
    offset: Floats


def fit_baseline(family: Family, past: Past) -> Baseline:
    """Fit the past by penalised iteratively reweighted least squares."""
    weeks = past.total.size
    rows = _design(np.arange(-weeks, 0), past.week_of_quarter)
    penalty = np.diag([LEVEL_PRECISION, TREND_SPREAD**-2, *[SEASON_SPREAD**-2] * WEEKS_A_QUARTER])
    overall = np.array([max(past.total.sum(), 0.5) / max(past.exposure.sum(), 1.0)])
    if family.name == "mean":
        overall = np.array([past.total.sum() / max(past.exposure.sum(), 1.0)])
    start = float(family.link(overall)[0])
    coefficients, dispersion = np.zeros(rows.shape[1]), 1.0
    for _ in range(ROUNDS):
        link = start + rows @ coefficients + past.offset
        mean = family.mean(link)
        if family.least_dispersion == 0.0:
            dispersion = _dispersion(family, past, mean)
        weight = family.information(past.exposure, link, dispersion=dispersion)
        with np.errstate(divide="ignore", invalid="ignore"):
            work = np.where(past.exposure > 0, (past.total / past.exposure - mean) / family.slope(mean), 0.0)
        hessian = rows.T @ (weight[:, None] * rows) + penalty
        step = np.linalg.solve(hessian, rows.T @ (weight * work) - penalty @ coefficients)
        coefficients = coefficients + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-8:
            break
    dispersion = _dispersion(family, past, mean)
    covariance = np.linalg.inv(rows.T @ ((weight / dispersion)[:, None] * rows) + penalty)
    if family.least_dispersion == 0.0:
        covariance = np.linalg.inv(hessian)
    coefficients[0] += start
    return Baseline(family, coefficients, np.asarray(covariance, dtype=float), dispersion, weeks)


def _design(times: Weeks, week_of_quarter: Weeks) -> Floats:
    season = (np.asarray(week_of_quarter)[:, None] % WEEKS_A_QUARTER == np.arange(WEEKS_A_QUARTER)).astype(float)
    return np.column_stack([np.ones(len(times)), np.asarray(times, dtype=float) / WEEKS_A_YEAR, season])


def _dispersion(family: Family, past: Past, mean: Floats) -> float:
    """Pearson's, per degree of freedom; for shares and counts drawn towards 1 and never below."""
    seen = past.exposure > 0
    exposure, total = past.exposure[seen], past.total[seen]
    squares = (total - exposure * mean[seen]) ** 2 / (exposure * family.variance(mean[seen]))
    left = max(seen.sum() - 4.0, 1.0)  # season and trend are held back by their priors: about four are spent
    lasting = _lasting((total - exposure * mean[seen]) / np.sqrt(exposure * family.variance(mean[seen])))
    if family.least_dispersion == 0.0:
        return max(float(squares.sum() / left), 1e-9) * lasting
    return max(float((squares.sum() + PRIOR_WEEKS) / (left + PRIOR_WEEKS)), family.least_dispersion) * lasting


def _lasting(residuals: Floats) -> float:
    """How much more a sum of weeks varies than single weeks say, because a good week is followed by a good one.

    (1 + r) / (1 - r) with r the correlation of neighbours, less what chance alone gives it.
    """
    if residuals.size < LEAST_NEIGHBOURS or not residuals.any():
        return 1.0
    together = float((residuals[1:] * residuals[:-1]).sum() / (residuals**2).sum())
    lasting = min(max(together - 1 / sqrt(residuals.size), 0.0), MOST_LASTING)
    return (1 + lasting) / (1 - lasting)


def part_level(family: Family, past: Past, *, others: float, dispersion: float = 1.0) -> tuple[float, float]:
    """How far a part lies from the line in `past.offset`, and its error; parts are normal around 0, spread `others`."""
    level, precision = 0.0, others**-2
    weight = np.zeros(past.total.size)
    for _ in range(ROUNDS):
        link = past.offset + level
        mean = family.mean(link)
        weight = family.information(past.exposure, link, dispersion=dispersion)
        score = ((past.total - past.exposure * mean) * family.slope(mean) / family.variance(mean)).sum() / dispersion
        step = float((score - precision * level) / (weight.sum() + precision))
        level += float(np.clip(step, -2.0, 2.0))
        if abs(step) < 1e-8:
            break
    return level, float((weight.sum() + precision) ** -0.5)


def part_dispersion(family: Family, past: Past, level: float) -> float:
    """How much more a part varies around its own level than chance alone would make it."""
    return _dispersion(family, past, family.mean(past.offset + level))


def market_line(family: Family, past: Past, *, dispersion: float) -> tuple[Floats, float]:
    """How far all the others together were from what is expected, week by week, from no later week than its own.

    Returns:
        The line, and the standard deviation of its last point.

    A random walk seen through noise (Kalman): a dip of the whole market is then no alarm of each of its parts.
    """
    mean = family.mean(past.offset)
    information = family.information(past.exposure, past.offset, dispersion=dispersion)
    level, doubt, line = 0.0, 0.0, np.zeros(past.total.size)
    for week in range(past.total.size):
        doubt += MARKET_STEP**2
        if past.exposure[week] > 0 and information[week] > 0:
            seen = (past.total[week] / past.exposure[week] - mean[week]) / family.slope(mean[week : week + 1])[0]
            gain = doubt / (doubt + 1 / information[week])
            level += gain * (float(np.clip(seen, -2.0, 2.0)) - level)
            doubt *= 1 - gain
        line[week] = level
    return line, float(np.sqrt(doubt))
