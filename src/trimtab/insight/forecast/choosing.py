"""Which method to believe, by what each said before and what came: the model, or a plain baseline that did better.

The model steps back where it did not beat the best baseline over at least three earlier spans. Where that is a clear
difference it is left out; otherwise both are mixed, each by the inverse of its squared errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import Floats
from trimtab.insight.forecast.measures import differs
from trimtab.insight.forecast.shocks import Ended
from trimtab.insight.forecast.windows import Window

MODEL = "model"
LEAST_SPANS = 3
CLEAR_FROM = 6
# How wide the model takes itself to be is believed as much as so many earlier spans.
BELIEF = 4.0
NARROWEST, WIDEST = 0.85, 2.5


@dataclass(frozen=True)
class Past:
    """What was said of an earlier span with as much of it left, refitted to what was known then, and what came."""

    window: Window
    mean: float
    deviation: float
    actual: float
    baselines: Mapping[str, float]
    ended: Ended

    @property
    def said(self) -> Mapping[str, float]:
        """Every method's total."""
        return {MODEL: self.mean, **self.baselines}


@dataclass(frozen=True)
class Method:
    """The method to use: its name, the weight of the model in it, and why the model steps back, if it does.

    reason: few (too few spans to compare), worse (clearly), mixed, or empty. errors: method → weighted absolute
    percentage error over the earlier spans in which it said something. n: earlier spans.
    """

    name: str
    weight: float
    reason: str
    errors: Mapping[str, float]
    n: int


def choose(past: Sequence[Past]) -> Method:
    """The method to use after these earlier spans."""
    names = sorted({name for one in past for name in one.said})
    errors = {name: error for name in names if (error := _error(_telling(past, name), name)) is not None}
    if len(past) < LEAST_SPANS:
        return Method(MODEL, 1.0, "few", errors, len(past))
    better = {name: gain for name in names if (gain := _gain(past, name)) > 0}
    if not better:
        return Method(MODEL, 1.0, "", errors, len(past))
    best = max(better, key=lambda name: (better[name], name))
    both = _telling(past, best)
    misses = {name: np.abs(_misses(both, name)) for name in (MODEL, best)}
    if len(both) >= CLEAR_FROM and differs(misses[MODEL], misses[best]):
        return Method(best, 0.0, "worse", errors, len(past))
    squares = {name: float(np.square(found).mean()) for name, found in misses.items()}
    return Method(best, squares[best] / (squares[MODEL] + squares[best]), "mixed", errors, len(past))


def _telling(past: Sequence[Past], name: str) -> list[Past]:
    """The spans in which a method said something."""
    return [one for one in past if name in one.said]


def _error(past: Sequence[Past], name: str) -> float | None:
    total = sum(one.actual for one in past)
    return float(np.abs(_misses(past, name)).sum()) / total if total > 0 else None


def _gain(past: Sequence[Past], name: str) -> float:
    """By how much a plain method was closer than the model in the spans in which it said something, at least three."""
    both = _telling(past, name)
    model, plain = _error(both, MODEL), _error(both, name)
    return 0.0 if len(both) < LEAST_SPANS or model is None or plain is None else model - plain


def widening(past: Sequence[Past]) -> float:
    """By how much the earlier misses were larger than the forecasts took themselves to be, drawn towards 1."""
    shares = [((one.actual - one.mean) / one.deviation) ** 2 for one in past if one.deviation > 0]
    square = (sum(min(share, 9.0) for share in shares) + BELIEF) / (len(shares) + BELIEF)
    return float(np.clip(np.sqrt(square), NARROWEST, WIDEST))


def _misses(past: Sequence[Past], name: str) -> Floats:
    return np.array([one.said[name] - one.actual for one in past])
