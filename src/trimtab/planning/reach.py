"""What a plan reaches on a day: its rows' accounts, those below them, its solutions. Each is read once for a page.

Every part of a page takes it, so that figures, scores and signs of life speak of the same accounts and the same day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from trimtab.accounts.models import Account
from trimtab.planning.models import Plan, PlanColumn, PlanRowAccount
from trimtab.planning.neighbours import Around
from trimtab.planning.queries import MOST_ACCOUNTS, covered_accounts


@dataclass(frozen=True)
class Reach:
    """The accounts and solutions of a plan, as they were when they were first asked for."""

    plan: Plan
    today: date
    zone: ZoneInfo

    @cached_property
    def placed(self) -> tuple[PlanRowAccount, ...]:
        """The accounts that stand on rows, in the order of the rows."""
        rows = self.plan.row_accounts.select_related("account__owner", "row")
        return tuple(rows.order_by("row__position", "pk"))

    @cached_property
    def rows(self) -> Mapping[int, int]:
        """Account on a row → that row."""
        return {one.account_id: one.row_id for one in self.placed}

    @cached_property
    def covered(self) -> Mapping[int, int]:
        """Each account that counts, and the account on a row that it counts for. A query for each generation."""
        return covered_accounts(self.rows)

    @cached_property
    def columns(self) -> tuple[PlanColumn, ...]:
        """The solutions, in their order."""
        return tuple(self.plan.columns.select_related("product").order_by("position", "pk"))

    @property
    def first(self) -> Account | None:
        """The account of the first row that has one."""
        return self.placed[0].account if self.placed else None

    @property
    def important(self) -> list[Account]:
        """The accounts on rows, those on important rows first."""
        return [one.account for one in sorted(self.placed, key=lambda one: not one.row.is_target)]

    @cached_property
    def around(self) -> Around:
        """What the rooms below know of the accounts that come first; they are asked each time a page is opened."""
        return Around(self.important[:MOST_ACCOUNTS], self.today)
