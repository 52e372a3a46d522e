"""What a finished run leaves behind, from which tables are made that few ask for."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from trimtab.insight.simulate.activities import Course, Engaged, Owners, count_buyer_events, draw_activities
from trimtab.insight.simulate.arrays import Integers
from trimtab.insight.simulate.customers import Prospects, draw_contact_roles, draw_contacts
from trimtab.insight.simulate.leads import draw_leads
from trimtab.insight.simulate.money import draw_line_items
from trimtab.insight.simulate.names import CompanyNames
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.spells import Spells, to_spells
from trimtab.insight.simulate.world import OWNER

if TYPE_CHECKING:
    from trimtab.insight.simulate.world import Activities, ContactRoles, Contacts, Leads, LineItems, World

# Customers every example speaks of; Ana's first two accounts carry their names.
NAMED_ACCOUNTS = ("Acme", "Bolt")


@dataclass(frozen=True)
class Backstage:
    """The finished run with its journal, the offset from UTC of each opportunity in hours, and the seed."""

    pipeline: Pipeline
    offset: Integers
    seed: int

    @cached_property
    def company_names(self) -> Prospects:
        """The names of accounts by row."""
        book, users = self.pipeline.book, self.pipeline.staff.users
        mine = np.flatnonzero(book.owner[: book.count] == users.first.index("Ana")).tolist()
        return Prospects(CompanyNames(self._rng(20)), dict(zip(mine, NAMED_ACCOUNTS, strict=False)))

    @cached_property
    def spells(self) -> Spells:
        """Who was awake or silent in which weeks."""
        state = self.pipeline.state
        return to_spells(self.pipeline.journal, born=state.born[: state.count], weeks=self.pipeline.calendar.weeks)

    @cached_property
    def course(self) -> Course:
        """What activities are drawn from."""
        pipeline, state = self.pipeline, self.pipeline.state
        owners = Owners.of(self.pipeline.journal, first=state.first[: state.count, OWNER].astype(np.int64))
        return Course(
            pipeline.parameters,
            self.seed,
            pipeline.staff,
            self.spells,
            owners,
            Engaged.of(self.pipeline.journal, size=state.count),
            state.pace[: state.count],
            self.offset,
            pipeline.calendar.start,
            pipeline.occasions,
        )

    def _rng(self, number: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, number])

    def contacts(self, world: "World") -> "Contacts":
        """Draw the people at accounts."""
        engaged = self.pipeline.state.contacts[: self.pipeline.state.count]
        return draw_contacts(world.accounts, opportunities=world.opportunities, engaged=engaged, rng=self._rng(21))

    def contact_roles(self, world: "World") -> "ContactRoles":
        """Draw who takes part in which purchase."""
        return draw_contact_roles(
            world.contacts,
            events=self.pipeline.journal,
            opportunities=world.opportunities,
            start=self.pipeline.calendar.start,
            rng=self._rng(22),
        )

    def line_items(self, world: "World") -> "LineItems":
        """Draw the products of each opportunity."""
        kind = np.unique(world.accounts.industry, return_inverse=True)[1].astype(np.int64)
        taste = self.pipeline.parameters.taste
        return draw_line_items(world.opportunities.account, kind=kind, rng=self._rng(23), taste=taste)

    def activities(self, world: "World") -> "Activities":
        """Draw everything recorded."""
        return draw_activities(self.course, roles=world.contact_roles)

    def buyer_events(self) -> Integers:
        """Count what buyers did."""
        return count_buyer_events(self.course)

    def leads(self, world: "World") -> "Leads":
        """Draw leads."""
        return draw_leads(world, staff=self.pipeline.staff, calendar=self.pipeline.calendar, seed=self.seed)
