"""Proposals: for each customer the solutions that it is likeliest to buy next, with the peers that bought them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.whitespace.peers import Peers
from trimtab.insight.whitespace.purchases import Floats, Purchases, candidates
from trimtab.insight.whitespace.stack import Stack

YEAR = 365.0
MOST = 5
FEWEST_PEERS = 5
FEWEST_OWNERS = 2


@dataclass(frozen=True)
class Found:
    """One proposal, by the numbers of the account and the solution.

    chance, usual: of buying within a year, of this account and of its segment. value: the median that its peers first
    paid, or all customers where fewer than three peers have one; None where nobody's is known.
    because: the solution that it goes best with.
    """

    account: int
    product: int
    chance: float
    usual: float
    value: float | None
    owners: int
    similar: int
    peers: tuple[int, ...]
    because: int | None


def propose(purchases: Purchases, *, day: float, horizon: float, seed: int = 1) -> Iterator[Found]:
    """The proposals as of that day: up to five an account, likelier than usual, and bought by at least two peers."""
    stack = Stack(horizon=horizon, seed=seed).fit(purchases, day)
    chance, usual = stack.predict(purchases, day), stack.usual_.predict(purchases)
    owned, cells = purchases.owned(day), candidates(purchases, day)
    rows = np.nonzero(cells.any(axis=1))[0].astype(np.int64)
    if len(rows) < FEWEST_PEERS:
        return
    nearest, near = Peers(purchases, owned, seed=seed).of(rows)
    paid = _first_values(purchases, day)
    affinity = stack.together_.affinity
    for row, peers, is_near in zip(rows, nearest, near, strict=True):
        similar = peers[is_near]
        if len(similar) < FEWEST_PEERS:
            continue
        for product in _best(np.where(cells[row], chance[row], -np.inf), usual[row]):
            having = similar[owned[similar, product]]
            if len(having) >= FEWEST_OWNERS:
                yield Found(
                    account=int(purchases.accounts[row]),
                    product=int(purchases.products[product]),
                    chance=_in_a_year(float(chance[row, product]), horizon),
                    usual=_in_a_year(float(usual[row, product]), horizon),
                    value=_value(paid, having, product),
                    owners=len(having),
                    similar=len(similar),
                    peers=tuple(int(one) for one in purchases.accounts[having]),
                    because=_because(purchases, affinity, owned[row], product),
                )


def _best(chance: Floats, usual: Floats) -> NDArray[np.int64]:
    """The likeliest, of those that are likelier than usual."""
    order = np.argsort(-chance, kind="stable")[:MOST]
    return order[np.isfinite(chance[order]) & (chance[order] >= usual[order])]


def _in_a_year(chance: float, horizon: float) -> float:
    return float(1 - (1 - chance) ** (YEAR / horizon))


def _first_values(purchases: Purchases, day: float) -> Floats:
    """What each account paid at its first purchase of each solution; NaN where it is not known."""
    paid = np.full(purchases.shape, np.nan)
    order = np.argsort(-purchases.day, kind="stable")
    order = order[purchases.day[order] < day]
    paid[purchases.account[order], purchases.product[order]] = purchases.value[order]
    return paid


def _value(paid: Floats, having: NDArray[np.int64], product: int) -> float | None:
    theirs = paid[having, product]
    theirs = theirs[np.isfinite(theirs)]
    if len(theirs) < 3:
        theirs = paid[:, product][np.isfinite(paid[:, product])]
    return float(np.median(theirs)) if len(theirs) else None


def _because(purchases: Purchases, affinity: Floats, mine: NDArray[np.bool_], product: int) -> int | None:
    """The owned solution whose owners have it most above the common share, where that is above at all."""
    held = np.nonzero(mine)[0]
    best = held[np.argmax(affinity[held, product])]
    return int(purchases.products[best]) if affinity[best, product] > 0.05 else None
