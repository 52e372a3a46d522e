"""The floor: how far off the best possible forecast is on average, while so many wins are still undecided."""

import numpy as np

# Mean absolute error of a forecast that knows the true mean, in shares of it, for five and for ten undecided wins by
# variation of their sizes; simulated once. From 25 on it falls with the root of their number.
COUNTS = (5, 10)
SIZES = (0.6, 1.0, 1.7)
ERRORS = ((0.41, 0.48, 0.62), (0.29, 0.35, 0.45))
LEAST = 0.80  # of sqrt((1 + variation^2) / n), the formula for many wins
FORMULA_FROM = 25


def floor_of(wins: float, variation: float) -> float | None:
    """The floor for so many expected undecided wins; None where there is less than one.

    Args:
        variation: coefficient of variation of the sizes of wins.
    """
    if wins < 1:
        return None
    formula = LEAST * float(np.sqrt((1 + variation**2) / max(wins, FORMULA_FROM)))
    if wins >= FORMULA_FROM:
        return formula
    few = [float(np.interp(variation, SIZES, errors)) for errors in ERRORS]
    between = np.interp(np.log(wins), np.log((*COUNTS, FORMULA_FROM)), np.log((*few, formula)))
    # Fewer than five: the error grows with the root, as it does between five and ten.
    grown = max(1.0, float(np.sqrt(COUNTS[0] / wins)))
    return min(1.0, float(np.exp(between)) * grown)


def skill(wape: float, naive: float, floor: float) -> float | None:
    """1: as good as possible; 0: as good as the naive method; None where the naive one leaves nothing to gain."""
    if naive <= floor:
        return None
    return float(np.clip(1 - (wape - floor) / (naive - floor), 0.0, 1.0))
