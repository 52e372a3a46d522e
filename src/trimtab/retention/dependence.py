"""How much hangs on single customers, and how long it takes to replace one. Pure figures.

    HHI               = sum of squared shares
    months to replace = lost a year / (first deal × first deals a month) + one cycle
    covered           = replacement pipeline ≥ revenue / win rate

Examples by hand: shares of 40, 25, 20 and 15%: HHI 0.285. 480,000 lost, first deals of 40,000, 1.5 of them a month: 8.0
months, plus one cycle before the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

RED_SHARE, AMBER_SHARE = 0.20, 0.10
LEAST_FIRST_DEALS = 5
DAYS_OF_MONTH = 365 / 12


@dataclass(frozen=True)
class Pace:
    """What new customers bring: their number and mean first deal in `months`, and the middle cycle in days."""

    first_deals: int
    mean_first: float
    months: float
    cycle_days: float
    win_rate: float | None

    @property
    def has_enough(self) -> bool:
        """Whether the pace rests on enough first deals."""
        return self.first_deals >= LEAST_FIRST_DEALS and self.mean_first > 0


def herfindahl(amounts: Sequence[float]) -> float | None:
    """The Herfindahl-Hirschman index of these amounts; None where nothing is there."""
    whole = sum(amounts)
    return sum((one / whole) ** 2 for one in amounts) if whole > 0 else None


def months_to_replace(lost: float, pace: Pace) -> float | None:
    """Months until new customers bring as much a year; None where the pace is not known."""
    if not pace.has_enough:
        return None
    per_month = pace.first_deals / pace.months
    return lost / (pace.mean_first * per_month) + pace.cycle_days / DAYS_OF_MONTH


def needed_pipeline(revenue: float, win_rate: float | None) -> float | None:
    """The open amount whose wins would replace the revenue."""
    return revenue / win_rate if win_rate else None


def status_of(share: float, *, pipeline: float, needed: float | None, is_at_risk: bool) -> str:
    """red, amber or green.

    red: more than a fifth of all revenue, or at risk, and the replacement pipeline does not cover it. amber: more than
    a tenth without cover, or a lot that is covered.
    """
    is_covered = needed is not None and pipeline >= needed
    if share > RED_SHARE or is_at_risk:
        return "amber" if is_covered else "red"
    return "amber" if share > AMBER_SHARE and not is_covered else "green"
