"""The agreed interactions, each told apart from chance: what two things do together beyond what each does alone.

Asked as the regression to the day asks: won by so many days after a look, or not. Looks of one deal are alike, so
errors count deals, not looks (Liang and Zeger 1986); of all that are asked, at most one in ten of those found is chance
(Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats
from trimtab.insight.odds.columns import INTERACTIONS, Columns
from trimtab.insight.odds.members import won_by
from trimtab.insight.odds.ridge import Ridge

LEAST_DEALS = 30  # in which both held at some look
LEAST_WON = 50
FALSE_SHARE = 0.10
SURE = 1.96
# Prior spreads: what each does alone is held back a little, what both do together not at all.
ALONE, TOGETHER = 0.3, 10.0


@dataclass(frozen=True)
class ToldInteraction:
    """What two things add to the log-odds to be won by the horizon where both hold, with its 95 % interval.

    chance: how often so much would be seen if there were nothing. deals: in which both held at some look.
    """

    name: str
    log_odds: float
    low: float
    high: float
    chance: float
    is_found: bool
    deals: int


def interactions(
    features: Features, outcomes: Outcomes, weights: Floats, *, horizon: float
) -> tuple[ToldInteraction, ...]:
    """The agreed interactions for which there are cases enough; none where too little was won."""
    rows, won = won_by(outcomes, np.full(features.size, horizon))
    features, weights = features.take(rows), weights[rows]
    deals = {one.name: _deals_with_both(features, one.of(features) > 0) for one in INTERACTIONS}
    asked = [one for one in INTERACTIONS if deals[one.name] >= LEAST_DEALS]
    if not asked or np.unique(features.opp_id[won > 0]).size < LEAST_WON:
        return ()
    days = np.full(features.size, horizon)
    columns = Columns(is_by_horizon=False).fit(features, days)
    matrix = columns.of(features, days)
    coefficients, errors = _fitted(matrix, won, weights, features.opp_id, _spreads(columns))
    places = [columns.names_.index(one.name) for one in asked]
    told, unsure = coefficients[places] / columns.spread_[places], errors[places] / columns.spread_[places]
    chance = 2 * ndtr(-np.abs(told) / unsure)
    return tuple(
        ToldInteraction(
            one.name,
            float(told[place]),
            float(told[place] - SURE * unsure[place]),
            float(told[place] + SURE * unsure[place]),
            float(chance[place]),
            bool(found),
            deals[one.name],
        )
        for place, (one, found) in enumerate(zip(asked, discovered(chance, FALSE_SHARE), strict=True))
    )


def discovered(chances: Sequence[float] | Floats, share: float) -> NDArray[np.bool_]:
    """Which of several are found where at most this share of what is found may be chance (step-up procedure)."""
    values = np.asarray(chances, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    below = values[order] <= share * np.arange(1, values.size + 1) / max(1, values.size)
    found = np.zeros(values.size, dtype=np.bool_)
    found[order[: int(np.flatnonzero(below)[-1]) + 1 if below.any() else 0]] = True
    return found


def _deals_with_both(features: Features, holds: NDArray[np.bool_]) -> int:
    return int(np.unique(features.opp_id[holds]).size)


def _spreads(columns: Columns) -> Floats:
    agreed = {one.name for one in INTERACTIONS}
    return np.array([TOGETHER if name in agreed else ALONE for name in columns.names_])


def _fitted(
    matrix: Floats, won: Floats, weights: Floats, deals: NDArray[np.int64], spreads: Floats
) -> tuple[Floats, Floats]:
    """Coefficients, and their errors between deals."""
    ridge = Ridge(spread=spreads).fit(matrix, won, weights)
    _each, place = np.unique(deals, return_inverse=True)
    full = np.column_stack([np.ones(matrix.shape[0]), matrix])
    pulls = full * (weights * (won - expit(ridge.log_odds(matrix))))[:, None]
    sums = np.zeros((place.max(initial=0) + 1, full.shape[1]))
    np.add.at(sums, place, pulls)
    spread = ridge.covariance_ @ (sums.T @ sums) @ ridge.covariance_
    return ridge.coefficients_, np.sqrt(np.diag(spread))[1:]
