"""The floor: how far off the best possible forecast is on average, while so many wins are still undecided."""

import numpy as np

# Mean absolute error of a forecast that knows the true mean, in shares of it, by number of undecided wins and by
# variation of their sizes; simulated once. Above the last number it falls with the root of the number.
COUNTS = (5, 10, 25, 50, 100, 200, 400, 1000)
SIZES = (0.6, 1.0, 1.7)
ERRORS = (
    (0.41, 0.29, 0.19, 0.13, 0.093, 0.066, 0.047, 0.029),
    (0.48, 0.35, 0.22, 0.16, 0.11, 0.080, 0.056, 0.036),
    (0.62, 0.45, 0.30, 0.21, 0.15, 0.11, 0.077, 0.050),
)
LEAST = 0.80  # of sqrt((1 + variation^2) / n), the formula for many wins
FORMULA_FROM = 25


def floor_of(wins: float, variation: float) -> float | None:
    """The floor for so many expected undecided wins; None where there is less than one.

    Args:
        variation: coefficient of variation of the sizes of wins.
    """
    if wins < 1:
        return None
    if wins >= FORMULA_FROM:
        return LEAST * float(np.sqrt((1 + variation**2) / wins))
    logs = np.log(COUNTS[:3])
    by_size = [float(np.exp(np.interp(np.log(wins), logs, np.log(errors[:3])))) for errors in ERRORS]
    # Fewer than five: the error grows with the root, as it does between five and ten.
    grown = max(1.0, float(np.sqrt(COUNTS[0] / wins)))
    return min(1.0, float(np.interp(variation, SIZES, by_size)) * grown)


def skill(wape: float, naive: float, floor: float) -> float | None:
    """1: as good as possible; 0: as good as the naive method; None where the naive one leaves nothing to gain."""
    if naive <= floor:
        return None
    return float(np.clip(1 - (wape - floor) / (naive - floor), 0.0, 1.0))
