"""The adjusted effect of a lever: doubly robust, with an interval for deals that share accounts and sellers.

Augmented inverse probability weighting (Robins, Rotnitzky and Zhao 1994), cross-fitted as in Chernozhukov and others
(2018): right when either the chance of the lever or the outcome is foretold well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.insight.causes.learning import Foretold, foretell
from trimtab.insight.causes.trial import Flags, Floats, Integers, Trial

LEAST_CHANCE, MOST_CHANCE = 0.05, 0.95
Z_90 = 1.6448536269514722
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Overlap:
    """How far like can be compared with like.

    rows, kept: all, and those whose chance of the lever was neither tiny nor near certain. treated: kept, with the
    lever. worth: the balanced experiment that would say as much (effective sample size of both sides).
    """

    rows: int
    kept: int
    treated: int
    worth: float


@dataclass(frozen=True)
class Effect:
    """The difference that a lever makes to the outcome, in share points, among the kept rows.

    error: standard error, by account and seller. rate_with, rate_without: the outcome if all, or none, had it.
    outcome_spread, weight_spread: what hidden causes are measured by (sigma and nu of Chernozhukov, Cinelli and
    others).
    """

    effect: float
    error: float
    rate_with: float
    rate_without: float
    overlap: Overlap
    outcome_spread: float
    weight_spread: float
    kept: Flags
    scores: Floats

    def interval(self, z: float = Z_90) -> tuple[float, float]:
        """By default 90 %."""
        return self.effect - z * self.error, self.effect + z * self.error


def estimate(trial: Trial, *, seed: int, is_plain: bool = False) -> Effect:
    """The adjusted effect.

    Args:
        seed: of folds and trees.
        is_plain: by the ridge alone.
    """
    told = foretell(trial, seed=seed, is_plain=is_plain)
    return effect_of(trial, told)


def effect_of(trial: Trial, told: Foretold, *, kept: Flags | None = None) -> Effect:
    """The adjusted effect from what was foretold.

    Args:
        kept: the rows to compare; without it those whose chance of the lever leaves a choice. Chances are cut to that.
    """
    if kept is None:
        kept = (told.chance >= LEAST_CHANCE) & (told.chance <= MOST_CHANCE)
    treated, outcome = trial.treated[kept], trial.outcome[kept]
    chance = np.clip(told.chance[kept], LEAST_CHANCE, MOST_CHANCE)
    with_lever, without = told.with_lever[kept], told.without[kept]
    weight = treated / chance - (1 - treated) / (1 - chance)
    done = with_lever + treated * (outcome - with_lever) / chance
    undone = without + (1 - treated) * (outcome - without) / (1 - chance)
    scores = done - undone
    effect = _mean(scores)
    return Effect(
        effect=effect,
        error=clustered_error(scores - effect, trial.account[kept], trial.seller[kept]),
        rate_with=_mean(done),
        rate_without=_mean(undone),
        overlap=Overlap(trial.size, int(kept.sum()), int(treated.sum()), worth_of(weight, treated)),
        outcome_spread=float(np.sqrt(max(_mean((outcome - told.as_was(trial.treated)[kept]) ** 2), 0.0))),
        weight_spread=_weight_spread(weight, chance),
        kept=kept,
        scores=scores,
    )


def worth_of(weight: Floats, treated: Floats) -> float:
    """Rows of a balanced experiment that would be as precise: 4 / (1/n with + 1/n without), n as Kish counts them."""
    sides = [weight[treated == side] for side in (0, 1)]
    sizes = [float(side.sum() ** 2 / (side @ side)) if side.size else 0.0 for side in sides]
    return 4 / (1 / sizes[0] + 1 / sizes[1]) if min(sizes) > 0 else 0.0


def clustered_error(residual: Floats, account: Integers, seller: Integers) -> float:
    """Standard error of a mean where rows share accounts and sellers (Cameron, Gelbach and Miller 2011).

    Never smaller than by accounts alone or by sellers alone.
    """
    if residual.size < 2:
        return float("inf")
    by_account, by_seller = _variance(residual, account), _variance(residual, seller)
    both = account * (int(seller.max()) + 2) + seller
    variance = max(by_account + by_seller - _variance(residual, both), by_account, by_seller)
    return float(np.sqrt(variance)) / residual.size


def within_sellers(trial: Trial, told: Foretold) -> tuple[float, float] | None:
    """The effect and its error from deals of the same seller alone (partialled out, seller means removed).

    None where no seller had deals on both sides.
    """
    kept = (told.chance >= LEAST_CHANCE) & (told.chance <= MOST_CHANCE)
    seller = trial.seller[kept]
    lever = _demeaned((trial.treated - told.chance)[kept], seller)
    outcome = _demeaned((trial.outcome - _expected(told))[kept], seller)
    pulled = float(lever @ lever)
    if pulled <= 1e-9:
        return None
    effect = float(lever @ outcome) / pulled
    error = clustered_error(lever * (outcome - effect * lever), trial.account[kept], seller) * seller.size / pulled
    return effect, error


def _expected(told: Foretold) -> Floats:
    return told.chance * told.with_lever + (1 - told.chance) * told.without


def _demeaned(values: Floats, group: Integers) -> Floats:
    _names, places = np.unique(group, return_inverse=True)
    return np.asarray(values - (np.bincount(places, values) / np.bincount(places))[places])


def _variance(residual: Floats, group: Integers) -> float:
    _names, places = np.unique(group, return_inverse=True)
    sums = np.bincount(places, residual)
    return float(sums @ sums) * sums.size / (sums.size - 1) if sums.size > 1 else float("inf")


def _weight_spread(weight: Floats, chance: Floats) -> float:
    """The square root of the weights' second moment, without the excess of chance where that is possible."""
    plain = _mean(weight**2)
    unbiased = _mean(2 * (1 / chance + 1 / (1 - chance)) - weight**2)
    return float(np.sqrt(unbiased if unbiased > 0 else max(plain, 0.0)))


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0
