"""What a person's own forecasts are worth: by how much they run high or low, and whether they beat the computed one."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import Floats
from trimtab.insight.results import NotEnoughData

# The bias of a person is drawn towards none by as much as so many periods.
PULL = 4.0
NEEDS = 3
WINS = "wins in the ended periods"


@dataclass(frozen=True)
class Judgement:
    """How own forecasts compared with what came, over n periods.

    bias: sum of (said - came) / sum of what came, drawn towards 0; above 0 too much was promised. own, computed: mean
    absolute errors as shares of what came. added: computed - own: above 0 judgement helped. low, high: 80 % intervals.
    """

    n: int
    bias: float
    bias_low: float
    bias_high: float
    own: float
    computed: float
    added: float
    added_low: float
    added_high: float


def judge(said: Floats, computed: Floats, came: Floats, *, seed: int = 1) -> Judgement | NotEnoughData:
    """The worth of own forecasts of ended periods, beside what was computed at the same moments.

    The interval redraws periods. Periods in which nothing came count in the sums.
    """
    n = len(came)
    if n < NEEDS:
        return NotEnoughData(n=n, needs=NEEDS, of="ended periods with a submission")
    if came.sum() <= 0:
        return NotEnoughData(n=0, needs=1, of=WINS)
    total = float(came.sum())
    own, other = np.abs(said - came), np.abs(computed - came)
    rng = np.random.default_rng(seed)
    rows = rng.integers(n, size=(1_000, n))
    sums, kept = np.maximum(came[rows].sum(axis=1), 1e-9), n / (n + PULL)
    added = np.quantile((other[rows] - own[rows]).sum(axis=1) / sums, (0.1, 0.9))
    bias = np.quantile((said - came)[rows].sum(axis=1) / sums, (0.1, 0.9)) * kept
    return Judgement(
        n=n,
        bias=float((said - came).sum()) / total * kept,
        bias_low=float(bias[0]),
        bias_high=float(bias[1]),
        own=float(own.sum()) / total,
        computed=float(other.sum()) / total,
        added=float((other - own).sum()) / total,
        added_low=float(added[0]),
        added_high=float(added[1]),
    )
