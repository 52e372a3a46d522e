"""What a person's own forecasts are worth: by how much they run high or low, and whether they beat the computed one."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import Floats
from trimtab.insight.results import NotEnoughData

# The bias of a person is drawn towards none by as much as so many periods.
PULL = 4.0
NEEDS = 3


@dataclass(frozen=True)
class Judgement:
    """How own forecasts compared with what came, over n periods.

    bias: sum of (said - came) / sum of what came, drawn towards 0; above 0 too much was promised. own, computed: mean
    absolute errors as shares of what came. added: computed - own, with its 80 % interval: above 0 judgement helped.
    """

    n: int
    bias: float
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
    if n < NEEDS or came.sum() <= 0:
        return NotEnoughData(n=n, needs=NEEDS, of="ended periods with a submission")
    total = float(came.sum())
    own, other = np.abs(said - came), np.abs(computed - came)
    rng = np.random.default_rng(seed)
    rows = rng.integers(n, size=(1_000, n))
    drawn = (other[rows].sum(axis=1) - own[rows].sum(axis=1)) / np.maximum(came[rows].sum(axis=1), 1e-9)
    low, high = (float(value) for value in np.quantile(drawn, (0.1, 0.9)))
    return Judgement(
        n=n,
        bias=float((said - came).sum()) / total * n / (n + PULL),
        own=float(own.sum()) / total,
        computed=float(other.sum()) / total,
        added=float((other - own).sum()) / total,
        added_low=low,
        added_high=high,
    )
