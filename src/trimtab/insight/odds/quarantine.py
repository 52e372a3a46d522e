"""Features that tell too much too early: whatever ranks new deals almost without error was written after the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Numbers, Words
from trimtab.insight.models.leaks import TOO_GOOD
from trimtab.insight.models.measures import area_under_curve

LEAST_CASES, LEAST_OF_ONE = 60, 15
DRAWN = 5.0
# What speaks of a field, by what counts its changes. A field that never changed in anybody's past was not followed: it
# holds what it came to in the end.
FOLLOWED = (
    (("amount_moves",), ("amount_log", "amount_moved")),
    (("pushes", "pulls"), ("days_due", "planned_share")),
    (("category_moves",), ("category_rank", "category")),
)


def quarantined(features: Features, outcomes: Outcomes) -> tuple[str, ...]:
    """Names of features that alone rank won before lost with an area above 0.9 at the first look at each deal."""
    order = np.lexsort((features.at, features.opp_id))
    first = order[np.append([True], np.diff(features.opp_id[order]) != 0)] if order.size else order
    rows = first[np.isfinite(outcomes.closed_days[first])]
    won = outcomes.is_won[rows].astype(np.float64)
    if rows.size < LEAST_CASES or min(won.sum(), rows.size - won.sum()) < LEAST_OF_ONE:
        return ()
    columns: list[Numbers | Words] = [Numbers(name, values[rows]) for name, values in features.numbers.items()]
    columns += [words.take(rows) for words in features.words.values()]
    return tuple(sorted(column.name for column in columns if _tells_too_much(column, won)))


def unfollowed(features: Features, outcomes: Outcomes) -> tuple[str, ...]:
    """Names of features of fields whose changes nobody kept; needs sixty ended opportunities to say so."""
    closed = np.isfinite(outcomes.closed_days)
    if np.unique(features.opp_id[closed]).size < LEAST_CASES:
        return ()
    found: list[str] = []
    for counters, names in FOLLOWED:
        if not any((features.numbers[counter] > 0).any() for counter in counters if counter in features.numbers):
            found += [name for name in names if _is_told(features, name)]
    return tuple(sorted(found))


def without(features: Features, names: Sequence[str]) -> Features:
    """The same rows with those features unknown."""
    numbers = dict(features.numbers)
    words = dict(features.words)
    for name in names:
        if name in numbers:
            numbers[name] = np.full(features.size, np.nan)
        else:
            words[name] = Words(name, np.zeros(features.size, dtype=np.int64), ("",))
    return Features(features.opp_id, features.at, features.owner_id, numbers, words)


def _is_told(features: Features, name: str) -> bool:
    if name in features.words:
        return len(np.unique(features.words[name].codes)) > 1
    values = features.numbers.get(name)
    return values is not None and bool(np.isfinite(values).any())


def _tells_too_much(column: Numbers | Words, won: np.ndarray) -> bool:
    if isinstance(column, Words):
        return area_under_curve(won, _shares(column, won)) > TOO_GOOD
    known = np.isfinite(column.values)
    if min(won[known].sum(), (1 - won[known]).sum()) < LEAST_OF_ONE:
        return False
    area = area_under_curve(won[known], column.values[known])
    return max(area, 1 - area) > TOO_GOOD


def _shares(column: Words, won: np.ndarray) -> np.ndarray:
    """The share won at each row's level, drawn to the overall one: a level of one deal says little."""
    width = len(column.levels)
    seen = np.bincount(column.codes, minlength=width)
    share: np.ndarray = (np.bincount(column.codes, weights=won, minlength=width) + DRAWN * won.mean()) / (seen + DRAWN)
    return share[column.codes]
