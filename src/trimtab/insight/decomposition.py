"""How much of a change in velocity came through which lever, exactly.

velocity = sum over segments of open_mean x mix x won_mean x win_rate / stay_days, where open_mean is the total and mix
the segment's share of it. Each segment is split by the additive LMDI-I (Ang and Liu 2007): the contribution of factor x
is Lm(V1, V0) ln(x1 / x0), Lm the logarithmic mean. It leaves no remainder, does not depend on direction, and adds up
over segments (person to team to region). Where a factor of a segment is zero it is undefined, and the segment is split
by Shapley values over all orders instead: LMDI with a small number in place of zero keeps the total but not the split.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.results import NotEnoughData, Result, Row

Floats = NDArray[np.float64]
FACTORS = ("open_mean", "mix", "won_mean", "win_rate", "stay_days")
SUMS = ("open_days", "exits", "won", "won_value")
SECOND = 1 / 86400  # days: an opportunity closed the moment it opened still stayed this long
CLEAR = 0.9  # below this probability of its sign a contribution is noise


@dataclass(frozen=True)
class Contribution:
    """What one lever added to the velocity, in money a day.

    sign_probability is the share of redraws of accounts with the same sign; None without redraws.
    """

    lever: str
    amount: float
    low: float | None = None
    high: float | None = None
    sign_probability: float | None = None

    @property
    def is_clear(self) -> bool:
        """Whether the direction is more than noise."""
        return self.amount != 0 and self.sign_probability is not None and self.sign_probability >= CLEAR


@dataclass(frozen=True)
class Segment:
    """One group's part of the change: contributions by lever, adding up to after - before."""

    part: str
    part_name: str | None
    before: float
    after: float
    contributions: Mapping[str, float]
    method: str


@dataclass(frozen=True)
class Decomposition:
    """A change of velocity split over its levers; contributions add up to `change` but for `residual` (rounding)."""

    before: float
    after: float
    contributions: tuple[Contribution, ...]
    segments: tuple[Segment, ...]
    n: int
    method: str

    @property
    def change(self) -> float:
        """After minus before, money a day."""
        return self.after - self.before

    @property
    def residual(self) -> float:
        """What the contributions leave over: rounding of floating point only."""
        return self.change - sum(contribution.amount for contribution in self.contributions)


def decompose(
    before: Result,
    after: Result,
    *,
    accounts_before: Result | None = None,
    accounts_after: Result | None = None,
    draws: int = 500,
    seed: int = 20240601,
) -> Decomposition | NotEnoughData:
    """Split the change between two results of `velocity` with the same breakdown.

    Args:
        before, after: results of `velocity`; each part is a segment.
        accounts_before, accounts_after: results of `velocity_accounts` for the same slice, breakdown and periods;
            with them each contribution gets an 80 % interval and the probability of its sign.
        draws: redraws of accounts.
        seed: of the redraws.

    Returns:
        NotEnoughData when no opportunity ended in either period.
    """
    exits = int(before.total("exits") + after.total("exits"))
    if not exits:
        return NotEnoughData(n=0, needs=1, of="closed opportunities")
    names = _parts(before, after)
    sums = np.stack([_sums(before, list(names)), _sums(after, list(names))])
    days = np.array([_days(before), _days(after)])
    split, is_lmdi = contributions(sums, days=days)
    values = sums[:, :, 3] / days[:, None]
    drawn = None
    if accounts_before is not None and accounts_after is not None:
        generator = np.random.default_rng(seed)
        drawn = _redraw(accounts_before, accounts_after, list(names), days=days, draws=draws, generator=generator)
    return Decomposition(
        before=float(values[0].sum()),
        after=float(values[1].sum()),
        contributions=_summed(split.sum(axis=0), drawn),
        segments=tuple(
            _segment(part, names[part], values[:, place], split=split[place], is_lmdi=bool(is_lmdi[place]))
            for place, part in enumerate(names)
        ),
        n=exits,
        method="additive LMDI-I, Shapley where a factor is zero; accounts redrawn" if drawn is not None
        else "additive LMDI-I, Shapley where a factor is zero",
    )  # fmt: skip


