"""The members tried on later looks than they learned from: rolling origin, with only what was known at each origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats, Integers
from trimtab.insight.models.measures import area_under_curve, brier, calibration_error, log_loss, losses
from trimtab.insight.odds.cases import horizons, weights_of
from trimtab.insight.odds.members import Member, TooFew
from trimtab.insight.odds.stage_rates import GRID, StageRates

ORIGINS = 4
LEAST_DECIDED = 60
LEAST_ROWS = 100
NEWEST = 0.4  # of the looks held out, for the calibration
CLEARLY = 2.0
LEAST_OF_ONE = 10


@dataclass(frozen=True)
class Trial:
    """Log-odds of each member for looks it had not seen, at horizons that have passed since.

    base: those of the company's rate by the horizon; what everything has to beat.
    """

    told: Mapping[str, Floats]
    base: Floats
    ahead: Floats  # logarithm of the horizon, 0 at 30 days
    days: Floats
    outcomes: Floats
    weights: Floats
    deals: Integers
    order: Floats  # by time
    rows: Integers  # where each stands among the looks that were learned from
    has_signal: bool
    tells_winners: bool  # from losers, among those that ended by the horizon: more than when something ends

    @property
    def newest(self) -> Integers:
        """The rows of the newest looks."""
        return np.flatnonzero(self.order >= np.quantile(self.order, 1 - NEWEST))


Make = Callable[[str], Member]


def tried(
    make: Make, names: Sequence[str], features: Features, outcomes: Outcomes, *, seed: int, horizon: float
) -> Trial | None:
    """Try the members at four origins in the later half of the looks; None where too little is known for it."""
    decided = np.unique(features.opp_id[np.isfinite(outcomes.closed_days)]).size
    if decided < LEAST_DECIDED or not names:
        return None
    blocks = [
        block
        for index, (begin, end) in enumerate(_origins(outcomes))
        if (block := _block(make, names, features, outcomes, (begin, end, horizon), seed=seed + index)) is not None
    ]
    if sum(block["rows"].size for block in blocks) < LEAST_ROWS:
        return None
    return _joined(blocks, names, features)


def _origins(outcomes: Outcomes) -> list[tuple[float, float]]:
    """Stretches of looks, in days before the instant of knowledge: from the begin (older) to the end."""
    oldest = float(outcomes.known_days.max())
    # Half of what has passed to learn from, the rest in equal parts; the last two weeks tell nothing yet.
    edges = np.linspace(oldest / 2, 14.0, ORIGINS + 1)
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def _block(
    make: Make,
    names: Sequence[str],
    features: Features,
    outcomes: Outcomes,
    place: tuple[float, float, float],
    *,
    seed: int,
) -> dict[str, Floats] | None:
    """What is told of one stretch by members that learned from what was known at its beginning."""
    begin, end, horizon = place
    before = np.flatnonzero(outcomes.known_days >= begin)
    stretch = np.flatnonzero((outcomes.known_days < begin) & (outcomes.known_days >= end))
    if not before.size or not stretch.size:
        return None
    past, then = features.take(before), outcomes.take(before).known_at(np.full(before.size, begin))
    weights = weights_of(past, then)
    ahead = horizons(outcomes.take(stretch), seed=seed, horizon=horizon)
    held = features.take(stretch)
    rates = StageRates().fit(past, then, weights)
    told = {"rows": stretch.astype(np.float64), "days": ahead, "stages": rates.log_odds(held, ahead)}
    told["base"] = logit(np.interp(ahead, (0, *GRID), np.append(1e-4, np.clip(rates.overall_[:, 0], 1e-4, 0.9999))))
    days = horizons(then, seed=seed, horizon=horizon)
    for name in names:
        try:
            told[name] = make(name).fit(past, then, days, weights).log_odds(held, ahead)
        except TooFew:
            told[name] = told["stages"]
    end_of = outcomes.take(stretch)
    told["outcomes"] = (end_of.is_won & (end_of.closed_days <= ahead)).astype(float)
    told["is_closed"] = (end_of.closed_days <= ahead).astype(float)
    told["is_known"] = (end_of.known_days >= ahead).astype(float)
    told["order"] = -end_of.known_days
    return told


def _joined(blocks: list[dict[str, Floats]], names: Sequence[str], features: Features) -> Trial:
    joined = {key: np.concatenate([block[key] for block in blocks]) for key in blocks[0]}
    keep = joined.pop("is_known") > 0
    joined = {key: values[keep] for key, values in joined.items()}
    deals = features.opp_id[joined["rows"].astype(np.int64)]
    _each, place, looks = np.unique(deals, return_inverse=True, return_counts=True)
    weights = looks[place] ** -0.5
    weights = weights * (looks.size / weights.sum())
    told = {name: joined[name] for name in ("stages", *names)}
    mean = np.mean(list(told.values()), axis=0)
    return Trial(
        told=told,
        base=joined["base"],
        ahead=np.log(joined["days"] / 30),
        days=joined["days"],
        outcomes=joined["outcomes"],
        weights=weights,
        deals=deals,
        order=joined["order"],
        rows=joined["rows"].astype(np.int64),
        has_signal=_beats(joined["outcomes"], mean, joined["base"], place),
        tells_winners=_tells_winners(joined["outcomes"], mean - joined["base"], joined["is_closed"] > 0, place),
    )


def _beats(outcomes: Floats, told: Floats, base: Floats, deal: Integers) -> bool:
    """Whether the log loss of the base is beaten by more than twice its standard error, looks of a deal together."""
    better = losses(outcomes, expit(base)) - losses(outcomes, expit(told))
    sums = np.bincount(deal, weights=better)
    error = float(np.sqrt(np.sum((sums - sums.mean()) ** 2)))
    return float(better.sum()) > CLEARLY * error


def _tells_winners(outcomes: Floats, lift: Floats, is_closed: NDArray[np.bool_], deal: Integers) -> bool:
    """Whether, of two that ended by the horizon, the one told more likely is won: beyond chance, each deal once."""
    seen = np.bincount(deal[is_closed], minlength=int(deal.max(initial=0)) + 1)
    rows = seen > 0
    mean_lift = np.bincount(deal[is_closed], weights=lift[is_closed], minlength=seen.size)[rows] / seen[rows]
    won = (np.bincount(deal[is_closed], weights=outcomes[is_closed], minlength=seen.size)[rows] > 0).astype(float)
    many, few = float(won.sum()), float(won.size - won.sum())
    if min(many, few) < LEAST_OF_ONE:
        return False
    # The error of an area where nothing is told (Mann and Whitney).
    error = float(np.sqrt((many + few + 1) / (12 * many * few)))
    return area_under_curve(won, mean_lift) - 0.5 > CLEARLY * error


def measures_of(outcomes: Floats, probabilities: Floats) -> dict[str, float]:
    """AUC, log loss, Brier score and calibration error of some probabilities."""
    return {
        "auc": area_under_curve(outcomes, probabilities),
        "log_loss": log_loss(outcomes, probabilities),
        "brier": brier(outcomes, probabilities),
        "ece": calibration_error(outcomes, probabilities),
    }
