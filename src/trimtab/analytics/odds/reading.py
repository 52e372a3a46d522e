"""What pages ask: the odds of opportunities, why, what similar ones came to, and what the model is worth.

Reads files that the nightly lesson left; nothing is learned or computed within a request but the nearest past ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np

from trimtab.analytics.odds.keeping import CARD, PAST, REASONS, SCORES, TOLD, current
from trimtab.insight.odds.neighbours import Neighbour, nearest
from trimtab.insight.odds.reasons import Reason

Horizon = Literal["this_quarter", "next_quarter", "days_90"]
OLD = timedelta(days=1)


@dataclass(frozen=True)
class Chance:
    """Chances by a day: won + lost + dark + open are one. dark is None where the records cannot tell it.

    low, high: 95 % interval of won. eventual: to be won within two years.
    """

    until: date
    won: float
    low: float
    high: float
    lost: float
    dark: float | None
    open: float
    eventual: float


@dataclass(frozen=True)
class Odds:
    """What is told of one open opportunity: by horizon, and why, the strongest reason first."""

    opp_id: int
    by: Mapping[Horizon, Chance]
    reasons: tuple[Reason, ...] = ()

    @property
    def reasons_for(self) -> tuple[Reason, ...]:
        """What speaks for it."""
        return tuple(reason for reason in self.reasons if reason.log_odds > 0)

    @property
    def reasons_against(self) -> tuple[Reason, ...]:
        """What speaks against it."""
        return tuple(reason for reason in self.reasons if reason.log_odds < 0)


@dataclass(frozen=True)
class StageShare:
    """Past opportunities that stood in a stage, and how many of them were won in the end."""

    deals: int
    won: int

    @property
    def share(self) -> float:
        return self.won / self.deals


@dataclass(frozen=True)
class ModelCard:
    """What the current lesson rests on, and how it did on later cases than it had learned from.

    state: told (it beat the company's rate), no_signal (who wins is not told), untried (too few had
    ended to try it), no_history (no look back saw one that has ended: what is usual elsewhere).
    measures: name of the way → auc, log_loss, brier, ece; `trimtab` is ours, `stages` and `base` are beside it.
    """

    state: Literal["told", "no_signal", "untried", "no_history"]
    as_of: datetime
    learned_at: datetime
    deals: int
    decided: int
    won: int
    looks: int
    needs: int  # decided ones that are missing to be tried
    members: tuple[str, ...]
    calibration: str
    left_out: tuple[str, ...]
    measures: Mapping[str, Mapping[str, float]]
    until: Mapping[str, date]
    recorded: float  # share of open opportunities with recorded calls, meetings or e-mails
    version: int
    seed: int
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)  # Any: the card as it is kept

    def is_old(self, now: datetime) -> bool:
        """Whether it is time to learn again."""
        return now - self.learned_at >= OLD


def model_card(folder: Path) -> ModelCard | None:
    """The card of the current lesson; None while nothing has been learned yet."""
    place = current(folder)
    return None if place is None else _card(place)


def odds_of(folder: Path, opp_id: int) -> Odds | None:
    """The odds of one opportunity; None where it was not open when the odds were learned, or nothing was yet."""
    return odds_of_many(folder, [opp_id], with_reasons=True).get(opp_id)


def odds_of_many(folder: Path, opp_ids: Sequence[int], *, with_reasons: bool = False) -> dict[int, Odds]:
    """The odds of some opportunities by id; those of which nothing is told are left out."""
    place = current(folder)
    if place is None or not opp_ids or not (place / SCORES).exists():
        return {}
    until = _card(place).until
    found: dict[int, dict[Horizon, Chance]] = {}
    for opp_id, horizon, *told in _rows(place / SCORES, ("opp_id", "horizon", *TOLD), opp_ids):
        found.setdefault(opp_id, {})[horizon] = Chance(until[horizon], *map(_known, told))
    why = _reasons(place, opp_ids) if with_reasons else {}
    return {opp_id: Odds(opp_id, by, tuple(why.get(opp_id, ()))) for opp_id, by in found.items()}


def similar_to(folder: Path, opp_id: int, *, count: int = 10) -> list[Neighbour]:
    """Past opportunities that once stood where this one stands, nearest first, with how they ended."""
    place = current(folder)
    if place is None or not (place / PAST).exists():
        return []
    kept = _past(place / PAST)
    rows = np.flatnonzero(kept["open_opp"] == opp_id)
    if not rows.size:
        return []
    point, words = kept["open_points"][rows[0]], kept["open_words"][rows[0]]
    past = {name.removeprefix("past_"): values for name, values in kept.items() if name.startswith("past_")}
    return nearest(past, point, words, apart_from=opp_id, count=count)


def stage_share_of(folder: Path, opp_id: int) -> StageShare | None:
    """How past opportunities ended that once stood in the stage where this one stands."""
    place = current(folder)
    if place is None or not (place / PAST).exists():
        return None
    kept = _past(place / PAST)
    rows = np.flatnonzero(kept["open_opp"] == opp_id)
    if not rows.size:
        return None
    alike = kept["past_words"][:, 0] == kept["open_words"][rows[0]][0]
    deals, first = np.unique(kept["past_opp"][alike], return_index=True)
    return StageShare(int(deals.size), int(kept["past_won"][alike][first].sum())) if deals.size else None


def all_chances(folder: Path, horizon: Horizon) -> dict[str, np.ndarray]:
    """Every open opportunity's chances by one horizon, as columns: opp_id and those of `Chance`."""
    place = current(folder)
    names = ("opp_id", *TOLD)
    if place is None or not (place / SCORES).exists():
        return {name: np.zeros(0, dtype=np.int64 if name == "opp_id" else np.float64) for name in names}
    with duckdb.connect(":memory:") as duck:
        answer = duck.execute(
            f"SELECT {', '.join(names)} FROM read_parquet($path) WHERE horizon = $horizon ORDER BY opp_id",
            {"path": str(place / SCORES), "horizon": horizon},
        )
        return {name: np.ma.filled(np.ma.asarray(values), np.nan) if name != "opp_id" else np.asarray(values)
                for name, values in answer.fetchnumpy().items()}  # fmt: skip


