"""Whether proposals are better than quoting what is usual: on purchases that came later than all that was learned."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.estimators.clusters import bootstrap_by_cluster
from trimtab.insight.whitespace.popularity import Popularity, log_loss
from trimtab.insight.whitespace.purchases import Flags, Floats, Purchases, candidates
from trimtab.insight.whitespace.stack import Stack

DRAWS = 2_000
FEWEST = 30
STRETCHES = 4  # of history that the split takes: two to learn what is usual, one to weigh, one to test
YEAR = 365.0


@dataclass(frozen=True)
class Tested:
    """How proposals did. n: later first purchases of customers; each list has `length` proposals an account.

    lift: purchases that were on the lists, over those on lists of what is usual in the segment; low, high: 95 percent,
    over accounts. chance, happened: mean chance and share of cells bought, which are equal where it is calibrated.
    """

    n: int
    accounts: int
    length: int
    horizon: float
    hits: int
    usual_hits: int
    lift: float | None
    low: float | None
    high: float | None
    chance: float
    happened: float
    loss: float
    usual_loss: float

    @property
    def is_good(self) -> bool:
        """Whether they are worth showing: enough purchases, and better than what is usual by more than chance."""
        return self.n >= FEWEST and self.low is not None and self.low > 1.0

    @property
    def recall(self) -> float | None:
        """The later purchases that were on a list."""
        return self.hits / self.n if self.n else None


def horizon_for(purchases: Purchases) -> float:
    """A year, or as long as a stretch may be for four of them and some past to fit into what is known."""
    if not len(purchases.day):
        return YEAR
    first, last = purchases.span
    return float(min(YEAR, max((last - first) / (STRETCHES + 1), 1.0)))


def length_for(products: int) -> int:
    """How many proposals an account gets: an eighth of what there is, from one to three."""
    return int(np.clip(products // 8, 1, 3))


def try_on_the_past(purchases: Purchases, *, end: float, horizon: float, seed: int = 1) -> Tested:
    """Learn until one horizon before the end, and look at what was bought since.

    Args:
        end: the day up to which purchases are known.
    """
    day = end - horizon
    cells = candidates(purchases, day)
    bought = purchases.new(day, horizon) & cells
    usual = Popularity(horizon=horizon).fit(purchases, day).predict(purchases)
    ours = Stack(horizon=horizon, seed=seed).fit(purchases, day).predict(purchases, day)
    length = length_for(purchases.shape[1])
    # An account to which everything would be proposed tells nothing.
    judged = (cells.sum(axis=1) > length) & bought.any(axis=1)
    hits = hits_of(ours, cells, bought, usual.mean(axis=0), length)[judged]
    usual_hits = hits_of(usual, cells, bought, usual.mean(axis=0), length)[judged]
    lift, low, high = _lift(hits, usual_hits, seed=seed)
    happened = bought[cells].astype(np.float64)
    return Tested(
        n=int(bought[judged].sum()),
        accounts=int(judged.sum()),
        length=length,
        horizon=horizon,
        hits=int(hits.sum()),
        usual_hits=int(usual_hits.sum()),
        lift=lift,
        low=low,
        high=high,
        chance=float(ours[cells].mean()) if cells.any() else 0.0,
        happened=float(happened.mean()) if len(happened) else 0.0,
        loss=log_loss(ours[cells], happened),
        usual_loss=log_loss(usual[cells], happened),
    )


def hits_of(score: Floats, cells: Flags, bought: Flags, tie: Floats, length: int) -> Floats:
    """How many of each account's purchases are among its best; of equal scores the more popular goes first."""
    ranked = np.where(cells, score, -np.inf) + 1e-12 * tie[None, :]
    best = np.argsort(-ranked, axis=1, kind="stable")[:, :length]
    return np.asarray(np.take_along_axis(bought & cells, best, axis=1).sum(axis=1), dtype=np.float64)


def _lift(hits: Floats, usual: Floats, *, seed: int) -> tuple[float | None, float | None, float | None]:
    if not len(hits) or not usual.sum():
        return None, None, None
    drawn = bootstrap_by_cluster(
        np.column_stack((hits, usual)),
        lambda sums: np.asarray(sums[:, 0] / np.maximum(sums[:, 1], 1.0)),
        draws=DRAWS,
        generator=np.random.default_rng(seed),
    )
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(hits.sum() / usual.sum()), float(low), float(high)
