"""Three numbers of a lever card on one line: raw, adjusted, and how far something unseen could move it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Forest:
    """Positions in percent, zero in the middle of a scale that all cards share."""

    zero: float
    raw: float | None
    effect: float
    low: float
    high: float
    bound_low: float
    bound_high: float

    @property
    def width(self) -> float:
        """Of the interval."""
        return round(self.high - self.low, 2)


def forest_of(written: dict[str, Any], *, raw: float | None, scale: float) -> Forest:
    """The picture of a judged card.

    Args:
        raw: the usual comparison.
        scale: the largest distance from zero that any card shows.
    """

    def x(value: float) -> float:
        return round(50 + 46 * value / scale, 2) if scale else 50.0

    return Forest(
        zero=50.0,
        raw=None if raw is None else x(raw),
        effect=x(written["effect"]),
        low=x(written["low"]),
        high=x(written["high"]),
        bound_low=x(written["bound"]["low"]),
        bound_high=x(written["bound"]["high"]),
    )
