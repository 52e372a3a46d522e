"""The ladder over landmarks: what is learned, how the members are put together, and what is told of an opportunity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import expit, logit

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats
from trimtab.insight.odds.calibration import FEW, Calibration, VennAbers
from trimtab.insight.odds.cases import counted, horizons, weights_of
from trimtab.insight.odds.members import Boosted, Direct, Hazard, Member, TooFew
from trimtab.insight.odds.quarantine import quarantined, unfollowed, without
from trimtab.insight.odds.rest import LostAmongOthers, QuietAmongOpen, share_won_later
from trimtab.insight.odds.stack import Stack
from trimtab.insight.odds.stage_rates import GRID, StageRates
from trimtab.insight.odds.trial import Trial, tried

VERSION = 2
LONGEST = float(GRID[-1])
SHORTEST = 1.0
SURE = 1.96
# Wins from which each member is asked: fewer, and what it learns is chance.
FROM_WINS: tuple[tuple[str, int, Callable[[int], Member]], ...] = (
    ("hazard", 20, lambda _seed: Hazard()),
    ("direct", 20, lambda _seed: Direct()),
    ("boosted", 300, lambda seed: Boosted(seed=seed)),
)


@dataclass(frozen=True)
class Chances:
    """For each opportunity: won + lost + dark + open are one; dark is NaN where it cannot be told.

    low, high: 95 % interval of won. eventual: to be won within two years.
    """

    won: Floats
    low: Floats
    high: Floats
    lost: Floats
    dark: Floats
    open: Floats
    eventual: Floats


class OddsModel:
    """Learns from landmarks and tells chances by a horizon.

    Args:
        seed: of everything that is drawn by chance.
    """

    def __init__(self, *, seed: int = 20240601) -> None:
        self.seed = seed

    def fit(self, features: Features, outcomes: Outcomes, *, horizon: float) -> Self:
        """Learn from landmarks whose outcomes are known up to one instant.

        Args:
            horizon: days ahead at which `quiet_days` were asked; the horizon that matters most.
        """
        self.wins_, self.decided_, self.deals_ = counted(features, outcomes)
        self.unfollowed_ = unfollowed(features, outcomes)
        self.quarantined_ = quarantined(without(features, self.unfollowed_), outcomes)
        features = self.allowed(features)
        self.horizon_ = float(horizon)
        self.rate_ = (self.wins_ + 2) / (self.decided_ + 10)
        weights = weights_of(features, outcomes)
        self.stages_ = StageRates().fit(features, outcomes, weights)
        names = [name for name, least, _make in FROM_WINS if self.wins_ >= least]
        self.trial_ = tried(self._make, names, features, outcomes, seed=self.seed, horizon=self.horizon_)
        days = horizons(outcomes, seed=self.seed, horizon=self.horizon_)
        self.members_ = self._members(names, features, outcomes, days, weights)
        self._put_together(self.trial_)
        self.lost_ = LostAmongOthers().fit(features, outcomes, days, weights)
        self.quiet_ = QuietAmongOpen().fit(features, outcomes, self.horizon_, weights)
        self.later_ = share_won_later(outcomes, weights, after=self.horizon_)
        return self

    def chances(self, features: Features, days: float) -> Chances:
        """What is told of each row by so many days after its landmark."""
        features = self.allowed(features)
        ahead = np.full(features.size, float(np.clip(days, SHORTEST, LONGEST)))
        won, low, high = self._won(features, ahead)
        lost = self._lost(features, ahead, won)
        if self.has_signal_ and not self.tells_winners_:
            won, low, high, lost = self._by_rate(won, low, high, lost)
        still = np.clip(1 - won - lost, 0, 1)
        quiet = self.quiet_.chances(features, ahead)
        dark = np.full(features.size, np.nan) if quiet is None else still * quiet
        far = np.full(features.size, LONGEST)
        far_won = np.maximum(won, self._won(features, far)[0])
        far_lost = self._lost(features, far, far_won)
        # What is open after a year closes in the next as often as in the first, and is won as often as late ones were.
        eventual = far_won + np.clip(1 - far_won - far_lost, 0, 1) * (far_won + far_lost) * self.later_
        return Chances(won, low, high, lost, dark, still - np.nan_to_num(dark), eventual)

    @property
    def has_signal_(self) -> bool:
        """Whether knowing an opportunity tells more than the company's rate, on looks it had not learned from."""
        return self.trial_ is not None and self.trial_.has_signal

    @property
    def tells_winners_(self) -> bool:
        """Whether more is told than when something ends: which of those that end are won."""
        return self.trial_ is not None and self.trial_.tells_winners

    def _by_rate(self, won: Floats, low: Floats, high: Floats, lost: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """When something ends is known, who wins is not: of all that end, the company's share is won."""
        ended = won + lost
        rate = ended * self.rate_
        low, high = np.minimum(low, rate * low / np.maximum(won, 1e-9)), np.maximum(high, rate)
        return rate, np.minimum(low, rate), high, ended - rate

    def allowed(self, features: Features) -> Features:
        """The same rows without what could only be known at the end."""
        return without(features, (*self.unfollowed_, *self.quarantined_))

    def _make(self, name: str) -> Member:
        return next(make for one, _least, make in FROM_WINS if one == name)(self.seed)

    def _members(
        self, names: list[str], features: Features, outcomes: Outcomes, days: Floats, weights: Floats
    ) -> dict[str, Member]:
        members: dict[str, Member] = {}
        for name in names:
            try:
                members[name] = self._make(name).fit(features, outcomes, days, weights)
            except TooFew:
                continue
        return members

    def _put_together(self, trial: Trial | None) -> None:
        self.stack_, self.calibration_, self.room_ = Stack(), Calibration(), None
        names = ["stages", *self.members_]
        if trial is None:
            self.stack_.evenly(len(names))
            self.calibration_.kind_, self.calibration_.curve_ = "none", None
            return
        told = np.column_stack([trial.told[name] for name in names])
        self.stack_.fit(told, trial.ahead, trial.outcomes, trial.weights)
        summed = self.stack_.log_odds(told, trial.ahead)
        new = trial.newest
        self.calibration_.fit(
            summed[new], trial.outcomes[new], trial.weights[new], trial.deals[new], decided=self.decided_
        )
        if self.decided_ >= FEW:
            self.room_ = VennAbers().fit(summed[new], trial.outcomes[new], trial.weights[new])

    def _told(self, features: Features, ahead: Floats) -> Floats:
        told = [self.stages_.log_odds(features, ahead)]
        told += [member.log_odds(features, ahead) for member in self.members_.values()]
        return np.column_stack(told)

    def _won(self, features: Features, ahead: Floats) -> tuple[Floats, Floats, Floats]:
        """Chance to be won by each row's horizon, with its interval."""
        if not self.members_ or (self.trial_ is not None and not self.has_signal_):
            shares = self._plain(features, ahead)
            low, high = self.stages_.limits(features, ahead, shares)
            return shares, np.minimum(low, shares), np.maximum(high, shares)
        told = self._told(features, ahead)
        summed = self.stack_.log_odds(told, np.log(ahead / 30))
        won = self.calibration_.probabilities(summed)
        return won, *self._limits(features, ahead, told, summed, won)

    def _plain(self, features: Features, ahead: Floats) -> Floats:
        """Stage rates where too little is known to try anything; the company's rate where nothing did better."""
        if self.trial_ is None:
            return self.stages_.shares(features, ahead)[:, 0]
        grid = np.array((0, *GRID), dtype=np.float64)
        shares: Floats = np.interp(ahead, grid, np.append(0.0, self.stages_.overall_[:, 0]))
        return shares

    def _limits(
        self, features: Features, ahead: Floats, told: Floats, summed: Floats, won: Floats
    ) -> tuple[Floats, Floats]:
        """The wider of two: how unsure the regression is, with how far the members lie apart; and Venn-Abers."""
        direct = self.members_.get("direct")
        unsure = direct.errors(features, ahead) if isinstance(direct, Direct) else np.full(features.size, 0.5)
        apart = told[:, 1:].std(axis=1) / np.sqrt(max(1, told.shape[1] - 1))
        error = np.hypot(unsure, apart)
        middle = logit(np.clip(won, 1e-4, 1 - 1e-4))
        low, high = expit(middle - SURE * error), expit(middle + SURE * error)
        if self.room_ is not None:
            least, most = self.room_.limits(summed)
            low, high = np.minimum(low, least), np.maximum(high, most)
        return np.minimum(low, won), np.maximum(high, won)

    def _lost(self, features: Features, ahead: Floats, won: Floats) -> Floats:
        told = self.lost_.chances(features, ahead) if self.members_ else None
        if told is None:
            shares = self.stages_.shares(features, ahead)
            told = shares[:, 1] / np.maximum(1e-9, 1 - shares[:, 0])
        lost: Floats = (1 - won) * np.clip(told, 0, 1)
        return lost
