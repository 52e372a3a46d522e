"""Attempts to prove an effect wrong. What survives them all may still be wrong; what fails one is an association.

Each asks for something that is known: nothing where nothing can be, the same where nothing that matters was changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trimtab.insight.causes.effects import Effect, estimate
from trimtab.insight.causes.trial import Flags, Floats, Integers, Trial

Name = Literal[
    "placebo lever",
    "outcome before",
    "deals elsewhere",
    "random fact",
    "halves",
    "other landmarks",
    "leave one team out",
]
TOO_FAR = 2.576  # standard errors; a true effect fails one of seven attempts in about six of a hundred cases
SHUFFLES, HALVES = 3, 20
LEAST_ROWS = 200
LEAST_TREATED = 20


@dataclass(frozen=True)
class Attempt:
    """One attempt: what came out, beside its error, and whether the effect survived. None: it could not be made."""

    name: Name
    found: float | None
    error: float | None
    survived: bool | None


def refute(trial: Trial, effect: Effect, *, seed: int) -> tuple[Attempt, ...]:
    """All attempts on an effect."""
    kept = trial.where(effect.kept)
    return (
        _placebo_lever(trial, seed=seed),
        _nothing("outcome before", trial, trial.before, seed=seed),
        _nothing("deals elsewhere", trial, trial.elsewhere, seed=seed),
        _random_fact(trial, effect, seed=seed),
        _halves(kept, effect, seed=seed),
        _groups_agree("other landmarks", effect, kept.landmark, kept.account),
        _leave_one_team_out(effect, kept),
    )


def _placebo_lever(trial: Trial, *, seed: int) -> Attempt:
    """Levers dealt out at random within each landmark must do nothing."""
    chance = np.random.default_rng(seed)
    told = [
        estimate(trial.with_treated(_shuffled(trial, chance)), seed=seed + turn, is_plain=True)
        for turn in range(SHUFFLES)
    ]
    found = float(np.mean([one.effect for one in told]))
    # The shuffles share outcomes, so that their mean is hardly more certain than each.
    error = float(np.mean([one.error for one in told]))
    return Attempt("placebo lever", found, error, abs(found) <= TOO_FAR * error)


def _shuffled(trial: Trial, chance: np.random.Generator) -> Floats:
    dealt = trial.treated.copy()
    for landmark in np.unique(trial.landmark):
        rows = np.flatnonzero(trial.landmark == landmark)
        dealt[rows] = chance.permutation(dealt[rows])
    return dealt


def _nothing(name: Name, trial: Trial, outcome: Floats | None, *, seed: int) -> Attempt:
    """An outcome that the lever cannot have reached must not differ."""
    if outcome is None:
        return Attempt(name, None, None, None)
    told: Flags = np.isfinite(outcome)
    if told.sum() < LEAST_ROWS or trial.treated[told].sum() < LEAST_TREATED:
        return Attempt(name, None, None, None)
    effect = estimate(trial.with_outcome(outcome).where(told), seed=seed, is_plain=True)
    if effect.overlap.kept < LEAST_ROWS or not np.isfinite(effect.error):
        return Attempt(name, None, None, None)
    return Attempt(name, effect.effect, effect.error, abs(effect.effect) <= TOO_FAR * effect.error)


def _random_fact(trial: Trial, effect: Effect, *, seed: int) -> Attempt:
    """A fact made of noise must change nothing: by less than a standard error between two estimates alike."""
    fact = np.random.default_rng(seed).normal(size=trial.size)
    plain = estimate(trial, seed=seed, is_plain=True)
    moved = estimate(trial.with_fact(fact), seed=seed, is_plain=True).effect - plain.effect
    return Attempt("random fact", moved, effect.error, abs(moved) <= 0.5 * effect.error)


def _halves(kept: Trial, effect: Effect, *, seed: int) -> Attempt:
    """Halves of the accounts must agree with the whole."""
    chance = np.random.default_rng(seed)
    names, places = np.unique(kept.account, return_inverse=True)
    far = []
    for _turn in range(HALVES):
        in_half: Flags = chance.permutation(names.size)[places] % 2 == 0
        if 0 < in_half.sum() < in_half.size:
            far.append(float(effect.scores[in_half].mean()) - effect.effect)
    # Half of independent accounts lies one standard error of the whole away from the whole.
    spread = float(np.sqrt(np.mean(np.square(far)))) if far else 0.0
    return Attempt("halves", spread, effect.error, spread <= 1.5 * effect.error)


def _groups_agree(name: Name, effect: Effect, group: Integers, account: Integers) -> Attempt:
    """Each group's own effect must be that of all, as far as chance allows (Cochran's Q)."""
    parts = [_part(effect.scores[group == one], account[group == one]) for one in np.unique(group)]
    parts = [part for part in parts if part is not None]
    if len(parts) < 2:
        return Attempt(name, None, None, None)
    means, errors = (np.array(column) for column in zip(*parts, strict=True))
    weights = 1 / errors**2
    mean = float(weights @ means / weights.sum())
    disagreement = float(weights @ (means - mean) ** 2)
    freedom = len(parts) - 1
    # Wilson and Hilferty: the cube root of chi square is nearly normal.
    z = ((disagreement / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))
    return Attempt(name, float(np.ptp(means)), float(errors.mean()), bool(z <= TOO_FAR))


def _part(scores: Floats, account: Integers) -> tuple[float, float] | None:
    _names, places = np.unique(account, return_inverse=True)
    if places.size < 50 or places.max() < 10:
        return None
    sums = np.bincount(places, scores - scores.mean())
    error = float(np.sqrt(sums @ sums * sums.size / (sums.size - 1))) / scores.size
    return (float(scores.mean()), error) if error > 0 else None


def _leave_one_team_out(effect: Effect, kept: Trial) -> Attempt:
    """Without any one team the effect must keep its sign."""
    teams = np.unique(kept.team)
    if teams.size < 3:
        return Attempt("leave one team out", None, None, None)
    left = [float(effect.scores[kept.team != team].mean()) for team in teams if (kept.team != team).any()]
    worst = min(left) if effect.effect > 0 else max(left)
    return Attempt("leave one team out", worst, effect.error, worst * effect.effect > 0)
