"""In how many heads the knowledge of a customer is: who held the contact with it."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.trends.past import DAY, Floats, Integers, Past

LOOK_BACK = 180  # days
LEAST_TOUCHES = 5


@dataclass(frozen=True)
class Knowledge:
    """One row an account with enough contact. top_share: of its buyer touches, by the person who has most.

    herfindahl: sum of squared shares, 1 where one person holds all. truck_factor: how few people hold more than half.
    """

    account_id: Integers
    touches: Integers
    top_user: Integers
    top_share: Floats
    herfindahl: Floats
    truck_factor: Integers


def knowledge(past: Past, *, at: float) -> Knowledge:
    """Who holds the contact with each account at an instant; accounts with less contact are not judged."""
    touches = past.touches
    rows = (touches.at <= at) & (touches.at > at - LOOK_BACK * DAY) & touches.is_buyer & (touches.user >= 0)
    account = past.deals.account_id[touches.deal[rows]]
    pairs, count = np.unique(np.column_stack([account, touches.user[rows]]), axis=0, return_counts=True)
    pairs, count = pairs[pairs[:, 0] >= 0], count[pairs[:, 0] >= 0]
    order = np.lexsort((pairs[:, 1], -count, pairs[:, 0]))
    pairs, count = pairs[order], count[order]
    accounts, first = np.unique(pairs[:, 0], return_index=True)
    total = np.add.reduceat(count, first) if len(first) else np.zeros(0, dtype=np.int64)
    share = count / np.repeat(total, np.diff(np.append(first, len(count)))) if len(first) else np.zeros(0)
    before = _sum_before(share, first)
    needed = np.add.reduceat((before <= 0.5).astype(np.int64), first) if len(first) else total
    squares = np.add.reduceat(share**2, first) if len(first) else share
    keep = total >= LEAST_TOUCHES
    return Knowledge(
        accounts[keep], total[keep], pairs[first, 1][keep], share[first][keep], squares[keep], needed[keep]
    )


def _sum_before(share: Floats, first: Integers) -> Floats:
    """Within each account, the share of those who hold more."""
    sums = np.concatenate(([0.0], np.cumsum(share)))
    length = np.diff(np.append(first, len(share)))
    return np.asarray(sums[:-1] - np.repeat(sums[first], length)) if len(first) else share
