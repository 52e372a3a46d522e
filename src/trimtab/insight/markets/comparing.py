"""Markets side by side: what each figure is, how sure that is, and what would have to be known to be surer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from trimtab.insight.markets.pooling import Floats, MeanPool, RatePool
from trimtab.insight.markets.queries import Totals
from trimtab.insight.results import NotEnoughData

LEAST_MARKETS = 3
LEAST_DECIDED = 20
LEAST_WITH_HOURS = 20
Z_80 = 1.2815515655446004
WANTED_WIDTH = 0.1  # to each side: a win rate known to ten points of a hundred
LOW, HIGH = 0.1, 0.9  # of an interval for 8 of 10
NAMED_FROM = 0.9  # the chance from which a market is named as better
LEAST_ERROR = 1e-6


@dataclass(frozen=True)
class Figure:
    """One figure of one market: as it was (None: no case), drawn towards the others, with bounds for 8 of 10.

    chance: that it is better than that of the other markets together; for cycles and costs, lower is better.
    """

    n: int
    raw: float | None
    value: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True)
class Evidence:
    """All figures of one market. Hours and what an hour brings are None where too few touches are recorded.

    needed: how many more decided opportunities until the win rate is known to ten points; 0: it is.
    """

    win_rate: Figure
    cycle: Figure | None
    value: Figure | None
    answered: Figure | None
    hours: Figure | None
    cost: Figure | None
    worth: Figure
    needed: int


@dataclass(frozen=True)
class Market:
    """A market with its sums and what they say."""

    totals: Totals
    evidence: Evidence

    @property
    def name(self) -> str:
        return self.totals.name

    @property
    def standing(self) -> str:
        """better, worse: nine of ten; open: the data do not say."""
        chance = self.evidence.worth.chance
        return "better" if chance >= NAMED_FROM else "worse" if chance <= 1 - NAMED_FROM else "open"


@dataclass(frozen=True)
class Compared:
    """All markets, the one most likely better than the others first.

    has_hours: whether worth is what an hour brings; otherwise it is what a decided opportunity brings.
    alike: by how many cases each market is drawn to the others. false_expected: of those named, how many are
    better by chance alone.
    """

    markets: tuple[Market, ...]
    n: int
    has_hours: bool
    alike: float
    false_expected: float


def compare_markets(totals: Sequence[Totals], *, seed: int = 1, draws: int = 4_000) -> Compared | NotEnoughData:
    """Compare them; markets without a decided opportunity stand there too, as what the others are."""
    known = sorted((one for one in totals if one.accounts), key=lambda one: one.name)
    decided = int(sum(one.decided for one in known))
    if len(known) < LEAST_MARKETS:
        return NotEnoughData(n=len(known), needs=LEAST_MARKETS, of="markets")
    if decided < LEAST_DECIDED:
        return NotEnoughData(n=decided, needs=LEAST_DECIDED, of="decided opportunities")
    return _Comparison(known, seed=seed, draws=draws).compared(decided)


class _Comparison:
    """One draw of all figures of all markets at a time, so that what is made of several keeps hanging together."""

    def __init__(self, known: Sequence[Totals], *, seed: int, draws: int) -> None:
        self.known, self.draws, self.seed = known, draws, seed
        self.decided = self._sums("decided")
        self.rates = RatePool(draws, seed).fit(self._sums("won"), self.decided)
        touched = self._sums("touched")
        self.answers = RatePool(draws, seed + 1).fit(self._sums("answered"), touched) if touched.sum() else None
        self.cycles = self._logs("days", least=LEAST_DECIDED // 2)
        self.values = self._logs("amount", least=LEAST_DECIDED // 2)
        self.hours = self._logs("hours", least=LEAST_WITH_HOURS)

    def compared(self, decided: int) -> Compared:
        win = self.rates.shares_
        value = None if self.values is None else _typical_sum(*self.values)
        hours = None if self.hours is None else _typical_sum(*self.hours)
        brought = win if value is None else win * value
        worth = brought if hours is None else brought / hours
        figures = {
            "win_rate": self._figures(win, self.decided, self._raw("won", "decided")),
            "cycle": self._optional(self.cycles, "days", lower_is_better=True, shift=1.0),
            "value": self._optional(self.values, "amount"),
            "answered": self._answered(),
            "hours": self._optional(self.hours, "hours", lower_is_better=True),
            "cost": self._cost(hours, win),
            "worth": self._figures(worth, self.decided, [None] * len(self.known)),
        }
        markets = [
            Market(one, self._evidence(place, {name: found[place] for name, found in figures.items() if found}))
            for place, one in enumerate(self.known)
        ]
        markets.sort(key=lambda market: (-market.evidence.worth.chance, market.name))
        chances = [market.evidence.worth.chance for market in markets if market.standing == "better"]
        wrong = sum(1 - chance for chance in chances)
        return Compared(tuple(markets), decided, hours is not None, self.rates.kappa_, wrong)

    def _evidence(self, place: int, found: dict[str, Figure]) -> Evidence:
        optional = {name: found.get(name) for name in ("cycle", "value", "answered", "hours", "cost")}
        share = found["win_rate"].value
        cases = Z_80**2 * share * (1 - share) / WANTED_WIDTH**2
        needed = max(0, ceil(cases - self.decided[place] - self.rates.kappa_))
        return Evidence(win_rate=found["win_rate"], worth=found["worth"], needed=needed, **optional)

    def _sums(self, name: str) -> Floats:
        return np.array([getattr(one, name) for one in self.known], float)

    def _raw(self, hits: str, cases: str) -> list[float | None]:
        return [
            getattr(one, hits) / getattr(one, cases) if getattr(one, cases) else None for one in self.known
        ]  # fmt: skip

    def _logs(self, name: str, *, least: int) -> tuple[Floats, float] | None:
        """Draws of the means of logarithms, and the variance of single cases; None where too little is known."""
        n, total, squares = (self._sums(f"{name}_{part}") for part in ("n", "sum", "squares"))
        if n.sum() < least:
            return None
        means = np.divide(total, n, out=np.zeros_like(total), where=n > 0)
        within = float((squares - n * means**2).sum() / max(n.sum() - (n > 0).sum(), 1))
        variance = max(within, LEAST_ERROR)
        errors = np.where(n > 0, np.sqrt(variance / np.maximum(n, 1)), np.inf)
        return MeanPool(self.draws, self.seed + len(name)).fit(means, errors).means_, variance

    def _optional(
        self, found: tuple[Floats, float] | None, name: str, *, lower_is_better: bool = False, shift: float = 0.0
    ) -> list[Figure]:
        """The typical case (the middle one) of a figure kept as logarithms."""
        if found is None:
            return []
        n, total = self._sums(f"{name}_n"), self._sums(f"{name}_sum")
        raw = [float(np.exp(s / c) - shift) if c else None for s, c in zip(total, n, strict=True)]
        return self._figures(np.exp(found[0]) - shift, n, raw, lower_is_better=lower_is_better)

    def _answered(self) -> list[Figure]:
        if self.answers is None:
            return []
        return self._figures(self.answers.shares_, self._sums("touched"), self._raw("answered", "touched"))

    def _cost(self, hours: Floats | None, win: Floats) -> list[Figure]:
        """Hours of a sale: those of all that was decided, won or lost, for each that was won."""
        if hours is None:
            return []
        return self._figures(hours / win, self._sums("hours_n"), [None] * len(self.known), lower_is_better=True)

    def _figures(
        self, draws: Floats, n: Floats, raw: Sequence[float | None], *, lower_is_better: bool = False
    ) -> list[Figure]:
        low, middle, high = np.quantile(draws, [LOW, 0.5, HIGH], axis=0)
        better = draws < self._others(draws) if lower_is_better else draws > self._others(draws)
        chances = better.mean(axis=0)
        return [
            Figure(int(n[place]), raw[place], *(float(each[place]) for each in (middle, low, high, chances)))
            for place in range(len(self.known))
        ]

    def _others(self, draws: Floats) -> Floats:
        """What the other markets are together, each by its decided opportunities."""
        weights = self.decided + LEAST_ERROR
        whole = (draws * weights).sum(axis=1, keepdims=True)
        return np.asarray((whole - draws * weights) / (weights.sum() - weights))


def _typical_sum(means: Floats, variance: float) -> Floats:
    """The average of a figure whose logarithm has these means: sums are made of averages, not of middle cases."""
    return np.asarray(np.exp(means + variance / 2))
