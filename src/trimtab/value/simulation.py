"""How far a case may turn out otherwise: its present value drawn 10,000 times from the ranges of its lines.

Each line with a range is drawn from a PERT distribution (a beta distribution over low to high, its mean (low + 4 likely
+ high) / 6). A triangle was the other choice: its mean, (low + likely + high) / 3, gives a far-off end the weight of
the likely figure, PERT a quarter of it; and the far end of a benefit is what people exaggerate.

The people who estimate one benefit too high do so with the others: benefits are drawn with a common part, so that their
ranks correlate by about a half, and so are costs among themselves. Drawn one by one, twenty lines would cancel each
other out and the range would be too narrow. The half is an assumption: between nothing in common and everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trimtab.value.cases import BENEFIT, Case, Line

DRAWS = 10_000
SEED = 20_261_127  # fixed: the same case shows the same figures to everybody, each time
IN_COMMON = 0.5
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
Draws = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """What the draws say of the present value: eight of ten lie from `low` to `high`."""

    draws: int
    chance: float  # that the present value is above zero
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


@lru_cache(maxsize=512)
def spread_of(case: Case, *, draws: int = DRAWS, seed: int = SEED) -> Spread | None:
    """The spread of the present value; None where no line has a range: then there is nothing to draw."""
    if not any(_is_drawn(line) for line in case.lines):
        return None
    values = present_values(case, draws=draws, seed=seed)
    low, quarter, median, three_quarters, high = (float(one) for one in np.quantile(values, QUANTILES))
    return Spread(draws, float(np.mean(values > 0)), low, quarter, median, three_quarters, high)


def present_values(case: Case, *, draws: int, seed: int) -> Draws:
    """The present value of each draw. It is linear in the amounts: each line adds its amount × that of one unit."""
    generator = np.random.default_rng(seed)
    values = np.zeros(draws)
    for is_benefit in (True, False):
        lines = [line for line in case.lines if (line.kind == BENEFIT) is is_benefit]
        values += _amounts(lines, case, draws=draws, generator=generator)
    return values


def _amounts(lines: Sequence[Line], case: Case, *, draws: int, generator: np.random.Generator) -> Draws:
    total, common = np.zeros(draws), generator.standard_normal(draws)
    for line in lines:
        worth = float(Case((line.at(Decimal(1)),), case.years, case.rate).present_value)
        if not _is_drawn(line):
            total += worth * float(line.likely)
            continue
        own = np.sort(_pert(line, draws, generator))
        mixed = np.sqrt(IN_COMMON) * common + np.sqrt(1 - IN_COMMON) * generator.standard_normal(draws)
        total += worth * own[np.argsort(np.argsort(mixed))]
    return total


def _pert(line: Line, draws: int, generator: np.random.Generator) -> Draws:
    low, likely, high = _range(line)
    width = high - low
    return low + width * generator.beta(1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width, draws)


def _range(line: Line) -> tuple[float, float, float]:
    likely = float(line.likely)
    low = likely if line.low is None else float(line.low)
    return low, likely, likely if line.high is None else float(line.high)


def _is_drawn(line: Line) -> bool:
    low, _likely, high = _range(line)
    return high > low
