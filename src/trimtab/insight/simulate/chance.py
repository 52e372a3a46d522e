"""Where the weekly steps take their chance from: as they need it, or the same numbers again for another course."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers


@dataclass
class Chance:
    """Draws one number for each of the given rows."""

    rng: np.random.Generator

    def uniform(self, rows: Integers) -> Floats:
        """Draw between 0 and 1."""
        return self.rng.random(len(rows))

    def normal(self, rows: Integers) -> Floats:
        """Draw from the standard normal distribution."""
        return self.rng.standard_normal(len(rows))

    def poisson(self, rows: Integers, rate: Floats) -> Integers:
        """Draw counts with the given means."""
        drawn: Integers = self.rng.poisson(rate)
        return drawn


@dataclass
class CommonChance(Chance):
    """Draws for all `size` rows whichever are asked for, so that row and week alone decide the number.

    Two courses of the same company that differ in one thing then differ by that thing, not by luck.
    """

    size: int

    def uniform(self, rows: Integers) -> Floats:
        """Draw between 0 and 1."""
        return self.rng.random(self.size)[rows]

    def normal(self, rows: Integers) -> Floats:
        """Draw from the standard normal distribution."""
        return self.rng.standard_normal(self.size)[rows]

    def poisson(self, rows: Integers, rate: Floats) -> Integers:
        """Draw counts with the given means, by inverting the distribution: a higher mean never gives a lower count."""
        mark = self.rng.random(self.size)[rows]
        term = np.exp(-rate)
        below, count = term.copy(), np.zeros(len(rows), dtype=np.int64)
        step = 0
        while (left := mark > below).any() and step < 100:
            step += 1
            count[left] = step
            term = term * rate / step
            below += term
        return count
