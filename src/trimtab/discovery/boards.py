"""Which board: of an account, of one of its divisions, or of an opportunity."""

from dataclasses import dataclass

from django.urls import reverse

from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Opportunity


@dataclass(frozen=True)
class Board:
    """The record that a board belongs to. A division's board has its account too."""

    account: Account | None
    division: Division | None
    opportunity: Opportunity | None

    @property
    def kind(self) -> str:
        """account, division or opportunity."""
        return "opportunity" if self.opportunity else "division" if self.division else "account"

    @property
    def record(self) -> "Account | Division | Opportunity":
        """Whose goals these are."""
        found = self.opportunity or self.division or self.account
        assert found is not None, "a board belongs to a record"
        return found

    @property
    def customer(self) -> Account | None:
        """The account; of an opportunity, the one it belongs to now."""
        return self.opportunity.account if self.opportunity else self.account

    @property
    def place(self) -> dict[str, "Account | Division | Opportunity | None"]:
        """The columns that say where something stands."""
        return {"account": self.account, "division": self.division, "opportunity": self.opportunity}

    @property
    def url(self) -> str:
        """Where the board is."""
        return reverse(f"{self.kind}-discovery", args=[self.record.pk])

    @property
    def is_archived(self) -> bool:
        """Whether its record is out of use: then it is read only."""
        records = (self.account, self.division, self.opportunity)
        return any(one is not None and one.archived_at is not None for one in records)
