"""Where a seller differs from the team on each lever and stage, adjusted for the kind of work and for chance.

Indirect standardisation: what the others of the team would have reached with this seller's mix of segments and kinds.
The difference is drawn towards nothing by as much as sellers of the team differ by chance alone (empirical Bayes,
DerSimonian and Laird 1986), and all differences of the team are compared at once (Benjamini-Hochberg).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from trimtab.insight.results import NotEnoughData, Row
from trimtab.insight.watch.discovery import benjamini_hochberg

LEAST_CASES = 12  # of a seller
LEAST_SELLERS = 3  # a team of two would show each the other
PRIOR_CASES = 8.0  # a kind of work is drawn to the team's mean as if so many cases had shown it
LEAST_SPREAD = 0.1  # of the variance by chance
Z_80 = 1.2815515655446004
FALSE_SHARE = 0.1
WORSE_WHEN_HIGHER = ("won_cycle", "push_share")


@dataclass(frozen=True)
class Case:
    """Cases of one seller, measure and kind of work, added up."""

    seller: str
    measure: str
    stratum: str
    n: float
    total: float
    squares: float


@dataclass(frozen=True)
class Difference:
    """One seller on one measure. own: as it was; team: what the others would have reached with the same work.

    difference, low, high: drawn towards nothing, with bounds for 8 of 10 cases; of values and lengths of logarithms.
    is_clear: stands in the comparison of everybody in the team on every measure. is_worse: for the customer's sake.
    """

    seller: str
    measure: str
    n: int
    own: float
    team: float
    raw: float
    error: float
    difference: float
    low: float
    high: float
    is_clear: bool

    @property
    def is_worse(self) -> bool:
        """Whether it points the wrong way."""
        return (self.difference > 0) == (self.measure in WORSE_WHEN_HIGHER)

    @property
    def is_share(self) -> bool:
        return not self.measure.startswith("win_value") and self.measure != "won_cycle"


@dataclass(frozen=True)
class Moved:
    """How far a seller's difference to the team moved since a day, with bounds for 8 of 10 cases."""

    before: float
    since: float
    n: int
    low: float
    high: float

    @property
    def change(self) -> float:
        """After minus before."""
        return self.since - self.before


def cases_of(rows: Iterable[Row]) -> list[Case]:
    """The rows of `seller_outcomes` by owner."""
    return [
        Case(
            str(row["part"]), str(row["measure"]), str(row["stratum"]), *(float(str(row[name])) for name in
            ("n", "total", "squares")),
        )
        for row in rows
        if row["part"]
    ]  # fmt: skip


def compare(cases: Iterable[Case]) -> list[Difference] | NotEnoughData:
    """Everybody of a team against the others on every measure; sellers with too few cases of a measure are left out."""
    by_measure: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_measure[case.measure].append(case)
    sellers = {case.seller for mine in by_measure.values() for case in mine}
    if len(sellers) < LEAST_SELLERS:
        return NotEnoughData(n=len(sellers), needs=LEAST_SELLERS, of="sellers with decided opportunities")
    found = [difference for mine in by_measure.values() for difference in _on_one_measure(mine)]
    chances = np.array([erfc(abs(one.raw) / one.error / sqrt(2)) for one in found])
    clear = benjamini_hochberg(chances, share=FALSE_SHARE)
    return [
        Difference(**{**one.__dict__, "is_clear": bool(is_clear)}) for one, is_clear in zip(found, clear, strict=True)
    ]


def moved_since(before: Iterable[Case], since: Iterable[Case], *, seller: str, measure: str) -> Moved | NotEnoughData:
    """Whether a seller came closer to the team (or went further) on a measure between two times."""
    sides = [_raw([case for case in some if case.measure == measure]).get(seller) for some in (before, since)]
    if sides[0] is None or sides[1] is None:
        n = 0 if sides[1] is None else int(sides[1][2])
        return NotEnoughData(n=n, needs=LEAST_CASES, of="cases since")
    (first, first_error, *_rest), (last, last_error, cases, *_others) = sides[0], sides[1]
    width = Z_80 * sqrt(first_error**2 + last_error**2)
    return Moved(first, last, int(cases), last - first - width, last - first + width)


def _on_one_measure(cases: list[Case]) -> list[Difference]:
    raw = _raw(cases)
    # Never nothing: that sellers seem alike is known with an error too, so a tenth of it stays open.
    floor = LEAST_SPREAD * float(np.mean([one[1] ** 2 for one in raw.values()])) if raw else 0.0
    spread = max(_between(raw), floor)
    return [_difference(seller, cases[0].measure, *values, spread=spread) for seller, values in raw.items()]


def _raw(cases: list[Case]) -> dict[str, tuple[float, float, float, float, float]]:
    """Seller → difference to the others, its error, cases, own mean, the others' mean with the same work."""
    sellers: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        sellers[case.seller].append(case)
    if len(sellers) < LEAST_SELLERS:
        return {}
    found = {}
    for seller, mine in sellers.items():
        n = sum(case.n for case in mine)
        if n < LEAST_CASES:
            continue
        others = [case for case in cases if case.seller != seller]
        expected, variance = _expected(mine, others)
        own = sum(case.total for case in mine) / n
        found[seller] = (own - expected / n, sqrt(max(variance, 1e-12)) / n, n, own, expected / n)
    return found


def _expected(mine: list[Case], others: list[Case]) -> tuple[float, float]:
    """What the others would have reached with these cases, and the variance of the sum of these cases by chance."""
    overall_n = sum(case.n for case in others)
    overall = sum(case.total for case in others) / max(overall_n, 1.0)
    of_stratum: Mapping[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for case in others:
        sums = of_stratum[case.stratum]
        sums[0], sums[1], sums[2] = sums[0] + case.n, sums[1] + case.total, sums[2] + case.squares
    pooled = max(sum(case.squares for case in others) / max(overall_n, 1.0) - overall**2, 1e-9)
    expected = variance = 0.0
    for case in mine:
        n, total, _squares = of_stratum[case.stratum]
        mean = (total + PRIOR_CASES * overall) / (n + PRIOR_CASES)
        expected += case.n * mean
        # The error of the others' mean is an error of every one of these cases.
        variance += case.n * pooled + case.n**2 * pooled / (n + PRIOR_CASES)
    return expected, variance


def _between(raw: Mapping[str, tuple[float, float, float, float, float]]) -> float:
    """Variance between sellers beyond chance."""
    if len(raw) < LEAST_SELLERS:
        return 0.0
    values = np.array([one[0] for one in raw.values()])
    weights = np.array([one[1] ** -2 for one in raw.values()])
    mean = float((weights * values).sum() / weights.sum())
    excess = float((weights * (values - mean) ** 2).sum()) - (len(raw) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(excess / scale, 0.0)


def _difference(
    seller: str, measure: str, raw: float, error: float, n: float, own: float, team: float, *, spread: float
) -> Difference:
    kept = spread / (spread + error**2)
    width = Z_80 * sqrt(spread * error**2 / (spread + error**2))
    drawn = kept * raw
    return Difference(
        seller=seller,
        measure=measure,
        n=int(n),
        own=own,
        team=team,
        raw=raw,
        error=error,
        difference=drawn,
        low=drawn - width,
        high=drawn + width,
        is_clear=False,
    )
