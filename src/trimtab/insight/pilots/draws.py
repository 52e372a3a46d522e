"""Who gets what, by chance that can be repeated: matched pairs, and steps in which all get it in the end.

A draw is a function of its units and its seed. `digest` of both is kept with the pilot, so that anybody can repeat
the draw and see that it is the one that was recorded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Design = Literal["pairs", "steps"]
WITH, WITHOUT = "with", "without"
FEWEST_PAIRS, FEWEST_A_STEP = 2, 2


class TooFewUnits(ValueError):
    """There are too few units to deal anything out."""


@dataclass(frozen=True)
class Unit:
    """A seller or an account, with what its outcome is expected from (its past share), by which like is paired with
    like.
    """

    id: int
    score: float
    group: int = 0


@dataclass(frozen=True)
class Placed:
    """Where a unit was drawn to. pair: its pair; step: when it gets the lever, from 1 on; 0: not during the pilot."""

    id: int
    pair: int
    step: int

    @property
    def arm(self) -> str:
        """With from the first day, or without."""
        return WITH if self.step == 1 else WITHOUT


@dataclass(frozen=True)
class Draw:
    """A draw with what it came from."""

    design: Design
    seed: int
    placed: tuple[Placed, ...]
    left_out: tuple[int, ...]
    digest: str


def draw(units: Sequence[Unit], *, design: Design, seed: int, steps: int = 4) -> Draw:
    """Deal the lever out.

    Args:
        design: pairs: of two alike, one gets it. steps: all get it, a part at a time, in an order by chance.
        steps: how many parts; of pairs it is not asked.

    Raises:
        TooFewUnits: fewer than two pairs, or than two units a step.
        ValueError: one unit stands there twice.
    """
    if len({unit.id for unit in units}) != len(units):
        raise ValueError("Each unit must stand there once.")
    chance = np.random.default_rng(seed)
    placed = _pairs(units, chance) if design == "pairs" else _steps(units, chance, steps=steps)
    known = {one.id for one in placed}
    left_out = tuple(sorted(unit.id for unit in units if unit.id not in known))
    return Draw(design, seed, placed, left_out, digest_of(units, design=design, seed=seed, steps=steps))


def digest_of(units: Sequence[Unit], *, design: Design, seed: int, steps: int) -> str:
    """The mark of a draw: the same units, design and seed give the same."""
    rows = sorted((unit.id, round(unit.score, 9), unit.group) for unit in units)
    asked = json.dumps([rows, design, seed, steps if design == "steps" else 0])
    return hashlib.sha256(asked.encode()).hexdigest()


def _pairs(units: Sequence[Unit], chance: np.random.Generator) -> tuple[Placed, ...]:
    """Neighbours by group and score; an odd one out of a group is paired across groups, a last one stays out."""
    if len(units) < 2 * FEWEST_PAIRS:
        raise TooFewUnits(f"Pairs need at least {2 * FEWEST_PAIRS} units. Got {len(units)}.")
    ordered = _in_order(units, chance)
    couples, single = _couples(ordered)
    couples += list(zip(single[::2], single[1::2], strict=False))
    placed = []
    for number, couple in enumerate(couples, 1):
        first = int(chance.integers(2))
        placed += [Placed(unit.id, number, 1 if place == first else 0) for place, unit in enumerate(couple)]
    return tuple(placed)


def _in_order(units: Sequence[Unit], chance: np.random.Generator) -> list[Unit]:
    """By group and score; among equals by chance, so that the order of the list decides nothing."""
    shuffled = [sorted(units, key=lambda unit: unit.id)[place] for place in chance.permutation(len(units))]
    return sorted(shuffled, key=lambda unit: (unit.group, unit.score))


def _couples(ordered: Sequence[Unit]) -> tuple[list[tuple[Unit, Unit]], list[Unit]]:
    couples: list[tuple[Unit, Unit]] = []
    single: list[Unit] = []
    waiting: Unit | None = None
    for unit in ordered:
        if waiting is not None and waiting.group == unit.group:
            couples.append((waiting, unit))
            waiting = None
            continue
        if waiting is not None:
            single.append(waiting)
        waiting = unit
    return couples, [*single, *([waiting] if waiting is not None else [])]


def _steps(units: Sequence[Unit], chance: np.random.Generator, *, steps: int) -> tuple[Placed, ...]:
    """Blocks of units alike, each dealt out over all steps, so that no step gets the best."""
    if steps < 2 or len(units) < FEWEST_A_STEP * steps:
        raise TooFewUnits(f"{steps} steps need at least two steps and {FEWEST_A_STEP} units each. Got {len(units)}.")
    ordered = _in_order(units, chance)
    placed = []
    for start in range(0, len(ordered), steps):
        order = chance.permutation(steps)
        placed += [
            Placed(unit.id, start // steps + 1, int(order[place]) + 1)
            for place, unit in enumerate(ordered[start : start + steps])
        ]
    return tuple(placed)
