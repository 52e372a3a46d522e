"""The rules as their list shows them: of how many each speaks, what was done with it, and what followed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from trimtab.rulebook.followed import Followed, followed_since
from trimtab.rulebook.models import Tally
from trimtab.rulebook.queries import FEWEST, TOO_OFTEN, all_rules, tallies
from trimtab.rulebook.rules import Rule
from trimtab.rulebook.tables import known_signals


@dataclass(frozen=True)
class Line:
    """One rule. missing: the signals that no room knows yet. followed: what came of what it found."""

    rule: Rule
    tally: Tally | None
    missing: tuple[str, ...]
    followed: Followed

    @property
    def found(self) -> int:
        """Of how many open opportunities it spoke on the last night."""
        return self.tally.found if self.tally else 0

    @property
    def share(self) -> float | None:
        """Of which share of them."""
        return self.tally.found / self.tally.looked_at if self.tally and self.tally.looked_at else None

    @property
    def is_always_on(self) -> bool:
        """Whether it speaks of so many that it says nothing."""
        return self.tally is not None and self.tally.looked_at >= FEWEST and (self.share or 0) > TOO_OFTEN

    @property
    def is_waiting(self) -> bool:
        """Whether it asks what no room knows: it never speaks."""
        return bool(self.missing)


def lines_of(*, now: datetime) -> list[Line]:
    """Every rule with its figures. A fixed number of queries."""
    counted, known, followed = tallies(), known_signals(), followed_since(now=now)
    return [
        Line(one, counted.get(one.key), _missing(one, known), followed.get(one.key, Followed())) for one in all_rules()
    ]


def _missing(rule: Rule, known: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in rule.signals if key not in known)
