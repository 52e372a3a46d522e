"""A pilot as time passes: deals old enough, counted by unit and span, and where it stood at the end of each week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trimtab.insight.pilots.draws import Design, Placed
from trimtab.insight.pilots.sequential import Cell, Standing, stand
from trimtab.insight.results import NotEnoughData

DAY = 86_400.0
WEEK = 7 * DAY


@dataclass(frozen=True)
class Outcome:
    """One deal of the pilot: its unit, when it was opened, and when it did what is counted; None: it did not."""

    unit: int
    opened: float
    reached: float | None


@dataclass(frozen=True)
class Plan:
    """What was agreed before the pilot began. start: in seconds since 1970; horizon: days that a deal has."""

    design: Design
    placed: Mapping[int, Placed]
    start: float
    horizon: int
    step_days: int
    expected: float

    def is_with(self, unit: int, opened: float) -> bool:
        """Whether a deal opened then by that unit had the lever."""
        placed = self.placed[unit]
        if self.design == "pairs":
            return placed.step == 1
        return opened >= self.start + placed.step * self.step_days * DAY

    def span(self, opened: float) -> int:
        """In which span of the pilot it was opened; all spans after the last step are one."""
        if self.design == "pairs":
            return 0
        last = max(placed.step for placed in self.placed.values())
        return min(int((opened - self.start) // (self.step_days * DAY)), last)


def cells_at(plan: Plan, outcomes: Sequence[Outcome], at: float) -> list[Cell]:
    """The deals that had their whole horizon by then, counted."""
    deals: Counter[tuple[int, int, bool]] = Counter()
    successes: Counter[tuple[int, int, bool]] = Counter()
    for outcome in outcomes:
        due = outcome.opened + plan.horizon * DAY
        if outcome.opened < plan.start or due > at or outcome.unit not in plan.placed:
            continue
        key = (outcome.unit, plan.span(outcome.opened), plan.is_with(outcome.unit, outcome.opened))
        deals[key] += 1
        successes[key] += outcome.reached is not None and outcome.reached <= due
    return [
        Cell(unit, plan.placed[unit].pair, span, is_with, number, successes[unit, span, is_with])
        for (unit, span, is_with), number in sorted(deals.items())
    ]


def standing_at(plan: Plan, outcomes: Sequence[Outcome], at: float) -> Standing | NotEnoughData:
    """Where it stood then."""
    return stand(cells_at(plan, outcomes, at), expected=plan.expected, is_paired=plan.design == "pairs")


def week_by_week(
    plan: Plan, outcomes: Sequence[Outcome], *, until: float
) -> list[tuple[int, Standing | NotEnoughData]]:
    """Where it stood at the end of each whole week since the start."""
    weeks = int(max(until - plan.start, 0) // WEEK)
    return [(week, standing_at(plan, outcomes, plan.start + week * WEEK)) for week in range(1, weeks + 1)]
