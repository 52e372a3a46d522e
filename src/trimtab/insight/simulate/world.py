"""The tables of a simulated world: columns of equal length, one frozen value per table.

References between tables are row numbers. Moments are `datetime64[s]` in UTC, days are `datetime64[D]`; a missing
moment is NaT, a missing reference -1. Amounts of opportunities are in the opportunity's own currency.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from trimtab.insight.simulate.arrays import Columns, Flags, Floats, Integers, Moments, Texts
from trimtab.insight.simulate.occasions import Occasions
from trimtab.insight.simulate.parameters import Parameters

if TYPE_CHECKING:
    from trimtab.insight.simulate.backstage import Backstage


FIELDS = ("StageName", "Amount", "CloseDate", "ForecastCategoryName", "Owner")
STAGE, AMOUNT, CLOSE, CATEGORY, OWNER = range(5)
CALL, EMAIL, MEETING = range(3)


@dataclass(frozen=True)
class Teams:
    """The tree of teams; the first row is the company."""

    name: Texts
    parent: Integers
    region: Integers


@dataclass(frozen=True)
class Users:
    """Everyone who signs in. `role` is seller, manager, leader, operations or administrator."""

    first: Texts
    last: Texts
    email: Texts
    title: Texts
    role: Texts
    team: Integers
    manager: Integers
    region: Integers
    hired_at: Moments
    left_at: Moments


@dataclass(frozen=True)
class Accounts:
    """Customers and prospects; the owner is today's."""

    name: Texts
    domain: Texts
    industry: Texts
    country: Texts
    region: Integers
    segment: Integers
    employees: Integers
    owner: Integers
    created_at: Moments


@dataclass(frozen=True)
class Contacts:
    """People at accounts."""

    account: Integers
    first: Texts
    last: Texts
    email: Texts
    function: Integers
    seniority: Integers
    created_at: Moments


@dataclass(frozen=True)
class Products:
    """What is sold, with a list price in EUR."""

    name: Texts
    family: Texts
    price: Floats


@dataclass(frozen=True)
class Opportunities:
    """Facts of an opportunity that do not change, and the value of each tracked field when it was created."""

    name: Texts
    account: Integers
    segment: Integers
    kind: Integers
    source: Integers
    currency: Texts
    created_at: Moments
    first: Floats
    loss_reason: Integers
    budget_confirmed: Flags
    employees_affected: Integers


@dataclass(frozen=True)
class Changes:
    """Every change of a tracked field, ordered by opportunity, moment and field.

    Values are coded as numbers: stage and category by their position, close date as days since 1970, owner as user row.
    """

    opportunity: Integers
    field: Integers
    old: Floats
    new: Floats
    at: Moments
    by: Integers


@dataclass(frozen=True)
class LineItems:
    """Products of an opportunity; `share` is the part of the opportunity's amount, 0 to 1."""

    opportunity: Integers
    product: Integers
    quantity: Integers
    share: Floats


@dataclass(frozen=True)
class ContactRoles:
    """Who takes part in a purchase."""

    opportunity: Integers
    contact: Integers
    role: Integers
    is_primary: Flags
    created_at: Moments


@dataclass(frozen=True)
class Activities:
    """Recorded calls, e-mails and meetings; `contact` is the main party.

    `is_answered` means that the buyer took part or answered, `is_inbound` that the e-mail came from the buyer. `people`
    is how many contacts took part: often more than one in a meeting, though the exports name the main one alone.
    """

    kind: Integers
    is_inbound: Flags
    is_answered: Flags
    at: Moments
    minutes: Integers
    user: Integers
    opportunity: Integers
    contact: Integers
    people: Integers


