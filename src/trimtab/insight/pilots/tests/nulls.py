"""Pilots in which nothing is different, looked at every week: how often does somebody see a difference?"""

import numpy as np

from trimtab.insight.pilots.draws import Design, Unit, draw
from trimtab.insight.pilots.sequential import Cell, Standing, stand

WEEKS, STEPS = 26, 4
SIZES = (8, 12, 20, 40)  # units
BASE, SPREAD, DEALS_A_WEEK = -1.27, 0.4, 1.5  # log-odds of 22 %, deviation between sellers, deals a seller and week


def false_alarms(*, pilots: int, seed: int) -> dict[str, float]:
    """The share of null pilots in which an interval ever left zero out, over designs and sizes."""
    chance = np.random.default_rng(seed)
    found = np.array([null_pilot(chance, number=number) for number in range(pilots)])
    kinds = np.arange(pilots) % 2
    return {
        "pilots": float(pilots),
        "false_pilots": float(found[:, 0].mean()),
        "false_pilots_pairs": float(found[kinds == 0, 0].mean()),
        "false_pilots_steps": float(found[kinds == 1, 0].mean()) if pilots > 1 else 0.0,
        "false_pilots_naive": float(found[:, 1].mean()),
    }


def null_pilot(chance: np.random.Generator, *, number: int) -> tuple[bool, bool]:
    """One null pilot: whether a look ever saw a difference, always-valid, and by the usual 95 % interval."""
    size = SIZES[number // 2 % len(SIZES)]
    design: Design = "pairs" if number % 2 == 0 else "steps"
    skill = chance.normal(0, SPREAD, size)
    drift = chance.normal(0, 0.15, WEEKS).cumsum() * 0.3  # the market moves for all
    units = [Unit(unit, float(skill[unit] + chance.normal(0, 0.3))) for unit in range(size)]
    drawn = draw(units, design=design, seed=int(chance.integers(2**31)), steps=STEPS)
    places = {one.id: one for one in drawn.placed}
    rate = 1 / (1 + np.exp(-(BASE + skill[:, None] + drift[None, :])))
    deals = chance.poisson(DEALS_A_WEEK, (size, WEEKS))
    won = chance.binomial(deals, rate)
    saw, saw_naively = False, False
    for week in range(4, WEEKS + 1):
        cells = [cell for unit, place in places.items() for cell in _cells(unit, place, design, week, deals, won)]
        standing = stand(cells, expected=0.04, is_paired=design == "pairs")
        if isinstance(standing, Standing):
            saw |= not standing.low <= 0 <= standing.high
            saw_naively |= abs(standing.difference) > 1.96 * standing.error
    return saw, saw_naively


def _cells(unit: int, place: object, design: Design, week: int, deals: np.ndarray, won: np.ndarray) -> list[Cell]:
    pair, step = place.pair, place.step  # type: ignore[attr-defined]
    if design == "pairs":
        counts = int(deals[unit, :week].sum()), int(won[unit, :week].sum())
        return [Cell(unit, pair, 0, step == 1, *counts)]
    length = WEEKS // (STEPS + 1)
    cells = []
    for span in range(STEPS + 1):
        part = slice(span * length, min((span + 1) * length, week) if span < STEPS else week)
        counts = int(deals[unit, part].sum()), int(won[unit, part].sum())
        cells.append(Cell(unit, pair, span, span >= step, *counts))
    return cells
