"""Why a chance is higher or lower than usual: the parts of the regression's log-odds, with the data they rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.insight.features.frame import Features
from trimtab.insight.models.flat_table import Floats
from trimtab.insight.odds.members import Direct
from trimtab.insight.odds.model import OddsModel

MOST = 4
LEAST = 0.08  # log-odds: below two points of a hundred at one half it is not worth a line
SILENT = ("horizon", "is_recorded")  # they say nothing of this opportunity


@dataclass(frozen=True)
class Reason:
    """One feature of an opportunity and what it adds to the log-odds of being won.

    value: the number of days, pushes, ... or the word; None where it is not known, which says something as well.
    usual: the median of the number among all that are open; None for words.
    """

    feature: str
    value: float | str | None
    usual: float | None
    log_odds: float


def reasons(model: OddsModel, features: Features, days: float) -> list[list[Reason]]:
    """For each row its strongest reasons, for and against; empty where there is no regression."""
    direct = model.members_.get("direct")
    if not isinstance(direct, Direct) or not (model.has_signal_ and model.tells_winners_) or not features.size:
        return [[] for _row in range(features.size)]
    features = model.allowed(features)
    names, parts = contributions(direct, features, np.full(features.size, float(days)))
    usual = {name: _median(values) for name, values in features.numbers.items()}
    strongest = np.argsort(-np.abs(parts), axis=1)[:, : 2 * MOST]
    return [
        [
            Reason(names[place], _value(features, names[place], row), usual.get(names[place]), float(parts[row, place]))
            for place in strongest[row]
            if abs(parts[row, place]) >= LEAST
        ]
        for row in range(features.size)
    ]


def contributions(direct: Direct, features: Features, days: Floats) -> tuple[list[str], Floats]:
    """What each feature adds to the log-odds of each row, against what is usual among these rows."""
    matrix = direct.columns_.of(features, days) * direct.ridge_.coefficients_
    names = [name for name in dict.fromkeys(direct.columns_.features_) if name not in SILENT]
    place = {name: index for index, name in enumerate(names)}
    parts = np.zeros((features.size, len(names)))
    for column, about in enumerate(direct.columns_.features_):
        if about in place:
            parts[:, place[about]] += matrix[:, column]
    return names, parts - np.median(parts, axis=0)


def _value(features: Features, name: str, row: int) -> float | str | None:
    if name in features.words:
        words = features.words[name]
        return words.levels[words.codes[row]] or None
    if name not in features.numbers:
        return None
    value = float(features.numbers[name][row])
    return None if np.isnan(value) else value


def _median(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else None
