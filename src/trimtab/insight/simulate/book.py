"""Who sells to whom: accounts found, won and handed over while the company runs."""

from dataclasses import dataclass, field

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Floats, Integers
from trimtab.insight.simulate.parameters import Parameters

# A seller returns to a known prospect this often instead of finding a new one.
_RETURNS = 0.35
# A customer buys again no sooner than this many weeks after the last purchase.
_REST_WEEKS = 12
# Columns of the uniform numbers that `find` takes.
KIND, CUSTOMER, RETURNS, PROSPECT, PROSPECT_AGAIN, SEGMENT, COUNTRY = range(7)


@dataclass
class Shelf:
    """Accounts of each seller, in the order they came; one that left the seller stays, so whoever takes one checks."""

    sellers: int
    account: Integers = field(init=False)
    count: Integers = field(init=False)

    def __post_init__(self) -> None:
        """Make empty shelves."""
        self.account = np.zeros((self.sellers, 16), dtype=np.int64)
        self.count = np.zeros(self.sellers, dtype=np.int64)

    def put(self, sellers: Integers, accounts: Integers) -> None:
        """Add accounts to their sellers' shelves."""
        order = np.argsort(sellers, kind="stable")
        sellers, accounts = sellers[order], accounts[order]
        starts = np.flatnonzero(np.append(True, sellers[1:] != sellers[:-1])[: len(sellers)])
        sizes = np.diff(np.append(starts, len(sellers)))
        place = self.count[sellers] + np.arange(len(sellers)) - np.repeat(starts, sizes)
        while len(place) and place.max() >= self.account.shape[1]:
            self.account = np.hstack([self.account, np.zeros_like(self.account)])
        self.account[sellers, place] = accounts
        self.count[sellers[starts]] += sizes

    def take(self, sellers: Integers, chances: Floats) -> Integers:
        """Return one account of each seller; -1 where the shelf is empty."""
        count = self.count[sellers]
        place = (chances * count).astype(np.int64)
        return np.where(count > 0, self.account[sellers, place], -1)

    def of(self, seller: int) -> Integers:
        """Return everything on one shelf."""
        accounts: Integers = self.account[seller, : self.count[seller]]
        return accounts


@dataclass
class Book:
    """Room for `size` accounts, one row each in the order they were found, and each seller's shelves."""

    parameters: Parameters
    rng: np.random.Generator
    sellers: int
    size: int
    count: int = 0
    country: Integers = field(init=False)
    region: Integers = field(init=False)
    segment: Integers = field(init=False)
    owner: Integers = field(init=False)
    bought_in: Integers = field(init=False)
    prospects: Shelf = field(init=False)
    customers: Shelf = field(init=False)

    def __post_init__(self) -> None:
        """Make empty columns."""
        self.country, self.region, self.segment, self.owner, self.bought_in = (
            np.full(self.size, -1, dtype=np.int64) for _ in range(5)
        )
        self.prospects, self.customers = Shelf(self.sellers), Shelf(self.sellers)

    def find(self, sellers: Integers, *, regions: Integers, week: int) -> tuple[Integers, Integers]:
        """Return (account, kind) for a new opportunity of each seller."""
        chances = self.rng.random((len(sellers), 7))
        kind = self._draw_kinds(chances[:, KIND])
        account = self.customers.take(sellers, chances[:, CUSTOMER])
        buys_again = (kind > 0) & self._is_held(account, by=sellers)
        buys_again &= week - self.bought_in[account] >= _REST_WEEKS
        account = np.where(buys_again, account, -1)
        returns = ~buys_again & (chances[:, RETURNS] < _RETURNS)
        for column in (PROSPECT, PROSPECT_AGAIN):
            known = self.prospects.take(sellers, chances[:, column])
            fits = returns & (account < 0) & self._is_held(known, by=sellers) & (self.bought_in[known] < 0)
            account = np.where(fits, known, account)
        is_new = account < 0
        account[is_new] = self.discover(sellers[is_new], regions=regions[is_new], chances=chances[is_new])
        return account, np.where(buys_again, kind, 0)

    def _is_held(self, account: Integers, *, by: Integers) -> Flags:
        held: Flags = (account >= 0) & (self.owner[account] == by)
        return held

    def discover(self, sellers: Integers, *, regions: Integers, chances: Floats) -> Integers:
        """Add a new prospect of each seller and return the rows."""
        rows = np.arange(self.count, self.count + len(sellers))
        self.count += len(sellers)
        countries = np.array([len(region.countries) for region in self.parameters.regions])
        self.country[rows] = (chances[:, COUNTRY] * countries[regions]).astype(np.int64)
        self.region[rows], self.owner[rows] = regions, sellers
        shares = np.cumsum([segment.share for segment in self.parameters.segments])
        self.segment[rows] = np.minimum(np.searchsorted(shares, chances[:, SEGMENT], side="right"), len(shares) - 1)
        self.prospects.put(sellers, rows)
        return rows

    def note_purchases(self, accounts: Integers, *, week: int) -> None:
        """Move accounts that buy for the first time to the customers of their owners."""
        first = np.unique(accounts[self.bought_in[accounts] < 0])
        self.customers.put(self.owner[first], first)
        self.bought_in[accounts] = week

    def hand_over(self, accounts: Integers, *, to: Integers) -> None:
        """Spread accounts over colleagues."""
        successors = to[self.rng.integers(len(to), size=len(accounts))]
        self.owner[accounts] = successors
        has_bought = self.bought_in[accounts] >= 0
        self.prospects.put(successors[~has_bought], accounts[~has_bought])
        self.customers.put(successors[has_bought], accounts[has_bought])

    def held_by(self, seller: int) -> Integers:
        """Return the accounts of a seller."""
        known = np.unique(np.concatenate([self.prospects.of(seller), self.customers.of(seller)]))
        held: Integers = known[self.owner[known] == seller]
        return held

    def _draw_kinds(self, chances: Floats) -> Integers:
        shares = np.cumsum([kind.share for kind in self.parameters.kinds])
        drawn = np.searchsorted(shares, chances, side="right")
        return np.where(drawn == len(shares), 0, drawn)

    def currencies(self) -> Integers:
        """Return the currency of each account, as the place in `currency_names`."""
        names = currency_names(self.parameters)
        widest = max(len(region.countries) for region in self.parameters.regions)
        table = np.array(
            [
                [names.index(region.currencies[min(place, len(region.currencies) - 1)]) for place in range(widest)]
                for region in self.parameters.regions
            ]
        )
        found: Integers = table[self.region[: self.count], self.country[: self.count]]
        return found


def currency_names(parameters: Parameters) -> list[str]:
    """Return every currency that customers pay in."""
    return list(dict.fromkeys(name for region in parameters.regions for name in region.currencies))
