"""How far an account is from what is to be won there, and what potentials that takes."""

from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Gap:
    """Amounts of one currency. expected: what is open, each part times its chance.

    Rates are None where too little is known to say them.
    """

    target: Decimal
    won: Decimal
    current: Decimal
    expected: Decimal
    potential: Decimal
    qualify_rate: float | None = None
    win_rate: float | None = None

    @property
    def remaining(self) -> Decimal:
        """Target less what is won; never below zero."""
        return max(self.target - self.won, NOTHING)

    @property
    def missing(self) -> Decimal:
        """What is still missing when the open ones turn out as they usually do."""
        return max(self.remaining - self.expected, NOTHING)

    @property
    def coverage(self) -> float | None:
        """Open ones and potentials against what remains; None where nothing remains."""
        return float((self.current + self.potential) / self.remaining) if self.remaining else None

    @property
    def potential_needed(self) -> Decimal | None:
        """The potentials that fill what is missing: it over the share that is qualified, and of those won."""
        if not self.qualify_rate or not self.win_rate:
            return None
        return (self.missing / Decimal(str(self.qualify_rate * self.win_rate))).quantize(Decimal("0.01"))

    @property
    def can_be_reached(self) -> bool | None:
        """Whether the target is reached on paper: open ones and potentials, each as they usually turn out."""
        needed = self.potential_needed
        return None if needed is None else needed <= self.potential
