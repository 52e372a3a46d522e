"""A total beside what the ground supports, split over people, with the chance of each to reach the part."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from trimtab.analytics.targets.ground import Floats, Ground
from trimtab.insight.targets import (
    Attainment,
    Expectation,
    Fairness,
    Reconciliation,
    Relief,
    Seats,
    Split,
    capacity_draws,
    judge_fairness,
    market_draws,
    potential_of,
    reconcile,
    relieve,
    simulate_attainment,
    split_target,
    weight_by_fit,
)
from trimtab.insight.targets.market import potential_spread
from trimtab.people.models import User

DRAWS, FEWER_DRAWS, MANY_PEOPLE = 1000, 300, 500
SEED = 20240601
SHOCK = 0.1  # what all share in a period, as in the forecast's least


@dataclass(frozen=True)
class Choice:
    """What is asked: the total (None: what the ground supports), the over-assignment, and a weight set by hand."""

    total: float | None = None
    over_assigned: float = 0.05
    potential_weight: float | None = None


@dataclass(frozen=True)
class Line:
    """One person: the proposed target with what it rests on, and the chance to reach it."""

    person: User
    potential: float
    history: float
    counted: float
    present: float
    expected: float
    proposed: float
    handed_down: float | None
    chance: float
    handed_down_chance: float | None
    relieved: float | None = None
    change: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A split with everything that judges it."""

    ground: Ground
    choice: Choice
    total: float
    split: Split
    weight_from: int
    reconciliation: Reconciliation
    attainment: Attainment
    handed_down: Attainment | None
    fairness: Fairness | None
    lines: tuple[Line, ...]
    relief: Relief | None = None

    @property
    def written_total(self) -> Decimal:
        """The total as it is kept."""
        return Decimal(str(round(self.total, 2))).quantize(Decimal("0.01"))

    @property
    def relieved_total(self) -> float:
        """What the targets are together after relief."""
        return self.split.assigned if self.relief is None else float(self.relief.targets.sum())

    def parameters(self) -> dict[str, object]:
        """What it was made with, and what stood beside it: to be compared with what came."""
        return {
            "over_assigned": self.choice.over_assigned,
            "potential_weight": round(self.split.potential_weight, 3),
            "sides": {name: [side.low, side.median, side.high] for name, side in self.reconciliation.sides.items()},
            "chance": round(self.attainment.total_chance, 3),
            "half_chance": round(self.attainment.half_chance, 3),
            "as_of": self.ground.as_of.isoformat(),
        }


def make_plan(ground: Ground, choice: Choice, *, effect: Floats | None = None) -> Plan | None:
    """Make the plan; None where nobody is there to carry a target or nothing was ever won.

    Args:
        effect: the factor by which events change the ground of each person over the period; None: no event.
    """
    potential = potential_of(ground.territories, season=ground.season)
    if not ground.people or not ground.present.any() or ground.productivity.wins == 0:
        return None
    sides = _sides(ground)
    total = choice.total if choice.total is not None else _supported(sides)
    weight, weight_from = _weight(ground, choice)
    split = split_target(
        total,
        potential,
        ground.history,
        targets_before=ground.before,
        present=ground.present,
        potential_weight=weight,
        over_assigned=choice.over_assigned,
        step=step_for(total / len(ground.people)),
    )
    expected = _expected(ground, effect)
    attainment = simulate_attainment(expected, split.targets, total=total, draws=_draws(ground), seed=SEED)
    relief = None if effect is None else relieve(split.targets, potential, effect=effect, elapsed=0.0)
    handed_down = _handed_down(ground, expected)
    return Plan(
        ground=ground,
        choice=choice,
        total=total,
        split=split,
        weight_from=weight_from,
        reconciliation=reconcile(total, sides),
        attainment=attainment,
        handed_down=handed_down,
        fairness=_fairness(ground, potential, split, attainment),
        lines=_lines(ground, potential, split, expected, attainment, handed_down, relief),
        relief=relief,
    )


