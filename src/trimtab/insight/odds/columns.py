"""From features to the columns of a regression: which numbers, bent how, with which interactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import logit

from trimtab.insight.features.frame import Features
from trimtab.insight.models.designs import Spline
from trimtab.insight.models.flat_table import Floats, Integers, Numbers

LEAST_OF_LEVEL = 30  # rows; a level seen less often is left to the others
MOST_LEVELS = 20
LEAST_KNOWN = 30
LONGEST = 730.0
LOGGED = (
    "days_in_stage", "days_open", "days_since_change", "days_since_push", "last_push_days", "seller_open",
    "seller_days",
    "account_won", "account_lost", "days_since_account_won", "days_since_buyer", "buyer_45", "ours_45", "buyer_14",
    "ours_14", "buyer_3", "contacts_60", "contacts_most", "buyer_quiet", "days_since_any", "meetings_45", "buyer_all",
)  # fmt: skip
AS_THEY_ARE = (
    "stage_place", "days_due", "pushes", "pulls", "moves", "steps_back", "reopenings", "amount_log", "amount_moved",
    "amount_moves", "category_rank", "category_moves", "owner_changes", "employees_log", "planned_share",
    "days_to_period_end", "is_recorded", "stage_pace", "cycle_pace", "seller_edge",
)  # fmt: skip
LIMITS = {"days_due": (-120.0, 540.0), "pushes": (0.0, 8.0), "moves": (0.0, 10.0), "amount_moved": (-2.0, 2.0)}


@dataclass(frozen=True)
class Interaction:
    """Two things that matter together, named before any data were seen.

    of: 1 where both hold. A flag, as a product of two numbers is told apart from either only by the few cases at its
    far end: of planted ones a product found one in eight, the flag two of three. leaning: what is thought of its sign.
    """

    name: str
    feature: str  # under which of the two it is told
    of: Callable[[Features], Floats]
    leaning: float = 0.0


def _filled(features: Features, name: str, instead: float = 0.0) -> Floats:
    values = features.numbers.get(name)
    return np.full(features.size, instead) if values is None else np.where(np.isnan(values), instead, values)


def _is_late(features: Features) -> Floats:
    return (features.numbers["stage_place"] >= 0.66).astype(np.float64)


def _ends_soon(features: Features) -> Floats:
    return (_filled(features, "days_to_period_end", 99) <= 14).astype(np.float64)


def _is_pushed(features: Features) -> Floats:
    return (_filled(features, "pushes") >= 1).astype(np.float64)


def _is_still(features: Features) -> Floats:
    """Nothing changed for two weeks."""
    return (_filled(features, "days_since_change") >= 14).astype(np.float64)


# Of the interactions that are agreed beforehand, those whose parts the tables hold. No others are searched for: with
# a few thousand deals more false ones than true ones would be found.
INTERACTIONS = (
    Interaction("pushed_while_quiet", "pushes", lambda f: _is_pushed(f) * _is_still(f), -0.05),
    Interaction("period_end_when_late", "days_to_period_end", lambda f: _ends_soon(f) * _is_late(f), 0.05),
    Interaction(
        "one_contact_when_late",
        "contacts_60",
        lambda f: (_filled(f, "contacts_60", 2) <= 1).astype(np.float64) * _is_late(f),
        -0.05,
    ),
)


class SellerEdge:
    """By how much a seller's rate differs, drawn to the company's as far as few closings and little variation demand.

    `(won + a × rate) / (closed + a)`; a by the method of moments from the spread between sellers.
    """

    def fit(self, features: Features) -> Self:
        last = _last_of_each(features.owner_id, features.at)
        won, closed = features.numbers["seller_won"][last], features.numbers["seller_closed"][last]
        keep = (closed >= 3) & (features.owner_id[last] >= 0)
        self.strength_ = _strength(won[keep], closed[keep])
        return self

    def log_odds(self, features: Features) -> Floats:
        """The difference in log-odds; zero for whoever closed nothing yet."""
        told = features.numbers
        rate = (told["company_won"] + 1) / (told["company_closed"] + 2)
        drawn = (told["seller_won"] + self.strength_ * rate) / (told["seller_closed"] + self.strength_)
        edge: Floats = logit(np.clip(drawn, 1e-3, 1 - 1e-3)) - logit(rate)
        return edge


def _last_of_each(owners: Integers, at: np.ndarray) -> Integers:
    order = np.lexsort((at, owners))
    is_last = np.append(owners[order][1:] != owners[order][:-1], [True]) if order.size else np.zeros(0, dtype=bool)
    last: Integers = order[is_last]
    return last


def _strength(won: Floats, closed: Floats) -> float:
    """Closings that the company's rate counts for: a = m(1 - m) / (variance between sellers) - 1, from 5 to 500."""
    if won.size < 3:
        return 50.0
    rate = float(np.clip(won.sum() / closed.sum(), 1e-3, 1 - 1e-3))
    shares = won / closed
    chance = rate * (1 - rate) * float(np.mean(1 / closed))
    between = float(np.var(shares, ddof=1)) - chance
    return float(np.clip(rate * (1 - rate) / between - 1, 5, 500)) if between > 0 else 500.0


