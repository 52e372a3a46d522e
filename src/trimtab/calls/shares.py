"""A share of cases, with how far it can be trusted."""

from dataclasses import dataclass

from trimtab.core.shares import wilson

LEAST = 8  # cases; below, nothing is told


@dataclass(frozen=True)
class Share:
    """So many of so many, with the score interval (Wilson 1927) in which the share lies in 95 of 100 such cases.

    By hand: 6 of 10: the middle is (6 + 1.92) / (10 + 3.84) = 0.572, and it lies between 0.31 and 0.83.
    """

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share; None where there are too few cases to tell."""
        return self.hits / self.n if self.n >= LEAST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between what and what it lies; None where there are too few cases."""
        return wilson(self.hits, self.n) if self.n >= LEAST else None

    @property
    def missing(self) -> int:
        """How many more cases it needs."""
        return max(LEAST - self.n, 0)

    @property
    def low(self) -> float | None:
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        return self.interval[1] if self.interval else None