@dataclass(frozen=True)
class Leads:
    """Leads; those converted name the opportunity they became, others -1.

    Hidden: `fit` for what is sold, and the chance to be accepted as it was (`chance`) and had somebody called within
    the hour (`chance_if_fast`). Blind sample: what two departments said of the same lead, 1 or 0; -1: not in it.
    """

    first: Texts
    last: Texts
    company: Texts
    email: Texts
    source: Integers
    status: Integers
    owner: Integers
    opportunity: Integers
    created_at: Moments
    touched_at: Moments
    decided_at: Moments
    fit: Floats
    chance: Floats
    chance_if_fast: Floats
    said_by_marketing: Integers
    said_by_sales: Integers


@dataclass(frozen=True)
class Quotas:
    """Target of a seller for a quarter, in EUR."""

    user: Integers
    starts_on: Moments
    amount: Floats


@dataclass(frozen=True)
class Rates:
    """Units of a currency for one EUR, by month."""

    currency: Texts
    starts_on: Moments
    ends_on: Moments
    rate: Floats


@dataclass(frozen=True)
class Truth:
    """What no export shows: the latent state of each opportunity and seller, and hidden events by week.

    `shock` is what market and team add to the hazard of winning, by week and team; `occasions` are the planted events.
    """

    quality: Floats
    buyer_pace: Floats
    contacts: Integers
    pushes: Integers
    has_vanished: Flags
    skill: Floats
    optimism: Floats
    games: Flags
    shock: Floats
    event_kind: Integers
    event_opportunity: Integers
    event_week: Integers
    event_value: Floats
    occasions: Occasions


@dataclass(frozen=True)
class Snapshot:
    """Each opportunity's tracked values at a moment, one column per field; `changed_at` is the last change before it.

    Rows of opportunities not yet created are False in `exists`.
    """

    exists: Flags
    values: Floats
    changed_at: Moments


@dataclass(frozen=True)
class World:
    """A simulated company from `starts_on` to `through`, both included. Same seed and parameters, same world.

    Tables that few ask for (contacts, roles, lines, activities, leads) are drawn when they are first read.
    """

    parameters: Parameters
    seed: int
    starts_on: date
    through: date
    stage_names: Texts
    teams: Teams
    users: Users
    accounts: Accounts
    products: Products
    opportunities: Opportunities
    changes: Changes
    quotas: Quotas
    rates: Rates
    truth: Truth
    backstage: "Backstage" = field(repr=False, compare=False)

    @cached_property
    def contacts(self) -> Contacts:
        """People at accounts."""
        return self.backstage.contacts(self)

    @cached_property
    def contact_roles(self) -> ContactRoles:
        """Who takes part in which purchase."""
        return self.backstage.contact_roles(self)

    @cached_property
    def line_items(self) -> LineItems:
        """Products of the opportunities."""
        return self.backstage.line_items(self)

    @cached_property
    def activities(self) -> Activities:
        """Everything recorded."""
        return self.backstage.activities(self)

    @cached_property
    def leads(self) -> Leads:
        """Those that became opportunities, and the others."""
        return self.backstage.leads(self)

    @cached_property
    def buyer_events(self) -> Integers:
        """What buyers did for each opportunity, recorded or not: a part of the truth."""
        return self.backstage.buyer_events()

    def at_end_of(self, day: date) -> Snapshot:
        """Return the tracked values of every opportunity as they were when `day` ended, in UTC."""
        end = np.datetime64(day, "s") + np.timedelta64(1, "D")
        return self._before(end)

    def tables(self) -> dict[str, Columns]:
        """Return the declared tables of `insight.tables` as numpy columns; see `simulate.tables`."""
        from trimtab.insight.simulate.tables import to_tables  # imported late: it reads worlds

        return to_tables(self)

    def _before(self, end: np.datetime64) -> Snapshot:
        values = self.opportunities.first.copy()
        changed_at = self.opportunities.created_at.copy()
        known = np.flatnonzero(self.changes.at < end)
        # Changes are in time order within an opportunity, and numpy keeps the last of repeated assignments.
        values[self.changes.opportunity[known], self.changes.field[known]] = self.changes.new[known]
        changed_at[self.changes.opportunity[known]] = self.changes.at[known]
        return Snapshot(self.opportunities.created_at < end, values, changed_at)
