"""Who sells to whom: accounts found, won and handed over while the company runs."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from trimtab.insight.simulate.names import CompanyNames
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.world import Floats

# A seller returns to a known prospect this often instead of finding a new one.
_RETURNS = 0.35
# A customer buys again no sooner than this many weeks after the last purchase.
_REST_WEEKS = 12


@dataclass
class Book:
    """Accounts so far, one list per column, and which of them each seller can sell to next."""

    parameters: Parameters
    rng: np.random.Generator
    names: CompanyNames
    name: list[str] = field(default_factory=list)
    industry: list[str] = field(default_factory=list)
    country: list[str] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    region: list[int] = field(default_factory=list)
    segment: list[int] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    week: list[int] = field(default_factory=list)
    bought_in: list[int] = field(default_factory=list)
    prospects: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    customers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def find(self, seller: int, *, region: int, week: int, chances: Floats) -> tuple[int, int]:
        """Return (account, kind) for a new opportunity of a seller; `chances` are four uniform numbers."""
        customers = self.customers[seller]
        kind = self._draw_kind(chances[0]) if customers else 0
        if kind:
            account = customers[int(chances[1] * len(customers))]
            if week - self.bought_in[account] >= _REST_WEEKS:
                return account, kind
        prospects = self.prospects[seller]
        if prospects and chances[2] < _RETURNS:
            return prospects[int(chances[1] * len(prospects))], 0
        return self.discover(seller, region=region, week=week, segment=self._draw_segment(chances[3])), 0

    def discover(self, seller: int, *, region: int, week: int, segment: int) -> int:
        """Add a new prospect of a seller and return its row."""
        place = self.parameters.regions[region]
        name, industry = self.names.next()
        self.name.append(name)
        self.industry.append(industry)
        country = int(self.rng.integers(len(place.countries)))
        self.country.append(place.countries[country])
        self.currency.append(place.currencies[min(country, len(place.currencies) - 1)])
        self.region.append(region)
        self.segment.append(segment)
        self.owner.append(seller)
        self.week.append(week)
        self.bought_in.append(-1)
        self.prospects[seller].append(len(self.name) - 1)
        return len(self.name) - 1

    def note_purchase(self, account: int, *, week: int) -> None:
        """Move an account that bought from the prospects to the customers of its owner."""
        owner = self.owner[account]
        if self.bought_in[account] < 0:
            self.prospects[owner].remove(account)
            self.customers[owner].append(account)
        self.bought_in[account] = week

    def hand_over(self, seller: int, *, to: list[int]) -> dict[int, int]:
        """Spread a leaver's accounts over colleagues. Return the new owner by account."""
        moved = {}
        for shelf in (self.prospects, self.customers):
            for account in shelf.pop(seller, []):
                successor = to[int(self.rng.integers(len(to)))]
                shelf[successor].append(account)
                self.owner[account] = successor
                moved[account] = successor
        return moved

    def _draw_kind(self, chance: float) -> int:
        total = 0.0
        for row, kind in enumerate(self.parameters.kinds):
            total += kind.share
            if chance < total:
                return row
        return 0

    def _draw_segment(self, chance: float) -> int:
        total = 0.0
        for row, segment in enumerate(self.parameters.segments):
            total += segment.share
            if chance < total:
                return row
        return len(self.parameters.segments) - 1
