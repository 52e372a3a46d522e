"""From deals at landmarks to a trial: who is compared, what is adjusted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.causes.cards import QuestionCard
from trimtab.insight.causes.judging import Raw
from trimtab.insight.causes.trial import Flags, Floats, Integers, Trial

Columns: TypeAlias = Mapping[str, NDArray[np.generic]]
MOST_LEVELS = 6  # of a word; rarer ones are one together
USUAL_WIN_RATE, USUAL_WEIGHT = 0.25, 20  # what a seller without a past is taken for
CATEGORIES = ("commit", "best_case", "omitted")


class PulledAt:
    """When a lever was first pulled on each deal.

    Args:
        opp_ids, instants: one entry a deal on which it was, in any order; seconds since 1970.
    """

    def __init__(self, opp_ids: Integers, instants: Floats) -> None:
        order = np.argsort(opp_ids, kind="stable")
        self._ids, self._instants = opp_ids[order], instants[order]

    def of(self, opp_ids: Integers) -> Floats:
        """For each deal the instant; infinity where it never was."""
        if not self._ids.size:
            return np.full(opp_ids.size, np.inf)
        places = np.minimum(np.searchsorted(self._ids, opp_ids), self._ids.size - 1)
        return np.where(self._ids[places] == opp_ids, self._instants[places], np.inf)

    def of_list(self, opp_ids: Sequence[int]) -> list[float]:
        """The same for a list."""
        return [float(at) for at in self.of(np.array(opp_ids, dtype=np.int64))]


def emulate(card: QuestionCard, rows: Columns, pulled: PulledAt) -> Trial:
    """The trial of a card: deals on which the lever had not been pulled before the start.

    Args:
        rows: the columns of `TRIAL_ROWS`, asked with the card's starts, days and horizon.
        pulled: when the lever was first pulled.
    """
    opp_ids = _integers(rows["opp_id"])
    first_at, begun, ended = pulled.of(opp_ids), _floats(rows["begun"]), _floats(rows["ended"])
    eligible: Flags = (first_at > begun) & _is_among(card, rows)
    chosen = {name: column[eligible] for name, column in rows.items()}
    known, groups = known_of(chosen)
    known = np.column_stack([known, *_done_within(card, chosen)])
    return Trial(
        treated=(first_at[eligible] <= ended[eligible]).astype(np.float64),
        outcome=chosen["is_won"].astype(np.float64),
        known=known,
        groups=groups,
        account=_integers(chosen["account_id"]),
        seller=_integers(chosen["owner_id"]),
        team=_integers(chosen["team_id"]),
        landmark=_integers(chosen["begins"]),
        before=chosen["was_repriced"].astype(np.float64) if min(card.starts) > 0 else None,
        elsewhere=_elsewhere(chosen),
    )


def known_of(rows: Columns) -> tuple[Floats, dict[str, tuple[int, ...]]]:
    """What was known at the start, as columns without gaps, and which kind of facts each belongs to."""
    parts: dict[str, list[Floats]] = {
        "stage": _stage(rows),
        "opinion": [_floats(rows["category"] == category) for category in CATEGORIES],
        "size": [*_filled(np.log1p(np.maximum(_floats(rows["amount"]), 0))), *_levels(rows["segment"])],
        "origin": [*_levels(rows["kind"]), *_levels(rows["source"])],
        "seller": _seller(rows),
        "activity": [
            np.log1p(np.maximum(_floats(rows[name]), 0))
            for name in ("touches", "answers", "meetings", "recent", "silent_days")
        ],
    }
    columns: list[Floats] = []
    groups: dict[str, tuple[int, ...]] = {}
    for name, found in parts.items():
        varying = [column for column in found if column.size and np.ptp(column) > 0]
        if varying:
            groups[name] = tuple(range(len(columns), len(columns) + len(varying)))
        columns += varying
    size = next(iter(rows.values())).size
    return (np.column_stack(columns) if columns else np.zeros((size, 0))), groups


def raw_of(deals: Columns, pulled: PulledAt) -> Raw:
    """The usual comparison: closed deals that ever had the lever, and those that never did."""
    closed = deals["status"] != "open"
    had: Flags = pulled.of(_integers(deals["opp_id"])) <= _floats(deals["closed"])
    won = deals["status"] == "won"
    counts = [int(np.sum(flags)) for flags in (closed & had, won & had, closed & ~had, won & ~had)]
    return Raw(*counts)


def reachable(deals: Columns, pulled: PulledAt) -> tuple[int, float]:
    """Open deals on which the lever has not been pulled, and their amounts together."""
    still = (deals["status"] == "open") & ~np.isfinite(pulled.of(_integers(deals["opp_id"])))
    return int(still.sum()), float(np.nansum(_floats(deals["amount"])[still]))


def _is_among(card: QuestionCard, rows: Columns) -> Flags:
    """Deals that are compared at all."""
    among: Flags = np.ones(rows["opp_id"].size, dtype=bool)
    if card.among != "all":
        among &= _floats(rows["touches_within" if card.among == "touched" else "others_within"]) > 0
    if card.is_due:
        among &= _floats(rows["days_to_close"]) <= card.days
    return among


def _done_within(card: QuestionCard, rows: Columns) -> list[Floats]:
    """How much was done in the window, the lever apart. No kind of cause that something unseen could resemble."""
    if card.among == "all":
        return []
    return [
        np.log1p(_floats(rows["touches_within" if card.among == "touched" else "others_within"])),
        np.log1p(_floats(rows["answers_within"])),
    ]


def _stage(rows: Columns) -> list[Floats]:
    begins = _floats(rows["begins"]) / 28
    return [
        _floats(rows["stage_share"]),
        _floats(rows["is_qualified"]),
        np.log1p(np.maximum(_floats(rows["days_in_stage"]), 0)),
        begins,
        begins**2,
        _floats(rows["pushes"]),
        *_filled(np.clip(_floats(rows["days_to_close"]), -365, 730) / 30),
    ]


def _seller(rows: Columns) -> list[Floats]:
    won, closed = _floats(rows["seller_won"]), _floats(rows["seller_closed"])
    share = (won + USUAL_WIN_RATE * USUAL_WEIGHT) / (closed + USUAL_WEIGHT)
    return [np.log(share / (1 - share)), np.log1p(closed)]


def _elsewhere(rows: Columns) -> Floats:
    won, closed = _floats(rows["elsewhere_won"]), _floats(rows["elsewhere_closed"])
    share = np.divide(won, closed, out=np.full(won.size, np.nan), where=closed > 0)
    return np.asarray(np.clip(share, 0, 1))


def _filled(values: Floats) -> tuple[Floats, Floats]:
    """Gaps filled with the middle of the others, and a column that says where they were."""
    is_known = np.isfinite(values)
    middle = float(np.median(values[is_known])) if is_known.any() else 0.0
    return np.where(is_known, values, middle), _floats(~is_known)


def _levels(words: NDArray[np.generic]) -> list[Floats]:
    names, counts = np.unique(words.astype(str), return_counts=True)
    frequent = names[np.argsort(-counts, kind="stable")][:MOST_LEVELS]
    return [_floats(words.astype(str) == name) for name in frequent[1:]]


def _floats(values: NDArray[np.generic]) -> Floats:
    return values.astype(np.float64)


def _integers(values: NDArray[np.generic]) -> Integers:
    return values.astype(np.int64)
