"""How good a warning is: average precision, calibration, and false alarms among slow, usual and fast buyers."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score

from trimtab.insight.models.measures import calibration_error
from trimtab.insight.trends.past import Flags, Floats, Integers

BUDGET = 0.10  # of those that were well, so many may be warned of in error
RULE_DAYS = 28.0
FEW_WELL = 30  # well cases below which a group takes the line of all


@dataclass(frozen=True)
class AlarmLine:
    """From which chance on to warn: one line for slow, usual and fast buyers, so that each bears the same false alarms.

    One line for all warns of slow buyers three times as often in error as of fast ones.
    """

    edges: tuple[float, float]
    least: tuple[float, float, float]

    def alarmed(self, chances: Floats, rates: Floats) -> Flags:
        """Whether each is warned of."""
        return np.asarray(chances >= np.array(self.least)[self._group(rates)])

    def _group(self, rates: Floats) -> Integers:
        return np.searchsorted(np.array(self.edges), rates)


@dataclass(frozen=True)
class Judged:
    """A warning held against what happened. n: cases; share: how often it happened; caught: of those, warned of.

    false_alarms: share warned of in error among slow, usual and fast; rule_*: the fixed rule of 28 silent days.
    """

    n: int
    share: float
    precision: float
    rule_precision: float
    calibration_error: float
    caught: float
    false_alarms: tuple[float, float, float]
    rule_caught: float
    rule_false_alarms: tuple[float, float, float]


def alarm_line(chances: Floats, happened: Flags, rates: Floats, *, budget: float = BUDGET) -> AlarmLine:
    """The line above which the share `budget` of each group of well cases lies."""
    well = ~happened
    if not well.any():
        return AlarmLine((0.0, 0.0), (1.0, 1.0, 1.0))
    low, high = (float(one) for one in np.quantile(rates, [1 / 3, 2 / 3]))
    group = np.searchsorted(np.array([low, high]), rates)
    everyone = chances[well]
    parts = [chances[well & (group == number)] for number in range(3)]
    least = [float(np.quantile(part if len(part) >= FEW_WELL else everyone, 1 - budget)) for part in parts]
    return AlarmLine((low, high), (least[0], least[1], least[2]))


def judge(
    chances: Floats, happened: Flags, *, alarmed: Flags, days: Floats, rates: Floats, rule_days: float = RULE_DAYS
) -> Judged | None:
    """Hold chances and alarms against the fixed rule; None where nothing or everything happened.

    Args:
        days: since the last event, what the fixed rule goes by.
        rates: the pace of each, to compare slow, usual and fast.
    """
    if not len(happened) or happened.all() or not happened.any():
        return None
    by_rule = days >= rule_days
    return Judged(
        n=len(happened),
        share=float(happened.mean()),
        precision=float(average_precision_score(happened, chances)),
        rule_precision=float(average_precision_score(happened, days)),
        calibration_error=calibration_error(happened.astype(np.float64), chances),
        caught=float(alarmed[happened].mean()),
        false_alarms=_by_pace(alarmed, happened, rates),
        rule_caught=float(by_rule[happened].mean()),
        rule_false_alarms=_by_pace(by_rule, happened, rates),
    )


def _by_pace(alarmed: Flags, happened: Flags, rates: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(rates, [1 / 3, 2 / 3])
    groups = (rates <= low, (rates > low) & (rates <= high), rates > high)
    shares = [alarmed[group & ~happened] for group in groups]
    slow, usual, fast = (float(one.mean()) if len(one) else 0.0 for one in shares)
    return slow, usual, fast
