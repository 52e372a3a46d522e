"""Purchases as columns: who first bought what, when, for how much; and what stood at any earlier day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Purchases:
    """Accounts and solutions by number, and the purchases between them.

    segment: a code for each account; accounts of one code are alike. employees: NaN where not known.
    account, product: places in `accounts` and `products`; day: days since any one day; value: NaN where not known.
    """

    accounts: Integers
    products: Integers
    segment: Integers
    account: Integers
    product: Integers
    day: Floats
    value: Floats
    employees: Floats = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(
        cls,
        rows: Sequence[tuple[int, int, float, float]],
        *,
        segments: dict[int, str] | None = None,
        products: Sequence[int] = (),
    ) -> "Purchases":
        """From rows of account, product, day and value; accounts without a segment are of one."""
        named = segments or {}
        accounts = np.unique(np.array([row[0] for row in rows] + list(named), dtype=np.int64))
        sold = np.unique(np.array([row[1] for row in rows] + list(products), dtype=np.int64))
        codes = np.unique([named.get(int(one), "") for one in accounts], return_inverse=True)[1]
        return cls(
            accounts=accounts,
            products=sold,
            segment=codes.astype(np.int64),
            account=np.searchsorted(accounts, [row[0] for row in rows]).astype(np.int64),
            product=np.searchsorted(sold, [row[1] for row in rows]).astype(np.int64),
            day=np.array([row[2] for row in rows], dtype=np.float64),
            value=np.array([row[3] for row in rows], dtype=np.float64),
            employees=np.full(len(accounts), np.nan),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """How many accounts and solutions."""
        return len(self.accounts), len(self.products)

    @cached_property
    def first(self) -> Floats:
        """The day on which each account first bought each solution; infinite where it never did."""
        found = np.full(self.shape, np.inf)
        np.minimum.at(found, (self.account, self.product), self.day)
        return found

    def owned(self, day: float) -> Flags:
        """What each account had bought before that day."""
        return np.asarray(self.first < day)

    def new(self, day: float, horizon: float) -> Flags:
        """What each account first bought from that day on, within the horizon."""
        return np.asarray((self.first >= day) & (self.first < day + horizon))

    def busy(self, day: float, horizon: float) -> Floats:
        """How often each account bought anything in the stretch of that length before that day."""
        within = (self.day < day) & (self.day >= day - horizon)
        return np.bincount(self.account[within], minlength=len(self.accounts)).astype(np.float64)

    @property
    def span(self) -> tuple[float, float]:
        """The first and the last day."""
        return float(self.day.min()), float(self.day.max())


def candidates(purchases: Purchases, day: float) -> Flags:
    """The cells in which something could be proposed on that day: of customers, what they had not bought."""
    owned = purchases.owned(day)
    customers: Flags = np.asarray(owned.any(axis=1))
    return np.asarray(customers[:, None] & ~owned)
