"""Money: an amount with its currency. Amounts of two currencies never add up by accident."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one sum or comparison."""


@dataclass(frozen=True)
class Money:
    """An amount in one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.amount < other.amount

    def converted(self, *, rate: Decimal, currency: str) -> "Money":
        """The same money in another currency, rounded half-even to cents.

        Args:
            rate: units of `currency` for one unit of this currency.
        """
        return Money((self.amount * rate).quantize(CENT, ROUND_HALF_EVEN), currency)

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"Both amounts must be in {self.currency}. Got {other.currency}.")
