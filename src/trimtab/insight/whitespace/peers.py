"""The accounts most like one: those that share most of what either bought, of the same segment and size first."""

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.whitespace.purchases import Flags, Floats, Purchases

NEAREST = 20
SAME_SEGMENT = 0.25
LIKE_SIZE = 0.15
FEWEST_SHARED = 0.2
CHUNK = 500
MOST_COMPARED = 20_000


class Peers:
    """Nearest customers by Jaccard's share of what both bought, plus a quarter for one segment and some for like size.

    An owner of the solution in question shares one thing less with an account that lacks it, so the number of owners
    among the nearest is rather too low than too high.
    """

    def __init__(self, purchases: Purchases, owned: Flags, *, seed: int = 1) -> None:
        self.purchases, self.owned = purchases, owned
        customers = np.nonzero(owned.any(axis=1))[0]
        if len(customers) > MOST_COMPARED:
            customers = np.sort(np.random.default_rng(seed).choice(customers, MOST_COMPARED, replace=False))
        self.customers = customers
        self._theirs = owned[customers].astype(np.float64)
        self._sizes = np.log(np.maximum(_employees(purchases), 1.0))

    def of(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Flags]:
        """For each of these accounts the places of its nearest customers, nearest first, and which of them are near."""
        found, near = [], []
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            closeness, shared = self._closeness(some)
            count = min(NEAREST, closeness.shape[1])
            best = np.argpartition(-closeness, count - 1, axis=1)[:, :count]
            order = np.argsort(-np.take_along_axis(closeness, best, axis=1), axis=1, kind="stable")
            best = np.take_along_axis(best, order, axis=1)
            found.append(self.customers[best])
            near.append(np.take_along_axis(shared, best, axis=1) >= FEWEST_SHARED)
        return np.concatenate(found), np.concatenate(near)

    def _closeness(self, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        mine = self.owned[rows].astype(np.float64)
        both = mine @ self._theirs.T
        either = mine.sum(axis=1)[:, None] + self._theirs.sum(axis=1)[None, :] - both
        shared = both / np.maximum(either, 1.0)
        same = self.purchases.segment[rows][:, None] == self.purchases.segment[self.customers][None, :]
        apart = np.abs(self._sizes[rows][:, None] - self._sizes[self.customers][None, :])
        size = np.where(np.isfinite(apart), np.exp(-apart), 0.0)
        closeness = shared + SAME_SEGMENT * same + LIKE_SIZE * size
        closeness[rows[:, None] == self.customers[None, :]] = -np.inf
        shared[rows[:, None] == self.customers[None, :]] = 0.0
        return closeness, shared


def _employees(purchases: Purchases) -> Floats:
    known = purchases.employees
    return known if len(known) == len(purchases.accounts) else np.full(len(purchases.accounts), np.nan)
