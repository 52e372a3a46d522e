"""Relief by rule after an event: a quality problem, a lost season, a price rise."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.targets.productivity import Floats

# A territory must lose (or win) more than this before its target moves: below it, luck is larger.
THRESHOLD = 0.15


@dataclass(frozen=True)
class Relief:
    """The targets after an event: what was due before it stands, what was due after it follows the ground."""

    targets: Floats
    moved: np.ndarray  # whose target follows
    change: Floats  # of the ground of each person over the whole period, as a share


def relieve(
    targets: Floats, potential: Floats, *, effect: Floats, elapsed: float, threshold: float = THRESHOLD
) -> Relief:
    """Move targets by rule.

    Args:
        targets: as set.
        potential: of each territory for the whole period, before the event.
        effect: by what factor the event changes the ground of each person from its day on (0.75: a quarter is lost).
        elapsed: the share of the period that had passed on that day.
        threshold: the least change over the whole period that moves a target.

    Raises:
        ValueError: `elapsed` is no share, or an effect is below 0.
    """
    if not 0 <= elapsed <= 1:
        raise ValueError(f"`elapsed` must lie between 0 and 1. Got {elapsed}.")
    if np.any(effect < 0):
        raise ValueError(f"`effect` must be at least 0. Got {float(effect.min())}.")
    change = np.where(potential > 0, (1 - elapsed) * (effect - 1), 0.0)
    moved = np.abs(change) > threshold
    return Relief(np.where(moved, targets * (1 + change), targets), moved, change)