def _reasons(place: Path, opp_ids: Sequence[int]) -> dict[int, list[Reason]]:
    if not (place / REASONS).exists():
        return {}
    found: dict[int, list[Reason]] = {}
    columns = ("opp_id", "place", "feature", "number", "word", "usual", "log_odds")
    for opp_id, _place, feature, number, word, usual, log_odds in _rows(place / REASONS, columns, opp_ids):
        value = word if word is not None else _known(number)
        found.setdefault(opp_id, []).append(Reason(feature, value, _known(usual), log_odds))
    return found


def _rows(path: Path, columns: Sequence[str], opp_ids: Sequence[int]) -> list[tuple[Any, ...]]:  # Any: their cells
    with duckdb.connect(":memory:") as duck:
        return duck.execute(
            f"SELECT {', '.join(columns)} FROM read_parquet($path) WHERE list_contains($ids, opp_id) "
            f"AND opp_id BETWEEN $least AND $most ORDER BY {columns[0]}, {columns[1]}",
            {"path": str(path), "ids": list(opp_ids), "least": min(opp_ids), "most": max(opp_ids)},
        ).fetchall()


def _known(value: float | None) -> Any:  # Any: a number, or None where it is not known
    return None if value is None or np.isnan(value) else float(value)


@lru_cache(maxsize=4)
def _card(place: Path) -> ModelCard:
    """A lesson is never changed, so its card is read once."""
    kept = json.loads((place / CARD).read_text(encoding="utf-8"))
    return ModelCard(
        state=kept["state"],
        as_of=datetime.fromisoformat(kept["as_of"]),
        learned_at=datetime.fromisoformat(kept["learned_at"]),
        deals=kept["deals"],
        decided=kept["decided"],
        won=kept["won"],
        looks=kept["looks"],
        needs=kept["needs"],
        members=tuple(kept["members"]),
        calibration=kept["calibration"],
        left_out=tuple(kept["left_out"]),
        measures=kept["measures"],
        until={name: date.fromisoformat(day) for name, day in kept["until"].items()},
        recorded=kept["recorded"],
        version=kept["version"],
        seed=kept["seed"],
        facts=kept,
    )


@lru_cache(maxsize=2)
def _past(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files}