def step_for(size: float) -> float:
    """Targets are written in round numbers: 100 for some ten thousands, less for less."""
    return float(10 ** max(round(np.log10(size)) - 2, 0)) if size > 0 else 1.0


def _draws(ground: Ground) -> int:
    return DRAWS if len(ground.people) <= MANY_PEOPLE else FEWER_DRAWS


def _sides(ground: Ground) -> dict[str, Floats]:
    draws, weeks = _draws(ground), max(round(ground.weeks), 1)
    sides: dict[str, Floats] = {}
    if ground.territories.accounts.any():
        spread = ground.productivity.size_spread
        sides["market"] = market_draws(
            ground.territories, size_spread=spread, season=ground.season, draws=draws, seed=SEED
        )
    seats = Seats(ground.productivity, ground.tenure, ground.ramp_weeks, leaving=ground.leaving)
    sides["capacity"] = capacity_draws(seats, weeks=weeks, draws=draws, seed=SEED) * ground.season
    if ground.demand is not None:
        rng = np.random.default_rng(SEED)
        middle = ground.demand.a_day * ground.period.days * ground.season
        sides["demand"] = middle * np.exp(rng.normal(0, 1, draws) * ground.demand.spread - ground.demand.spread**2 / 2)
    return sides


def _supported(sides: dict[str, Floats]) -> float:
    """The least of what the sides support in the middle case, in round numbers."""
    least = min(float(np.median(draws)) for draws in sides.values())
    step = step_for(least) if least > 0 else 1.0
    return round(least / step) * step


def _weight(ground: Ground, choice: Choice) -> tuple[float, int]:
    if choice.potential_weight is not None:
        return choice.potential_weight, 0
    return weight_by_fit(potential_of(ground.territories), ground.last_history, ground.last_brought)


def _expected(ground: Ground, effect: Floats | None) -> Expectation:
    rest = 1.0 if effect is None else effect
    wins = ground.productivity.wins_a_week * ground.present * ground.weeks * ground.season * rest
    return Expectation(wins, ground.productivity.mean_size, ground.productivity.size_spread, SHOCK)


def _handed_down(ground: Ground, expected: Expectation) -> Attainment | None:
    if not ground.handed_down_total:
        return None
    targets = np.nan_to_num(ground.handed_down)
    return simulate_attainment(expected, targets, total=ground.handed_down_total, draws=_draws(ground), seed=SEED)


def _fairness(ground: Ground, potential: Floats, split: Split, attainment: Attainment) -> Fairness | None:
    carries = split.targets > 0
    if not carries.any():  # no amount is known: there is no target whose fairness could be judged
        return None
    logged = np.log(np.maximum(potential[carries], 1.0))
    noise = potential_spread(ground.territories, size_spread=ground.productivity.size_spread)[carries]
    spread = float(logged.var())
    reliability = {"potential": max(spread - float((noise**2).mean()), 0.1 * spread) / spread} if spread > 0 else None
    return judge_fairness(
        attainment.chance[carries],
        split.targets[carries],
        {"potential": logged, "tenure": np.log1p(np.maximum(ground.tenure[carries], 0))},
        reliability=reliability,
        seed=SEED,
    )


def _lines(
    ground: Ground,
    potential: Floats,
    split: Split,
    expected: Expectation,
    attainment: Attainment,
    handed_down: Attainment | None,
    relief: Relief | None,
) -> tuple[Line, ...]:
    value = expected.value
    return tuple(
        Line(
            person=person,
            potential=float(potential[row]),
            history=float(ground.history[row]),
            counted=float(split.counted_history[row]),
            present=float(ground.present[row]),
            expected=float(value[row]),
            proposed=float(split.targets[row]),
            handed_down=None if np.isnan(ground.handed_down[row]) else float(ground.handed_down[row]),
            chance=float(attainment.chance[row]),
            handed_down_chance=None
            if handed_down is None or np.isnan(ground.handed_down[row])
            else float(handed_down.chance[row]),
            relieved=float(relief.targets[row]) if relief is not None and relief.moved[row] else None,
            change=float(relief.change[row]) if relief is not None else 0.0,
        )
        for row, person in enumerate(ground.people)
    )
