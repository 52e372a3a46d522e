"""From a trial to a lever card: estimate, refute, bound, grade."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from trimtab.insight.causes.bounds import Bound, bound
from trimtab.insight.causes.effects import Effect, Overlap, effect_of, within_sellers
from trimtab.insight.causes.learning import foretell
from trimtab.insight.causes.refuting import Attempt, refute
from trimtab.insight.causes.trial import Flags, Trial

LEAST_WORTH = 200  # rows of a balanced experiment; below, no effect is told
LEAST_SIDE = 20  # rows with the lever, and without
METHOD = "AIPW, cross-fitted by account; ridge logistic and boosted trees; errors by account and seller"
VERSION = 1


class Grade(StrEnum):
    """How far a lever's effect can be believed."""

    RANDOMISED = "A"
    NATURAL = "B"
    ADJUSTED = "C"
    ASSOCIATION = "D"


@dataclass(frozen=True)
class Raw:
    """The comparison that is usually shown: closed deals that ever had the lever, beside those that never did."""

    with_lever: int
    won_with: int
    without: int
    won_without: int

    @property
    def difference(self) -> float | None:
        """In share points; None where one side is empty."""
        if not self.with_lever or not self.without:
            return None
        return self.won_with / self.with_lever - self.won_without / self.without


@dataclass(frozen=True)
class Refusal:
    """Why no effect is told: the comparison is worth less than it must be."""

    overlap: Overlap
    needs: int = LEAST_WORTH


@dataclass(frozen=True)
class Judgement:
    """What is known of a lever's effect on the chance to win.

    effect, low, high: adjusted, with its 90 % interval. bound: with hidden causes. within: effect and error from deals
    of the same seller. reasons: why the grade is no better. kept: the rows that were compared.
    """

    grade: Grade
    effect: float
    error: float
    low: float
    high: float
    rate_with: float
    rate_without: float
    bound: Bound
    overlap: Overlap
    attempts: tuple[Attempt, ...]
    within: tuple[float, float] | None
    reasons: tuple[str, ...]
    kept: Flags = field(repr=False, compare=False)
    method: str = METHOD
    version: int = VERSION

    @property
    def survived(self) -> int:
        """Attempts to refute it that failed."""
        return sum(attempt.survived is True for attempt in self.attempts)

    @property
    def made(self) -> int:
        """Attempts that could be made."""
        return sum(attempt.survived is not None for attempt in self.attempts)

    @property
    def is_claimed(self) -> bool:
        """Whether the card says that the lever has an effect: graded C or better."""
        return self.grade is not Grade.ASSOCIATION


def judge(trial: Trial, *, seed: int, is_feared: bool = False) -> Judgement | Refusal:
    """Judge a lever by one trial.

    Args:
        is_feared: it was expected to harm. An effect against what was expected beforehand is no better than an
            association: something unseen is the likelier explanation.
        seed: of all chance within; the same trial and seed give the same card.
    """
    early = _refused(trial)
    if early is not None:
        return early
    told = foretell(trial, seed=seed)
    effect = effect_of(trial, told)
    if effect.overlap.worth < LEAST_WORTH:
        return Refusal(effect.overlap)
    attempts, range_ = refute(trial, effect, seed=seed), bound(trial, effect, seed=seed)
    within = within_sellers(trial, told)
    reasons = _reasons(effect, range_, attempts, within)
    if (effect.effect > 0) is is_feared:
        reasons += ("against expectation",)
    low, high = effect.interval()
    return Judgement(
        grade=Grade.ASSOCIATION if reasons else Grade.ADJUSTED,
        effect=effect.effect,
        error=effect.error,
        low=low,
        high=high,
        rate_with=effect.rate_with,
        rate_without=effect.rate_without,
        bound=range_,
        overlap=effect.overlap,
        attempts=attempts,
        within=within,
        reasons=reasons,
        kept=effect.kept,
    )


def _refused(trial: Trial) -> Refusal | None:
    """Too little to learn from at all."""
    treated = int(trial.treated.sum())
    worth = 4 / (1 / treated + 1 / (trial.size - treated)) if 0 < treated < trial.size else 0.0
    is_flat = trial.size == 0 or float(np.ptp(trial.outcome)) == 0
    if min(treated, trial.size - treated) >= LEAST_SIDE and worth >= LEAST_WORTH and not is_flat:
        return None
    return Refusal(Overlap(trial.size, trial.size, treated, 0.0 if is_flat else worth))


def _reasons(
    effect: Effect, range_: Bound, attempts: tuple[Attempt, ...], within: tuple[float, float] | None
) -> tuple[str, ...]:
    """Everything that stands against a better grade."""
    low, high = effect.interval()
    found = [f"failed: {attempt.name}" for attempt in attempts if attempt.survived is False]
    if low <= 0 <= high:
        found.append("no clear difference")
    elif not range_.is_beyond_doubt:
        found.append("hidden cause")
    if within is not None and within[0] * effect.effect < 0 and abs(within[0]) > within[1]:
        found.append("within sellers")
    return tuple(found)
