"""How strong something unseen would have to be to explain an effect away.

Omitted variable bias for doubly robust estimates (Chernozhukov, Cinelli, Newey, Sharma and Syrgkanis 2022):
|bias| <= sqrt(of_outcome * of_lever / (1 - of_lever)) * outcome_spread * weight_spread, where the first two say how
much of what is left of the outcome, and of the lever's weights, the unseen cause explains. E-value: VanderWeele and
Ding 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from trimtab.insight.causes.effects import Z_95, Effect, effect_of
from trimtab.insight.causes.learning import foretell
from trimtab.insight.causes.trial import Trial


@dataclass(frozen=True)
class Strength:
    """What a kind of facts that we see explains: of the outcome, and of who gets the lever."""

    name: str
    of_outcome: float
    of_lever: float

    @property
    def most(self) -> float:
        """The larger of the two. The robustness value takes both alike, so that is what it is compared with."""
        return max(self.of_outcome, self.of_lever)


@dataclass(frozen=True)
class Bound:
    """The range of the effect if something unseen were as strong as the strongest that we see.

    low, high: the 90 % interval, widened by `bias`, by which such a cause could mislead. robustness: the share of
    what is left of both, outcome and lever, that something unseen must explain to bring the effect to nothing;
    robustness_edge: to bring the near end of the interval there. risk_ratio, e_value: the same thought in
    epidemiology's words; e_value_edge: at the near end. is_beyond_doubt: such a cause would not bring even the near
    end of the 95 % interval to nothing.
    """

    low: float
    high: float
    bias: float
    strengths: tuple[Strength, ...]
    robustness: float
    robustness_edge: float
    risk_ratio: float
    e_value: float
    e_value_edge: float
    is_beyond_doubt: bool

    @property
    def strongest(self) -> Strength | None:
        """The kind of facts that explains most, of the outcome or of who gets the lever."""
        return max(self.strengths, key=lambda one: one.most, default=None)


def bound(trial: Trial, effect: Effect, *, seed: int) -> Bound:
    """The range under a hidden cause that explains as much, of the outcome and of the lever alike, as the strongest."""
    strengths = strengths_of(trial, effect, seed=seed)
    most = max((one.most for one in strengths), default=0.0)
    bias = bias_of(most, most, effect)
    low, high = effect.interval()
    edge = low if effect.effect > 0 else high
    is_across = low <= 0 <= high
    ratio = _ratio(effect.rate_with, effect.rate_without)
    return Bound(
        low=low - bias,
        high=high + bias,
        bias=bias,
        strengths=strengths,
        robustness=robustness_of(effect.effect, effect),
        robustness_edge=0.0 if is_across else robustness_of(edge, effect),
        risk_ratio=ratio,
        e_value=e_value_of(ratio),
        is_beyond_doubt=abs(effect.effect) - Z_95 * effect.error > bias,
        e_value_edge=1.0 if is_across else e_value_of(_ratio(effect.rate_without + edge, effect.rate_without)),
    )


def strengths_of(trial: Trial, effect: Effect, *, seed: int) -> tuple[Strength, ...]:
    """What each kind of facts explained: the estimate with it beside the one without, on the same rows."""
    long = _on_the_same_rows(trial, effect, seed=seed)
    return tuple(
        _strength(name, long, _on_the_same_rows(trial.without_facts(columns), effect, seed=seed))
        for name, columns in trial.groups.items()
    )


def _on_the_same_rows(trial: Trial, effect: Effect, *, seed: int) -> Effect:
    return effect_of(trial, foretell(trial, seed=seed, is_plain=True), kept=effect.kept)


def bias_of(of_outcome: float, of_lever: float, effect: Effect) -> float:
    """The most by which a cause of that strength can mislead."""
    return sqrt(of_outcome * of_lever / max(1 - of_lever, 1e-9)) * effect.outcome_spread * effect.weight_spread


def robustness_of(distance: float, effect: Effect) -> float:
    """The strength r, the same for outcome and lever, that misleads by `distance`: r / sqrt(1 - r) = f."""
    scale = effect.outcome_spread * effect.weight_spread
    square = (distance / scale) ** 2 if scale > 0 else 0.0
    return (sqrt(square * square + 4 * square) - square) / 2


def e_value_of(ratio: float) -> float:
    """How strongly, as a risk ratio, something unseen must go along with lever and outcome to explain a ratio away."""
    if ratio <= 0:
        return float("inf")
    above = max(ratio, 1 / ratio)
    return above + sqrt(above * (above - 1))


def _strength(name: str, long: Effect, short: Effect) -> Strength:
    spread, wider = long.outcome_spread**2, short.outcome_spread**2
    weights, fewer = long.weight_spread**2, short.weight_spread**2
    return Strength(
        name,
        of_outcome=min(max((wider - spread) / wider, 0.0), 0.95) if wider > 0 else 0.0,
        of_lever=min(max(1 - fewer / weights, 0.0), 0.95) if weights > 0 else 0.0,
    )


def _ratio(first: float, second: float) -> float:
    return max(first, 1e-6) / max(second, 1e-6)
