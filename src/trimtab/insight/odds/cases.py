"""Looks as cases to learn from: how many deals they are, what each counts for, and at which horizon it is asked."""

from __future__ import annotations

import numpy as np

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats
from trimtab.insight.odds.stage_rates import GRID

HALF_LIFE = 540.0  # days after which a look counts half: ways of selling change


def counted(features: Features, outcomes: Outcomes) -> tuple[int, int, int]:
    """Deals won, deals that ended either way, and all deals, as far as is known."""
    closed = np.isfinite(outcomes.closed_days)
    won = np.unique(features.opp_id[closed & outcomes.is_won]).size
    return won, np.unique(features.opp_id[closed]).size, np.unique(features.opp_id).size


def weights_of(features: Features, outcomes: Outcomes) -> Floats:
    """How many cases each look stands for: less the more looks its deal has, less the older it is.

    By the root of the number of looks: a deal that was looked at 25 times counts like five, not like 25 or like one.
    """
    _deals, place, looks = np.unique(features.opp_id, return_inverse=True, return_counts=True)
    raw = looks[place] ** -0.5 * 0.5 ** (outcomes.known_days / HALF_LIFE)
    # Together no more than about one case a deal and horizon: the intervals depend on it.
    return raw * (2 * looks.size / raw.sum()) if raw.size else raw


def horizons(outcomes: Outcomes, *, seed: int, horizon: float) -> Floats:
    """A horizon for each row, by chance among those that have passed; the asked one as often as two others.

    Rows of the last two weeks get one that has not passed, and are not learned from.
    """
    choices = np.array([*GRID, horizon, horizon])
    draws = np.random.default_rng(seed).random((outcomes.known_days.size, choices.size))
    draws = np.where(choices[None, :] <= outcomes.known_days[:, None], draws, -1.0)
    chosen: Floats = choices[np.argmax(draws, axis=1)]
    return chosen
