"""The chance that a buyer has gone dark, by the buyer's own pace (Schmittlein, Morrison and Colombo 1987, in weeks).

While alive, a buyer acts by a Poisson process of its own rate; rates differ by a Gamma(a, b) among buyers, and in each
week a share 1 - exp(-h) goes dark for good. Exposure counts full weeks only: the week that still runs is not silence.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

from trimtab.insight.trends.past import WEEK, Flags, Floats, Integers

LONGEST = 78  # weeks of silence told apart; after a year and a half a buyer is as dark as after two
MOST_FITTED = 4_000  # deals that a fit looks at: more move the third digit only
PRIOR_SPREAD = 0.5  # of the logarithms of a, b and h of one group around those of all
START = (0.0, 0.7, -3.0)
BOUNDS = ((-3.0, 3.0), (-3.0, 4.0), (-7.0, 0.5))


@dataclass(frozen=True)
class Exposure:
    """What buyers did until an instant. events: after the opening. weeks: from the opening to the last event.

    silent: full weeks since the last event.
    """

    events: Floats
    weeks: Floats
    silent: Integers

    def take(self, rows: Integers | Flags) -> "Exposure":
        """Some of them."""
        return Exposure(self.events[rows], self.weeks[rows], self.silent[rows])


@dataclass(frozen=True)
class Pace:
    """How buyers of a group act: rates Gamma(a, b) a week, and the hazard h a week to go dark."""

    a: float
    b: float
    h: float

    @property
    def logarithms(self) -> Floats:
        """As the fit sees it."""
        return np.log([self.a, self.b, self.h])


def exposure(*, opened: Floats, last: Floats, count: Integers, at: Floats | float) -> Exposure:
    """Exposure until `at`. last: the instant of the last event, the opening where there is none."""
    weeks = np.maximum(last - opened, 0.0) / WEEK
    silent = np.floor(np.maximum(np.asarray(at) - last, 0.0) / WEEK).astype(np.int64)
    return Exposure(count.astype(np.float64), weeks, np.minimum(silent, LONGEST))


def dark_chance(seen: Exposure, paces: NDArray[np.float64]) -> Floats:
    """The chance that each has gone dark. paces: one row (a, b, h) each, or one for all."""
    alive, dead = _ways(seen, np.atleast_2d(paces))
    return dead / (alive + dead)


def own_rate(seen: Exposure, paces: NDArray[np.float64]) -> Floats:
    """Events a week of each while alive, drawn towards the group's the less was seen."""
    table = np.atleast_2d(paces)
    return np.asarray((table[:, 0] + seen.events) / (table[:, 1] + seen.weeks))


def fit_pace(seen: Exposure, is_alive: Flags, *, around: Pace | None = None) -> Pace:
    """The most likely pace of a group.

    Args:
        is_alive: known not to have gone dark: won.
        around: the pace of all groups, as prior; a small group stays close to it.
    """
    step = max(1, -(-len(is_alive) // MOST_FITTED))
    rows = np.arange(0, len(is_alive), step)
    seen, is_alive = seen.take(rows), is_alive[rows]
    centre = around.logarithms if around else np.array(START)
    spread = PRIOR_SPREAD if around else 2.0

    def unlikely(logarithms: Floats) -> float:
        penalty = float((((logarithms - centre) / spread) ** 2).sum()) / 2
        return penalty - float(_log_likelihood(seen, is_alive, Pace(*np.exp(logarithms))).sum())

    found = minimize(unlikely, centre, method="L-BFGS-B", bounds=BOUNDS, options={"maxiter": 60})
    return Pace(*(float(one) for one in np.exp(found.x)))


def _log_likelihood(seen: Exposure, is_alive: Flags, pace: Pace) -> Floats:
    """Of the number of events, of surviving until the last, and of the silence since."""
    table = np.array([[pace.a, pace.b, pace.h]])
    alive, dead = _ways(seen, table)
    a, b, x = pace.a, pace.b, seen.events
    counts = gammaln(a + x) - gammaln(a) + a * np.log(b) - (a + x) * np.log(b + seen.weeks)
    silence = np.log(np.maximum(alive + np.where(is_alive, 0.0, dead), 1e-300))
    return np.asarray(counts - pace.h * seen.weeks + silence)


def _ways(seen: Exposure, table: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """How likely the silence is while alive throughout, and when dark since one of its weeks."""
    size = len(seen.events)
    shape = np.broadcast_to(table[:, 0], (size,)) + seen.events
    scale = np.broadcast_to(table[:, 1], (size,)) + seen.weeks
    hazard = np.broadcast_to(table[:, 2], (size,))
    silent = seen.silent

    def quiet(rows: Integers, weeks: Integers | int) -> Floats:
        shrunk = shape[rows] * (np.log(scale[rows]) - np.log(scale[rows] + weeks))
        return np.asarray(np.exp(shrunk - hazard[rows] * weeks))

    everyone = np.arange(size)
    alive, dead = quiet(everyone, silent), np.zeros(size)
    rows = everyone
    for week in range(int(silent.max(initial=0))):
        rows = rows[silent[rows] > week]
        dead[rows] += quiet(rows, week) * (1 - np.exp(-hazard[rows]))
    return alive, dead
