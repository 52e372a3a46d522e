"""Past opportunities that stood where this one stands, and how they ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats, Integers

COMPARED = (
    "stage_place", "days_in_stage", "days_open", "days_due", "pushes", "amount_log", "days_since_change", "buyer_45",
)  # fmt: skip
LOGGED = ("days_in_stage", "days_open", "days_since_change", "buyer_45")
WORDS = ("stage", "segment", "kind")
APART = 0.7  # how far another stage, segment or kind lies away, in spreads of a number
FARTHEST = 4.0
MOST_ROWS = 60_000


@dataclass(frozen=True)
class Neighbour:
    """A past opportunity at the moment when it was most alike, and how many days after that it ended."""

    opp_id: int
    at: np.datetime64
    is_won: bool
    closed_days: float
    distance: float


class Neighbours:
    """Looks at opportunities whose end is known, ready to be compared with."""

    def fit(self, features: Features, outcomes: Outcomes) -> Self:
        rows = np.flatnonzero(np.isfinite(outcomes.closed_days))
        rows = rows[:: max(1, -(-rows.size // MOST_ROWS))]
        past = features.take(rows)
        raw = _raw(past)
        known = [column[np.isfinite(column)] for column in raw.T]
        self.middle_ = np.array([float(np.median(each)) if each.size else 0.0 for each in known])
        self.spread_ = np.array([float(each.std()) or 1.0 if each.size else 1.0 for each in known])
        self.levels_: dict[str, dict[str, int]] = {name: {} for name in WORDS}
        self.points_, self.words_ = self.places_of(past)
        self.opp_id_, self.at_ = past.opp_id, past.at
        self.is_won_, self.closed_days_ = outcomes.is_won[rows], outcomes.closed_days[rows]
        return self

    def places_of(self, features: Features) -> tuple[Floats, Integers]:
        """Where opportunities stand: scaled numbers, and words as codes."""
        scaled = (_raw(features) - self.middle_) / self.spread_
        points = np.where(np.isnan(scaled), 0.0, np.clip(scaled, -FARTHEST, FARTHEST))
        return points, np.column_stack([self._codes(features, name) for name in WORDS])

    def _codes(self, features: Features, name: str) -> Integers:
        words, levels = features.words[name], self.levels_[name]
        translated = [levels.setdefault(word, len(levels)) for word in words.levels]
        return np.array(translated, dtype=np.int64)[words.codes]


def nearest(
    past: Mapping[str, NDArray[np.generic]],
    point: Floats,
    words: Integers,
    *,
    apart_from: int,
    count: int = 10,
) -> list[Neighbour]:
    """The nearest past opportunities, each once.

    Args:
        past: points, words, opp, at (seconds since 1970), won, days.
        point, words: where the one asked about stands.
        apart_from: an opportunity that is not compared with itself.
    """
    off = ((np.asarray(past["points"], dtype=np.float64) - point) ** 2).sum(axis=1)
    off = off + APART**2 * (past["words"] != words).sum(axis=1)
    found: dict[int, Neighbour] = {}
    for place in np.argsort(off, kind="stable")[: count * 200].tolist():
        opp_id = int(past["opp"][place])
        if opp_id != apart_from and opp_id not in found:
            found[opp_id] = Neighbour(
                opp_id,
                np.datetime64(int(past["at"][place]), "s"),
                bool(past["won"][place]),
                float(past["days"][place]),
                float(np.sqrt(off[place])),
            )
        if len(found) == count:
            break
    return list(found.values())


def _raw(features: Features) -> Floats:
    columns = []
    for name in COMPARED:
        values = features.numbers.get(name, np.full(features.size, np.nan))
        columns.append(np.log1p(np.maximum(0, values)) if name in LOGGED else np.clip(values, -365, 730))
    return np.column_stack(columns)
