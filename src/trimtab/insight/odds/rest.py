"""What becomes of what is not won: lost, quiet, or still open; and what is won in the end."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.special import expit

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats
from trimtab.insight.odds.columns import Columns
from trimtab.insight.odds.ridge import Ridge

QUIET = 60.0  # days without a sign of life after which an open opportunity is called quiet
LEAST = 10.0
CASES = 10.0  # that the usual shares count for
USUAL_LATER = 0.2


class LostAmongOthers:
    """The chance to be lost by the horizon where it is not won by then."""

    def fit(self, features: Features, outcomes: Outcomes, days: Floats, weights: Floats) -> Self:
        is_over = outcomes.known_days >= days
        is_closed = outcomes.closed_days <= days
        rows = np.flatnonzero(is_over & ~(is_closed & outcomes.is_won))
        marks = is_closed[rows].astype(float)
        self.fitted_ = _fitted(features.take(rows), days[rows], marks, weights[rows], is_by_horizon=True)
        return self

    def chances(self, features: Features, days: Floats) -> Floats | None:
        """None where too little is known to say."""
        return None if self.fitted_ is None else self.fitted_.chances(features, days)


class QuietAmongOpen:
    """The chance that what is still open at the horizon has shown no sign of life for 60 days.

    Learned at one horizon. Where nearly all or none are quiet the feed says nothing of it, and nothing is told.
    """

    def fit(self, features: Features, outcomes: Outcomes, horizon: float, weights: Floats) -> Self:
        rows = np.flatnonzero((outcomes.known_days >= horizon) & ~(outcomes.closed_days <= horizon))
        marks = (outcomes.quiet_days[rows] >= QUIET).astype(float)
        share = float(weights[rows] @ marks / weights[rows].sum()) if rows.size else 1.0
        days = np.full(rows.size, horizon)
        is_told = 0.01 < share < 0.97
        self.fitted_ = (
            _fitted(features.take(rows), days, marks, weights[rows], is_by_horizon=False) if is_told else None
        )
        return self

    def chances(self, features: Features, days: Floats) -> Floats | None:
        """None where it cannot be told."""
        return None if self.fitted_ is None else self.fitted_.chances(features, days)


class _Fitted:
    def __init__(self, columns: Columns, ridge: Ridge) -> None:
        self.columns, self.ridge = columns, ridge

    def chances(self, features: Features, days: Floats) -> Floats:
        told: Floats = expit(self.ridge.log_odds(self.columns.of(features, days)))
        return told


def _fitted(features: Features, days: Floats, marks: Floats, weights: Floats, *, is_by_horizon: bool) -> _Fitted | None:
    if min(float(weights @ marks), float(weights @ (1 - marks))) < LEAST:
        return None
    columns = Columns(is_by_horizon=is_by_horizon).fit(features, days)
    return _Fitted(columns, Ridge(spread=0.25).fit(columns.of(features, days), marks, weights))


def share_won_later(outcomes: Outcomes, weights: Floats, *, after: float) -> float:
    """Of those that closed later than so many days from a look, the share won; drawn to one in five."""
    later = np.isfinite(outcomes.closed_days) & (outcomes.closed_days > after)
    won = float(weights[later & outcomes.is_won].sum())
    return (won + CASES * USUAL_LATER) / (float(weights[later].sum()) + CASES)
