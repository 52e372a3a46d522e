"""A total split over people by what their ground can bear and what they brought, without punishing the winner."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.targets.productivity import Floats

POTENTIAL_WEIGHT = 0.6
OVER_ASSIGNED = 0.05
# Of what somebody brought beyond the target, so much counts when the next one is set.
PASSED_ON = 0.3
STEP = 100.0
GRID = np.linspace(0.0, 1.0, 21)
# Periods × people with which the usual weight counts beside the fitted one.
USUAL_WEIGHT_COUNTS = 60.0


@dataclass(frozen=True)
class Split:
    """The target of each person; they sum to the total with its over-assignment, rounded to whole steps."""

    targets: Floats
    counted_history: Floats
    potential_weight: float
    over_assigned: float
    total: float

    @property
    def assigned(self) -> float:
        """The sum of the targets."""
        return float(self.targets.sum())


def counted_history(history: Floats, targets_before: Floats, *, passed_on: float = PASSED_ON) -> Floats:
    """What counts of what was brought: up to the former target all of it, beyond it only the share `passed_on`.

    A former target of NaN means that there was none; then all of it counts.
    """
    beyond = np.maximum(history - targets_before, 0.0)
    counted: Floats = np.where(np.isnan(targets_before), history, history - (1 - passed_on) * beyond)
    return counted


def split_target(
    total: float,
    potential: Floats,
    history: Floats,
    *,
    targets_before: Floats | None = None,
    present: Floats | None = None,
    potential_weight: float = POTENTIAL_WEIGHT,
    over_assigned: float = OVER_ASSIGNED,
    step: float = STEP,
) -> Split:
    """Split in proportion to potential^w × history^(1 − w) × the share of the period that each is there and ramped.

    Args:
        total: what is to be reached, at least 0.
        potential: what each territory can bear, from the market.
        history: what each person brought in comparable periods. Somebody without any gets the mean of the others,
            so that a new person is judged by the territory.
        targets_before: the targets of those periods; NaN: none.
        present: 0 to 1, the share of a full period; all 1 where it is not given.
        potential_weight: w, between 0 and 1.
        over_assigned: by how much the targets together exceed the total.
        step: targets are whole multiples of it.

    Returns:
        The targets; the largest fractions get the steps that rounding leaves, so that the sum is exact to one step.

    Raises:
        ValueError: a value lies outside its range, or nobody is there to carry a target.
    """
    _check(total, potential_weight=potential_weight, over_assigned=over_assigned, step=step)
    before = np.full(len(history), np.nan) if targets_before is None else targets_before
    counted = counted_history(history, before)
    weights = _powered(potential, potential_weight) * _powered(counted, 1 - potential_weight)
    weights = weights * (np.ones(len(weights)) if present is None else np.clip(present, 0.0, 1.0))
    if not len(weights) or weights.sum() <= 0:
        raise ValueError("Somebody must be there to carry a target. Got nobody.")
    targets = rounded(total * (1 + over_assigned) * weights / weights.sum(), step=step)
    return Split(targets, counted, potential_weight, over_assigned, total)


def _check(total: float, *, potential_weight: float, over_assigned: float, step: float) -> None:
    if not np.isfinite(total) or total < 0:
        raise ValueError(f"`total` must be at least 0. Got {total}.")
    if not 0 <= potential_weight <= 1:
        raise ValueError(f"`potential_weight` must lie between 0 and 1. Got {potential_weight}.")
    if not -0.5 <= over_assigned <= 1:
        raise ValueError(f"`over_assigned` must lie between -0.5 and 1. Got {over_assigned}.")
    if not step > 0:
        raise ValueError(f"`step` must be above 0. Got {step}.")


def _powered(values: Floats, power: float) -> Floats:
    """values^power relative to their mean; who has nothing gets the mean of the others, so that nobody gets nothing."""
    known = values > 0
    if not known.any():
        return np.ones(len(values))
    filled: Floats = np.where(known, values, values[known].mean()) / values[known].mean()
    return filled**power


def rounded(values: Floats, *, step: float) -> Floats:
    """Whole multiples of `step` whose sum is that of `values` to the nearest step (largest remainders)."""
    steps = values / step
    whole = np.floor(steps + 1e-9)
    left = round(float(steps.sum() - whole.sum()))
    order = np.argsort(-(steps - whole), kind="stable")
    whole[order[: max(left, 0)]] += 1
    targets: Floats = whole * step
    return targets


def weight_by_fit(potential: Floats, history: Floats, brought: Floats) -> tuple[float, int]:
    """The weight of the potential that would have split the latest period best, and from how many people it is.

    Args:
        potential, history: as they were known before the period. brought: what each then brought in it.

    Returns:
        The weight with the least squared error of shares, drawn towards the usual one: it is noisy with few people.
    """
    chosen = (potential > 0) & (history > 0)
    n = int(chosen.sum())
    if n < 2 or brought[chosen].sum() <= 0:
        return POTENTIAL_WEIGHT, n
    shares = brought[chosen] / brought[chosen].sum()
    errors = [_error(potential[chosen], history[chosen], shares, weight=weight) for weight in GRID]
    best = float(GRID[int(np.argmin(errors))])
    return (best * n + POTENTIAL_WEIGHT * USUAL_WEIGHT_COUNTS) / (n + USUAL_WEIGHT_COUNTS), n


def _error(potential: Floats, history: Floats, shares: Floats, *, weight: float) -> float:
    guess = _powered(potential, weight) * _powered(history, 1 - weight)
    return float(np.sum((guess / guess.sum() - shares) ** 2))
