"""The chance that a buyer says nothing in the next weeks and the opportunity is not won: calibrated on what happened.

The label needs no human: no buyer event within HORIZON weeks, and not won by then. The chance to have gone dark
(`going_dark`) is its strongest feature; the others mend what that model leaves out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from trimtab.insight.trends.going_dark import Exposure, Pace, dark_chance, exposure, fit_pace, own_rate
from trimtab.insight.trends.past import DAY, OPEN, WEEK, WON, Flags, Floats, Integers, Past, Texts

HORIZON = 6  # weeks
LEAST_WON = 20
LEAST_LOOKS = 200  # looks at open opportunities of which the outcome is known, before a chance is worth saying
MOST_LOOKS = 40_000
RECOVERING = 12  # weeks in which a buyer may come back


@dataclass(frozen=True)
class Looks:
    """Open opportunities looked at at instants: deal (row of Deals), state (row of States), and what buyers had done.

    unanswered: what the seller alone did since the buyer's last event.
    """

    deal: Integers
    state: Integers
    at: Floats
    seen: Exposure
    unanswered: Integers

    def take(self, rows: Integers | Flags) -> "Looks":
        """Some of them."""
        return Looks(self.deal[rows], self.state[rows], self.at[rows], self.seen.take(rows), self.unanswered[rows])


@dataclass(frozen=True)
class Paces:
    """The pace of all buyers, and of each segment and stage with the number of opportunities it was fitted on."""

    all: Pace
    by_group: Mapping[tuple[str, int], Pace]
    opportunities: int

    def table(self, segments: Texts, stages: Integers) -> Floats:
        """One row (a, b, h) each."""
        groups: dict[tuple[str, int], int] = {}
        keys = zip(segments.tolist(), stages.tolist(), strict=True)
        places = [groups.setdefault(key, len(groups)) for key in keys]
        paces = [self.by_group.get(key, self.all) for key in groups]
        table = np.array([[pace.a, pace.b, pace.h] for pace in paces] or np.zeros((0, 3)))
        return np.asarray(table[places], dtype=np.float64)


def look(past: Past, instants: Iterable[float]) -> Looks:
    """Everything open at each of these instants."""
    parts = [_look_at(past, at) for at in instants]
    return Looks(
        np.concatenate([part.deal for part in parts]),
        np.concatenate([part.state for part in parts]),
        np.concatenate([part.at for part in parts]),
        Exposure(
            np.concatenate([part.seen.events for part in parts]),
            np.concatenate([part.seen.weeks for part in parts]),
            np.concatenate([part.seen.silent for part in parts]),
        ),
        np.concatenate([part.unanswered for part in parts]),
    )


def fit_paces(past: Past, *, until: float) -> Paces:
    """The paces of buyers by segment and stage, from what was known at `until`; small groups lean on all."""
    everyone = np.arange(past.deals.size)
    state = past.state_at(until, everyone)
    deal = everyone[state >= 0]
    state = state[state >= 0]
    status = past.states.status[state]
    end = np.where(status == OPEN, until, np.minimum(past.states.since[state], until))
    count, last = past.buyers(deal, end)
    seen = exposure(opened=past.deals.opened[deal], last=last, count=count, at=end)
    is_alive = status == WON
    whole = fit_pace(seen, is_alive)
    stage = _last_open_stage(past, deal, state)
    found: dict[tuple[str, int], Pace] = {}
    keys = np.array([f"{one}\0{two}" for one, two in zip(past.deals.segment[deal], stage, strict=True)], dtype=str)
    for key in np.unique(keys).tolist():
        rows = np.flatnonzero(keys == key)
        segment, _mark, number = key.partition("\0")
        found[segment, int(number)] = fit_pace(seen.take(rows), is_alive[rows], around=whole)
    return Paces(whole, found, len(deal))


class SilenceModel:
    """Logistic hazard of falling silent, ridge-penalised.

    Learned: model_, names_, looks_, share_, stages_, segments_.
    """

    def __init__(self, paces: Paces, *, strength: float = 1.0) -> None:
        self.paces = paces
        self.strength = strength

    def fit(self, past: Past, looks: Looks) -> "SilenceModel":
        """Learn from looks whose outcome is known."""
        looks = looks.take(np.arange(0, len(looks.deal), max(1, -(-len(looks.deal) // MOST_LOOKS))))
        label = is_silent_after(past, looks)
        self.stages_ = np.unique(past.states.stage[looks.state])
        self.segments_ = np.unique(past.deals.segment[looks.deal])
        self.looks_, self.share_ = len(label), float(label.mean()) if len(label) else 0.0
        self.model_: LogisticRegression | None = None
        if len(label) >= LEAST_LOOKS and 0 < self.share_ < 1:
            table = self._features(past, looks)
            self.middle_, self.spread_ = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-9)
            self.model_ = LogisticRegression(C=self.strength, max_iter=400).fit(self._scaled(table), label)
        return self

    def chances(self, past: Past, looks: Looks) -> Floats:
        """The chance of each; without enough looks the chance to have gone dark stands in."""
        if not len(looks.deal):
            return np.zeros(0)
        if self.model_ is None:
            return self.dark(past, looks)
        return np.asarray(self.model_.predict_proba(self._scaled(self._features(past, looks)))[:, 1])

    def dark(self, past: Past, looks: Looks) -> Floats:
        """The chance to have gone dark by the buyer's own pace."""
        return dark_chance(looks.seen, self._table(past, looks))

    def rate(self, past: Past, looks: Looks) -> Floats:
        """Events a week of each buyer while it is there."""
        return own_rate(looks.seen, self._table(past, looks))

    def _table(self, past: Past, looks: Looks) -> Floats:
        return self.paces.table(past.deals.segment[looks.deal], past.states.stage[looks.state])

    def _scaled(self, table: Floats) -> Floats:
        return np.asarray((table - self.middle_) / self.spread_)

    def _features(self, past: Past, looks: Looks) -> Floats:
        paces = self._table(past, looks)
        dark = np.clip(dark_chance(looks.seen, paces), 1e-4, 1 - 1e-4)
        rate, silent = own_rate(looks.seen, paces), looks.seen.silent.astype(np.float64)
        days = (looks.at - past.deals.opened[looks.deal]) / DAY
        stage, segment = past.states.stage[looks.state], past.deals.segment[looks.deal]
        columns = [
            np.log(dark / (1 - dark)),
            np.log1p(silent),
            np.log1p(silent * rate),
            np.log(rate),
            np.log1p(looks.unanswered.astype(np.float64)),
            np.log1p(np.maximum(days, 0)),
            *((stage == one).astype(np.float64) for one in self.stages_),
            *((segment == one).astype(np.float64) for one in self.segments_),
        ]
        return np.column_stack(columns)


