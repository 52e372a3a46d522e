"""What velocity would be if a lever moved, with what we do not know about the levers themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.results import NotEnoughData, Result

Floats = NDArray[np.float64]
LEVERS = ("open_mean", "won_mean", "win_rate", "stay_days")
SUMS = ("open_days", "exits", "won", "won_value")
NEEDS = 8  # wins, below which a redraw often has none


@dataclass(frozen=True)
class Coupling:
    """When `lever` is multiplied by m, `moves` is multiplied by m ** elasticity. The user believes it."""

    lever: str
    moves: str
    elasticity: float


@dataclass(frozen=True)
class Preset:
    """A named set of couplings: which levers move together, and in which direction the elasticity is expected."""

    name: str
    lever: str
    moves: tuple[str, ...]
    meaning: str

    def couplings(self, elasticities: Mapping[str, float]) -> tuple[Coupling, ...]:
        """The couplings with the user's elasticities by moved lever.

        Raises:
            KeyError: an elasticity is missing.
        """
        return tuple(Coupling(self.lever, moved, elasticities[moved]) for moved in self.moves)


PRESETS: dict[str, Preset] = {
    "discount": Preset("discount", "won_mean", ("win_rate",), "A lower price wins more often (elasticity below 0)."),
    "qualification": Preset(
        "qualification",
        "open_mean",
        ("win_rate", "stay_days"),
        "Letting fewer in raises the win rate (below 0) and shortens the stay (above 0).",
    ),
}


@dataclass(frozen=True)
class Range:
    """Median and 80 % interval over redraws of accounts."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class WhatIf:
    """Velocity now and with the levers moved, in money a day, if nothing else moved."""

    now: Range
    then: Range
    difference: Range
    levers: Mapping[str, Range]
    multipliers: Mapping[str, float]
    n: int
    method: str


def what_if(
    accounts: Result,
    multipliers: Mapping[str, float],
    *,
    couplings: tuple[Coupling, ...] = (),
    draws: int = 500,
    seed: int = 20240601,
) -> WhatIf | NotEnoughData:
    """Multiply levers of velocity and say what comes out.

    Args:
        accounts: a result of `velocity_accounts`.
        multipliers: lever → factor, e.g. {"win_rate": 1.1}.
        couplings: what else moves with a lever.
        draws: joint redraws of accounts; levers keep their correlation.
        seed: of the redraws.

    Raises:
        ValueError: a lever is unknown or a multiplier is not positive.
    """
    applied = _applied(multipliers, couplings)
    sums = np.array([[float(str(row[name])) for name in SUMS] for row in accounts.rows]).reshape(-1, len(SUMS))
    won = int(sums[:, 2].sum())
    if won < NEEDS:
        return NotEnoughData(n=won, needs=NEEDS, of="wins")
    days = float(str(accounts.rows[0]["days"]))
    levers = _drawn_levers(_by_account(accounts, sums), days=days, draws=draws, seed=seed)
    now = levers["open_mean"] * levers["won_mean"] * levers["win_rate"] / levers["stay_days"]
    moved = {name: levers[name] * applied.get(name, 1.0) for name in LEVERS}
    then = moved["open_mean"] * moved["won_mean"] * np.minimum(moved["win_rate"], 1.0) / moved["stay_days"]
    return WhatIf(
        now=_range(now),
        then=_range(then),
        difference=_range(then - now),
        levers={name: _range(values) for name, values in levers.items()},
        multipliers=applied,
        n=won,
        method=f"{draws} joint redraws of accounts; if nothing else moved",
    )


def _applied(multipliers: Mapping[str, float], couplings: tuple[Coupling, ...]) -> dict[str, float]:
    for name in (*multipliers, *(name for coupling in couplings for name in (coupling.lever, coupling.moves))):
        if name not in LEVERS:
            raise ValueError(f"A lever must be one of {', '.join(LEVERS)}. Got {name!r}.")
    for name, factor in multipliers.items():
        if factor <= 0:
            raise ValueError(f"The multiplier of {name} must be above 0. Got {factor}.")
    applied = dict(multipliers)
    for coupling in couplings:
        follows = multipliers.get(coupling.lever, 1.0) ** coupling.elasticity
        applied[coupling.moves] = applied.get(coupling.moves, 1.0) * follows
    return applied


def _by_account(accounts: Result, sums: Floats) -> Floats:
    """One row an account: a breakdown may have spread it over several."""
    places = {key: place for place, key in enumerate(dict.fromkeys(row["account_id"] for row in accounts.rows))}
    table = np.zeros((len(places), len(SUMS)))
    np.add.at(table, [places[row["account_id"]] for row in accounts.rows], sums)
    return table


def _drawn_levers(table: Floats, *, days: float, draws: int, seed: int) -> dict[str, Floats]:
    """The levers of each redraw; redraws without a win or an open day say nothing and are left out."""
    generator = np.random.default_rng(seed)
    picked = np.array([_redrawn(table, generator) for _ in range(draws)])
    open_days, exits, won, value = picked[(picked[:, 2] > 0) & (picked[:, 0] > 0)].T
    return {
        "open_mean": open_days / days,
        "won_mean": value / won,
        "win_rate": won / exits,
        "stay_days": open_days / exits,
    }


def _redrawn(table: Floats, generator: np.random.Generator) -> Floats:
    return np.asarray(table[generator.integers(0, len(table), size=len(table))].sum(axis=0), dtype=float)


def _range(values: Floats) -> Range:
    low, median, high = np.quantile(values, (0.1, 0.5, 0.9))
    return Range(median=float(median), low=float(low), high=float(high))
