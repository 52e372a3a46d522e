"""How many deals a pilot needs to see a difference, and what it can see with those it has."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from scipy.stats import norm

ALPHA, POWER = 0.05, 0.80
LEAST, MOST = 0.001, 0.999


class NoDifference(ValueError):
    """A pilot that looks for no difference needs no end of deals."""


@dataclass(frozen=True)
class Power:
    """What a pilot needs. an_arm: deals in each arm; inflation: by how much dealing out sellers instead of deals
    raises it.

    without_clusters: deals an arm if deals themselves were dealt out.
    """

    an_arm: int
    without_clusters: int
    inflation: float


def deals_needed(
    base: float,
    wanted: float,
    *,
    deals_a_unit: float = 1.0,
    icc: float = 0.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> Power:
    """Deals an arm to see a change of a share (Fleiss, two proportions), times 1 + (m - 1) icc.

    Args:
        base, wanted: the share without and with; between 0 and 1.
        deals_a_unit: m, deals of each seller or account that is dealt out.
        icc: how alike deals of one seller are, 0 to 1.
        alpha: chance of a false alarm, both sides together. power: chance to see it.

    Raises:
        NoDifference: both shares are the same.
        ValueError: a share, icc or m is outside its range.
    """
    _require(base, wanted, deals_a_unit=deals_a_unit, icc=icc)
    if base == wanted:
        raise NoDifference(f"`wanted` must differ from `base`. Got {base} twice.")
    mean = (base + wanted) / 2
    chance = float(norm.ppf(1 - alpha / 2)) * sqrt(2 * mean * (1 - mean))
    seen = float(norm.ppf(power)) * sqrt(base * (1 - base) + wanted * (1 - wanted))
    plain = ceil((chance + seen) ** 2 / (wanted - base) ** 2)
    inflation = 1 + (deals_a_unit - 1) * icc
    return Power(ceil(plain * inflation), plain, inflation)


def smallest_seen(
    base: float,
    an_arm: float,
    *,
    deals_a_unit: float = 1.0,
    icc: float = 0.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float | None:
    """The smallest rise of a share that so many deals an arm can show; None where no rise can be."""
    low, high = base + 1e-4, MOST
    asked = {"deals_a_unit": deals_a_unit, "icc": icc, "alpha": alpha, "power": power}
    if an_arm <= 0 or high <= low or deals_needed(base, high, **asked).an_arm > an_arm:
        return None
    for _turn in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if deals_needed(base, middle, **asked).an_arm > an_arm else (low, middle)
    return high - base


def _require(base: float, wanted: float, *, deals_a_unit: float, icc: float) -> None:
    for name, value in (("base", base), ("wanted", wanted)):
        if not LEAST <= value <= MOST:
            raise ValueError(f"`{name}` must be a share between {LEAST} and {MOST}. Got {value}.")
    if not 0 <= icc <= 1 or deals_a_unit < 1:
        raise ValueError(f"`icc` must be between 0 and 1, `deals_a_unit` at least 1. Got {icc} and {deals_a_unit}.")