def contributions(sums: Floats, *, days: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Contributions of each factor.

    Args:
        sums: shape (2, ..., segments, 4): open_days, exits, won, won_value, before and after.
        days: shape (2,), lengths of the periods.

    Returns:
        Money a day, shape (..., segments, 5) in the order of FACTORS; and whether LMDI was used, (..., segments).
    """
    factors = _factors(sums, days=days)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_lmdi = _lmdi(factors[0], factors[1])
    usable = np.all(factors > 0, axis=(0, -1))
    return np.where(usable[..., None], by_lmdi, _shapley(factors[0], factors[1])), usable


def split_levers(before: Sequence[float], after: Sequence[float], *, method: str = "lmdi") -> tuple[float, ...]:
    """Contributions of factors whose product is the quantity, e.g. (count, value, win rate, 1 / stay).

    Raises:
        ValueError: the method is neither lmdi nor shapley, or lmdi was asked for with a factor that is not positive.
    """
    first, second = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if method not in ("lmdi", "shapley"):
        raise ValueError(f"`method` must be one of lmdi, shapley. Got {method!r}.")
    if method == "shapley":
        return tuple(float(amount) for amount in _shapley(first, second))
    if not (np.all(first > 0) and np.all(second > 0)):
        raise ValueError("lmdi needs positive factors; use shapley where one is zero.")
    return tuple(float(amount) for amount in _lmdi(first, second))


def _factors(sums: Floats, *, days: Floats) -> Floats:
    """FACTORS for both periods; what cannot be observed in one period takes the value of the other, so adds nothing."""
    exits, won, won_value = sums[..., 1], sums[..., 2], sums[..., 3]
    open_days = np.maximum(sums[..., 0], exits * SECOND)
    length = days.reshape((2,) + (1,) * (open_days.ndim - 1))
    mean = open_days / length
    total = np.broadcast_to(mean.sum(axis=-1, keepdims=True), mean.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = _seen(won_value / won, won > 0)
        stay = _seen(exits / open_days, exits > 0)
        rate = np.where(exits > 0, won / exits, 0.0)
        # A segment with nothing in it loses through the mix, not through a win rate that was never observed.
        rate = np.where((open_days > 0) | (exits > 0), rate, rate[::-1])
        mix = np.where(total > 0, mean / total, 0.0)
    return np.stack([total, mix, value, rate, stay], axis=-1)


def _seen(values: Floats, seen: NDArray[np.bool_]) -> Floats:
    filled = np.where(seen, values, values[::-1])
    return np.where(seen | seen[::-1], filled, 0.0)


def _lmdi(before: Floats, after: Floats) -> Floats:
    first, second = before.prod(axis=-1), after.prod(axis=-1)
    # Not the logarithm of the quotient: that overflows where a factor is next to nothing.
    ratio = np.log(after) - np.log(before)
    log_change = ratio.sum(axis=-1)
    # Near equality the logarithmic mean is the arithmetic one; the quotient would be 0 / 0.
    close = np.abs(log_change) < 1e-9
    mean = np.where(close, (first + second) / 2, (second - first) / np.where(close, 1.0, log_change))
    return np.asarray(mean[..., None] * ratio, dtype=float)


def _shapley(before: Floats, after: Floats) -> Floats:
    count = before.shape[-1]
    result = np.zeros(np.broadcast_shapes(before.shape, after.shape))
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for chosen in combinations(range(count), size):
            mixed = before.copy()
            mixed[..., list(chosen)] = after[..., list(chosen)]
            for factor in set(range(count)) - set(chosen):
                rest = np.delete(mixed, factor, axis=-1).prod(axis=-1)
                result[..., factor] += weight * rest * (after[..., factor] - before[..., factor])
    return result


def _parts(before: Result, after: Result) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for row in (*before.rows, *after.rows):
        name = row["part_name"]
        found.setdefault(str(row["part"]), None if name is None else str(name))
    return found


def _sums(result: Result, parts: Sequence[str]) -> Floats:
    rows = {str(row["part"]): row for row in result.rows}
    return np.array([_row_sums(rows[part]) if part in rows else [0.0] * len(SUMS) for part in parts])


def _row_sums(row: Row) -> list[float]:
    return [float(str(row[name])) for name in SUMS]


def _days(result: Result) -> float:
    return float(str(result.rows[0]["days"])) if result.rows else 1.0


def _redraw(
    before: Result, after: Result, parts: Sequence[str], *, days: Floats, draws: int, generator: np.random.Generator
) -> Floats:
    """Total contributions of each redraw of accounts, shape (draws, 5). An account keeps its weight in both periods."""
    accounts = {key: place for place, key in enumerate(dict.fromkeys(_keys(before) + _keys(after)))}
    pieces = [_pieces(result, parts, accounts) for result in (before, after)]
    # In blocks, so that 500 draws of 50,000 accounts hold 20 MB and not 200.
    block = max(1, min(draws, 2_500_000 // max(len(accounts), 1)))
    drawn = []
    for start in range(0, draws, block):
        size = min(block, draws - start)
        picked = generator.integers(0, len(accounts), size=(size, len(accounts)))
        offset = picked + np.arange(size)[:, None] * len(accounts)
        weights = np.bincount(offset.ravel(), minlength=size * len(accounts)).reshape(size, len(accounts)).astype(float)
        sums = np.stack([np.stack([weights[:, at] @ rows for at, rows in piece], axis=1) for piece in pieces])
        drawn.append(contributions(sums, days=days)[0].sum(axis=1))
    return np.concatenate(drawn)


def _keys(result: Result) -> list[object]:
    return [row["account_id"] for row in result.rows]


def _pieces(
    result: Result, parts: Sequence[str], accounts: Mapping[object, int]
) -> list[tuple[NDArray[np.int64], Floats]]:
    by_part: dict[str, list[Row]] = {part: [] for part in parts}
    for row in result.rows:
        by_part[str(row["part"])].append(row)
    return [
        (
            np.array([accounts[row["account_id"]] for row in rows], dtype=np.int64),
            np.array([_row_sums(row) for row in rows], dtype=float).reshape(len(rows), len(SUMS)),
        )
        for rows in by_part.values()
    ]


def _summed(totals: Floats, drawn: Floats | None) -> tuple[Contribution, ...]:
    if drawn is None:
        return tuple(Contribution(lever, float(amount)) for lever, amount in zip(FACTORS, totals, strict=True))
    low, high = np.quantile(drawn, (0.1, 0.9), axis=0)
    same_sign = (np.sign(drawn) == np.sign(totals)).mean(axis=0)
    return tuple(
        Contribution(lever, float(totals[place]), float(low[place]), float(high[place]), float(same_sign[place]))
        for place, lever in enumerate(FACTORS)
    )


def _segment(part: str, name: str | None, values: Floats, *, split: Floats, is_lmdi: bool) -> Segment:
    return Segment(
        part=part,
        part_name=name,
        before=float(values[0]),
        after=float(values[1]),
        contributions={lever: float(amount) for lever, amount in zip(FACTORS, split, strict=True)},
        method="LMDI-I" if is_lmdi else "Shapley",
    )
