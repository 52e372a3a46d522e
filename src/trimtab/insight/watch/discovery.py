"""Many series watched at once: which of this week's p-values are discoveries, and which stand across all weeks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def benjamini_hochberg(p: Floats, *, share: float, weights: Floats | None = None) -> Flags:
    """Discoveries with an expected false share of at most `share` (Benjamini and Hochberg 1995).

    Args:
        p: one p-value a series.
        weights: mean 1, fixed before looking; heavier series need less (Genovese, Roeder, Wasserman 2006).

    >>> import numpy as np
    >>> benjamini_hochberg(np.array([0.01, 0.02, 0.03, 0.5]), share=0.05).tolist()
    [True, True, True, False]
    """
    if not p.size:
        return np.zeros(0, dtype=bool)
    weighted = p if weights is None else p / np.maximum(weights, 1e-12)
    order = np.argsort(weighted, kind="stable")
    passes = np.flatnonzero(weighted[order] <= share * np.arange(1, p.size + 1) / p.size)
    found = np.zeros(p.size, dtype=bool)
    if passes.size:
        found[order[: passes[-1] + 1]] = True
    return found


def spending(tests: int) -> Floats:
    """How the level is spent over the tests of an endless stream: adds up to at most 1 (Javanmard, Montanari 2018)."""
    place = np.arange(1, tests + 1, dtype=float)
    # 0.0722 makes the endless sum 1, as in the published form.
    return np.asarray(0.07720838 * np.log(np.maximum(place, 2)) / (place * np.exp(np.sqrt(np.log(place)))))


def lord_plus_plus(p: Sequence[float], *, share: float = 0.1) -> tuple[Floats, Flags]:
    """Levels and discoveries of LORD++ (Ramdas, Yang, Wainwright, Jordan 2017): at any time a false share of `share`.

    Args:
        p: p-values in the order in which they came.

    Returns:
        The level at which each was tested, and whether it was a discovery.
    """
    start = share / 2
    gamma = spending(max(len(p), 1))
    levels, found, rejected = np.zeros(len(p)), np.zeros(len(p), dtype=bool), list[int]()
    for place, value in enumerate(p):
        level = start * gamma[place]
        if rejected:
            level += (share - start) * gamma[place - rejected[0] - 1]
        level += share * sum(gamma[place - earlier - 1] for earlier in rejected[1:])
        levels[place], found[place] = level, value <= level
        if found[place]:
            rejected.append(place)
    return levels, found