class Columns:
    """The columns of a regression, each with the feature that it speaks of, scaled to a spread of one.

    Args:
        is_by_horizon: whether columns that speak of the horizon are made: then `days` must be given.
    """

    def __init__(self, *, is_by_horizon: bool = True) -> None:
        self.is_by_horizon = is_by_horizon

    def fit(self, features: Features, days: Floats) -> Self:
        self.edge_ = SellerEdge().fit(features)
        told = self._numbers(features, days)
        self.splines_ = {
            name: Spline.fit(Numbers(name, values)) for name, values in told.items() if _says_anything(values)
        }
        self.levels_ = {name: _levels(words.codes, words.levels) for name, words in features.words.items()}
        matrix, self.names_, self.features_, leanings = self._made(features, days)
        self.middle_, self.spread_ = matrix.mean(axis=0), np.maximum(matrix.std(axis=0), 0.05)
        self.leanings_ = np.array(leanings) * self.spread_
        return self

    def of(self, features: Features, days: Floats) -> Floats:
        """The matrix; `days` is the horizon of each row."""
        matrix, *_names = self._made(features, days)
        scaled: Floats = (matrix - self.middle_) / self.spread_
        return scaled

    def numbers(self, features: Features, days: Floats) -> dict[str, Floats]:
        """The numbers before they are bent: what trees read and what people are told."""
        return self._numbers(features, days)

    def _numbers(self, features: Features, days: Floats) -> dict[str, Floats]:
        raw = {**features.numbers, "seller_edge": self.edge_.log_odds(features)}
        told = {name: np.log1p(np.clip(raw[name], 0, LONGEST * 3)) for name in LOGGED if name in raw}
        for name in AS_THEY_ARE:
            if name in raw:
                told[name] = np.clip(raw[name], *LIMITS[name]) if name in LIMITS else raw[name]
        if self.is_by_horizon:
            told["due_after_horizon"] = np.clip(raw["days_due"] - days, -180, 365)
            told["horizon"] = np.log(days / 30)
        return told

    def _made(self, features: Features, days: Floats) -> tuple[Floats, list[str], list[str], list[float]]:
        columns: list[Floats] = []
        names: list[str] = []
        about: list[str] = []
        told = self._numbers(features, days)
        for name, spline in self.splines_.items():
            bent = spline.columns(Numbers(name, told[name]))
            columns += bent
            names += [f"{name}:{place}" for place in range(len(bent))]
            about += ["days_due" if name == "due_after_horizon" else name] * len(bent)
        for name, levels in self.levels_.items():
            words = features.words[name]
            place = {word: code for code, word in enumerate(words.levels)}
            columns += [(words.codes == place.get(level, -1)).astype(np.float64) for level in levels]
            names += [f"{name}={level}" for level in levels]
            about += [name] * len(levels)
        leanings = [0.0] * len(columns)
        for one in INTERACTIONS:
            columns.append(one.of(features))
            names.append(one.name)
            about.append(one.feature)
            leanings.append(one.leaning)
        if self.is_by_horizon:
            for name, values in self._by_horizon(features, told).items():
                columns.append(values)
                names.append(name)
                about.append(name.removeprefix("horizon×"))
                leanings.append(0.0)
        return np.column_stack(columns), names, about, leanings

    def _by_horizon(self, features: Features, told: dict[str, Floats]) -> dict[str, Floats]:
        """What matters more, or less, the further ahead one looks."""
        ahead = told["horizon"]
        return {
            "horizon×stage_place": ahead * features.numbers["stage_place"],
            "horizon×days_since_change": ahead * np.log1p(np.minimum(LONGEST, _filled(features, "days_since_change"))),
            "horizon×days_open": ahead * told["days_open"],
        }


def _says_anything(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return known.size >= LEAST_KNOWN and bool(np.ptp(known) > 1e-9)


def _levels(codes: Integers, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words seen often enough to be told apart, most frequent first; none where there is only one."""
    counts = np.bincount(codes, minlength=len(words))
    kept = [code for code in np.argsort(-counts, kind="stable")[:MOST_LEVELS] if counts[code] >= LEAST_OF_LEVEL]
    return tuple(words[code] for code in kept) if len(kept) > 1 else ()
