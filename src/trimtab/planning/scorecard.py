"""Where a plan stands against the time that is gone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.planning.figures import Figures, Span

ON_PACE = 0.9  # of the share of the time that is gone


@dataclass(frozen=True)
class Scorecard:
    """The present period. Shares are None where there is nothing to divide by.

    Example by hand: 90 of 365 days gone (24.7%), won 50 of 300 (16.7%): 16.7 / 24.7 = 0.68 of the pace, behind.
    """

    span: Span
    elapsed: float
    attained: float | None
    missing: Decimal | None
    covered: float | None  # open to be closed in the period, divided by what is missing
    of_goal: float | None  # the same divided by the pipeline goal
    important: int
    penetrated: int

    @property
    def pace(self) -> str:
        """ahead, behind, or unknown without a target."""
        if self.attained is None:
            return "unknown"
        return "ahead" if self.attained >= self.elapsed * ON_PACE else "behind"


def scorecard_of(figures: Figures, *, today: date) -> Scorecard | None:
    """The scorecard of the period that holds today, else of the nearest one; None without any period."""
    if not figures.spans:
        return None
    span = figures.span_on(today) or (figures.spans[0] if today < figures.spans[0].start else figures.spans[-1])
    target = span.period.revenue_target
    missing = None if target is None else max(target - span.won, Decimal(0))
    goal = span.period.pipeline_goal
    important = [line for line in figures.lines if line.row.is_target]
    days = (span.end - span.start).days + 1
    gone = min(max((today - span.start).days + 1, 0), days)
    return Scorecard(
        span=span,
        elapsed=gone / days,
        attained=float(span.won / target) if target else None,
        missing=missing,
        covered=float(span.closing / missing) if missing else None,
        of_goal=float(span.closing / goal) if goal else None,
        important=len(important),
        penetrated=sum(line.total.won_count > 0 for line in important),
    )