def is_silent_after(past: Past, looks: Looks, *, weeks: int = HORIZON) -> Flags:
    """Whether nothing came from the buyer within the weeks after the look, and it was not won by then."""
    end = looks.at + weeks * WEEK
    spoke = past.buyers(looks.deal, end)[0] > past.buyers(looks.deal, looks.at)[0]
    return np.asarray(~spoke & ~_won_by(past, looks.deal, end))


def recovery(past: Past, looks: Looks, chances: Floats, *, bins: int = 5) -> tuple[Floats, Floats]:
    """Upper ends of bins of the chance, and of each the share in which the buyer came back within RECOVERING weeks."""
    came_back = ~is_silent_after(past, looks, weeks=RECOVERING)
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, bins + 1)[1:])) if len(chances) else np.ones(1)
    place = np.minimum(np.searchsorted(edges, chances), len(edges) - 1)
    count = np.bincount(place, minlength=len(edges))
    back = np.bincount(place, weights=came_back.astype(np.float64), minlength=len(edges))
    # One case more on each side, so that few cases never say never.
    return edges, np.asarray((back + 1) / (count + 2))


def _won_by(past: Past, deals: Integers, at: Floats) -> Flags:
    won = np.zeros(len(deals), dtype=bool)
    for instant in np.unique(at).tolist():
        rows = np.flatnonzero(at == instant)
        state = past.state_at(instant, deals[rows])
        won[rows] = (state >= 0) & (past.states.status[state] == WON)
    return won


def _look_at(past: Past, at: float) -> Looks:
    deal, state = past.open_at(at)
    count, last = past.buyers(deal, at)
    seen = exposure(opened=past.deals.opened[deal], last=last, count=count, at=at)
    return Looks(deal, state, np.full(len(deal), at), seen, past.sellers(deal, last, at))


def _last_open_stage(past: Past, deal: Integers, state: Integers) -> Integers:
    """The stage of the last open state of each deal, not after `state`."""
    is_open = past.states.status == OPEN
    last = np.maximum.accumulate(np.where(is_open, np.arange(len(is_open)), -1))[state]
    is_own = (last >= 0) & (past.states.deal[last] == deal)
    return np.where(is_own, past.states.stage[last], -1)
