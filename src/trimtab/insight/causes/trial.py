"""A trial that nobody ran: past deals arranged as if a lever had been tried on some of them at a moment.

One row is one deal at one landmark. What is adjusted for was known at the landmark's start, the lever was pulled or not
in the window after it, and the outcome was counted from the end of the window on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """The rows of an emulated trial.

    treated, outcome: 0 or 1. known: one column for each fact known at the start, without gaps. groups: name of a kind
    of facts → its columns in `known`. account, seller, team: whose deal it is (deals of one account or seller are not
    independent). landmark: which start. before: an outcome that ended before the lever was pulled. elsewhere: an
    outcome that the lever cannot reach (the seller's other deals); NaN where there is none.
    """

    treated: Floats
    outcome: Floats
    known: Floats
    groups: Mapping[str, tuple[int, ...]]
    account: Integers
    seller: Integers
    team: Integers
    landmark: Integers
    before: Floats | None = None
    elsewhere: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse columns of different lengths and gaps in what is adjusted for."""
        sizes = {
            name: getattr(self, name).shape[0]
            for name in ("treated", "outcome", "known", "account", "seller", "team", "landmark")
        }
        if len(set(sizes.values())) > 1:
            raise ValueError(f"Every column must have one row for each deal and landmark. Got {sizes}.")
        if not np.isfinite(self.known).all():
            raise ValueError("`known` must have no gaps: fill them and add a column that says so.")

    @property
    def size(self) -> int:
        """Rows."""
        return int(self.treated.size)

    def with_treated(self, treated: Floats) -> Trial:
        """The same rows with another lever."""
        return replace(self, treated=treated)

    def with_outcome(self, outcome: Floats) -> Trial:
        """The same rows with another outcome."""
        return replace(self, outcome=outcome)

    def with_fact(self, fact: Floats) -> Trial:
        """The same rows, adjusted for one more fact."""
        return replace(self, known=np.column_stack([self.known, fact]))

    def without_facts(self, columns: tuple[int, ...]) -> Trial:
        """The same rows, not adjusted for these columns."""
        left = [column for column in range(self.known.shape[1]) if column not in columns]
        return replace(self, known=self.known[:, left], groups={})

    def where(self, kept: Flags) -> Trial:
        """Some of the rows."""
        return replace(
            self,
            treated=self.treated[kept],
            outcome=self.outcome[kept],
            known=self.known[kept],
            account=self.account[kept],
            seller=self.seller[kept],
            team=self.team[kept],
            landmark=self.landmark[kept],
            before=None if self.before is None else self.before[kept],
            elsewhere=None if self.elsewhere is None else self.elsewhere[kept],
        )
