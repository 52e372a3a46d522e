"""A composite index of quality that more volume alone does not raise.

At most seven components, each a rate of something that matters to the customer or the result, never a count. Each is
compared with peers, drawn towards them by its error, capped, and held to its guardrail: the pair counts as the worse of
the two. The geometric mean lets no component be bought off by another. Ranks come with their interval or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.results import NotEnoughData

Floats = NDArray[np.float64]
MOST_COMPONENTS = 7
LEAST_EVENTS = 20
CAP = 2.0
SCALE = 2.0  # a component at the cap counts e times one at the mean
DRAWS = 500


@dataclass(frozen=True)
class Component:
    """One rate of every seller with its error, higher is better. guard: what must not get worse for its sake, or None.

    events: how many cases stand behind each seller's rate.
    """

    name: str
    values: Floats
    errors: Floats
    events: Floats
    guard: Floats | None = None
    guard_errors: Floats | None = None


@dataclass(frozen=True)
class IndexLine:
    """One seller: 100 is the mean of the peers. best, worst: the rank in 8 of 10 redraws, 1 is the highest."""

    seller: str
    index: float
    best: int
    worst: int
    parts: dict[str, float]


def build_index(
    sellers: Sequence[str], components: Sequence[Component], *, seed: int = 20240601
) -> list[IndexLine | NotEnoughData]:
    """The index of every seller; those with fewer than 20 events get an answer instead of a number.

    Raises:
        ValueError: more than seven components, or none.
    """
    if not 1 <= len(components) <= MOST_COMPONENTS:
        raise ValueError(f"An index has 1 to {MOST_COMPONENTS} components. Got {len(components)}.")
    events = np.min([component.events for component in components], axis=0)
    enough = events >= LEAST_EVENTS
    scores = {component.name: _score(component, enough) for component in components}
    index = _combined(list(scores.values()))
    best, worst = _ranks(components, enough, np.random.default_rng(seed))
    return [
        IndexLine(
            seller, float(index[place]), int(best[place]), int(worst[place]),
            {name: float(score[place]) for name, score in scores.items()},
        )
        if enough[place]
        else NotEnoughData(n=int(events[place]), needs=LEAST_EVENTS, of="events")
        for place, seller in enumerate(sellers)
    ]  # fmt: skip


def standard(values: Floats, errors: Floats, enough: NDArray[np.bool_]) -> Floats:
    """How many spreads of true differences a seller is from the peers, drawn in by the error and capped.

    Few cases draw a strength in further, never a weakness: else whoever does or records less would come closer to the
    others from below.
    """
    if not enough.any():
        return np.zeros_like(values)
    mean, usual = float(values[enough].mean()), float(np.median(errors[enough] ** 2))
    true = max(float(((values[enough] - mean) ** 2).mean()) - usual, 0.0)
    if true == 0.0:  # nobody differs beyond chance
        return np.zeros_like(values)
    noise = np.where(values > mean, np.maximum(errors**2, usual), usual)
    drawn = (values - mean) * true / (true + noise)
    return np.asarray(np.clip(drawn / np.sqrt(true), -CAP, CAP), dtype=float)


def _score(component: Component, enough: NDArray[np.bool_]) -> Floats:
    """Standard score against the peers, of the worse of the component and its guardrail."""
    score = standard(component.values, component.errors, enough)
    if component.guard is None or component.guard_errors is None:
        return score
    return np.asarray(np.minimum(score, standard(component.guard, component.guard_errors, enough)), dtype=float)


def _combined(scores: Sequence[Floats]) -> Floats:
    """Geometric mean of exp(score / scale), 100 for somebody like the peers."""
    return np.asarray(100 * np.exp(np.mean(scores, axis=0) / SCALE), dtype=float)


def _ranks(
    components: Sequence[Component], enough: NDArray[np.bool_], generator: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bounds of each rank in 8 of 10 redraws of all rates within their errors."""
    places = []
    for _ in range(DRAWS):
        drawn = [_score(_redrawn(component, generator), enough) for component in components]
        index = np.where(enough, _combined(drawn), -np.inf)
        places.append((-index).argsort(kind="stable").argsort(kind="stable") + 1)
    return (
        np.quantile(places, 0.1, axis=0, method="nearest").astype(np.int64),
        np.quantile(places, 0.9, axis=0, method="nearest").astype(np.int64),
    )


def _redrawn(component: Component, generator: np.random.Generator) -> Component:
    size = component.values.size
    values = component.values + component.errors * generator.standard_normal(size)
    guard = component.guard
    if guard is not None and component.guard_errors is not None:
        guard = guard + component.guard_errors * generator.standard_normal(size)
    return Component(component.name, values, component.errors, component.events, guard, component.guard_errors)
