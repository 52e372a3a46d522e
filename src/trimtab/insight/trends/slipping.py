"""Will what is due by a day be closed by then? Won, lost or slipped, looked at while it is open and due.

Looked at without fixing the start, pushed opportunities seem to win more, because only survivors get pushed. So every
case here is one that was open, and due in the period, at an instant within it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from trimtab.insight.models.measures import calibration_error, log_loss
from trimtab.insight.trends.dates import Pushes, Wins, leaning_at, pushes_of, wins_of
from trimtab.insight.trends.past import DAY, OPEN, WEEK, Flags, Floats, Integers, Past

LEAST_CASES = 150
MOST_CASES = 40_000
MOST_PUSHES = 3  # stands for three or more
LOOKED_AT = (12, 10, 8, 6, 4, 3, 2, 1)  # weeks before the end of a period


@dataclass(frozen=True)
class Span:
    """A period: its first instant, the first one after it, its first and last day."""

    start: float
    end: float
    first_day: int
    last_day: int


@dataclass(frozen=True)
class Due:
    """Opportunities open at an instant of a period and due in it."""

    deal: Integers
    state: Integers
    at: Floats
    end: Floats
    last_day: Floats

    def take(self, rows: Integers | Flags) -> "Due":
        """Some of them."""
        return Due(self.deal[rows], self.state[rows], self.at[rows], self.end[rows], self.last_day[rows])


@dataclass(frozen=True)
class Track:
    """How good the chances were on periods they had not seen.

    skill: share of the log loss saved over the usual share for so many weeks left; skill_over_one: over one usual share
    for all. by_pushes: pushes → cases, mean chance to slip, share that slipped.
    """

    n: int
    share: float
    skill: float
    skill_over_one: float
    calibration_error: float
    by_pushes: Mapping[int, tuple[int, float, float]]


def due_in(past: Past, span: Span, instants: Iterable[float]) -> Due:
    """What was open and due at each instant."""
    parts = [_due_at(past, span, at) for at in instants if span.start <= at < span.end]
    names = ("deal", "state", "at", "end", "last_day")
    kinds = (np.int64, np.int64, np.float64, np.float64, np.float64)
    joined = [
        np.concatenate([getattr(part, name) for part in parts]) if parts else np.zeros(0, dtype=kind)
        for name, kind in zip(names, kinds, strict=True)
    ]
    return Due(*joined)


def together(parts: Iterable[Due]) -> Due:
    """Several as one."""
    listed = list(parts)
    names = ("deal", "state", "at", "end", "last_day")
    return Due(*(np.concatenate([getattr(part, name) for part in listed]) for name in names))


def weekly(span: Span) -> list[float]:
    """The instants of a past period at which it is learned from."""
    return [span.end - weeks * WEEK for weeks in LOOKED_AT if span.end - weeks * WEEK >= span.start]


def outcome(past: Past, due: Due) -> Integers:
    """What each was at the end of its period: 0 open (it slipped), 1 won, 2 lost."""
    found = np.zeros(len(due.deal), dtype=np.int64)
    for end in np.unique(due.end).tolist():
        rows = np.flatnonzero(due.end == end)
        found[rows] = past.states.status[past.state_at(end - 1, due.deal[rows])]
    return found


class SlipModel:
    """Multinomial logistic model of won, lost and slipped. Learned: model_, cases_, share_.

    Args:
        past: what is known.
        shares: stage → how far along its process it is, 0 to 1.
        positions: stage → its place in the process.
    """

    def __init__(self, past: Past, *, shares: Mapping[int, float], positions: Mapping[int, int]) -> None:
        self.past = past
        self.shares = shares
        places = [positions.get(stage, 0) for stage in past.states.stage.tolist()]
        self.pushes: Pushes = pushes_of(past)
        self.wins: Wins = wins_of(past, positions=np.array(places, dtype=np.int64))

    def fit(self, due: Due) -> "SlipModel":
        """Learn from periods that have ended."""
        due = due.take(np.arange(0, len(due.deal), max(1, -(-len(due.deal) // MOST_CASES))))
        ended = outcome(self.past, due)
        self.cases_ = len(ended)
        self.share_ = float((ended == OPEN).mean()) if len(ended) else 0.0
        self.segments_ = np.unique(self.past.deals.segment[due.deal])
        self.model_: LogisticRegression | None = None
        if len(ended) >= LEAST_CASES and len(np.unique(ended)) > 1:
            table = self._features(due)
            self.middle_, self.spread_ = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-9)
            self.model_ = LogisticRegression(C=1.0, max_iter=400).fit((table - self.middle_) / self.spread_, ended)
        return self

    def chances(self, due: Due) -> Floats:
        """The chance of each to slip; NaN with too few cases to learn from."""
        if self.model_ is None or not len(due.deal):
            return np.full(len(due.deal), np.nan)
        found = self.model_.predict_proba((self._features(due) - self.middle_) / self.spread_)
        return np.asarray(found[:, list(self.model_.classes_).index(OPEN)] if OPEN in self.model_.classes_ else 0.0)

    def _features(self, due: Due) -> Floats:
        states, at = self.past.states, due.at
        left = (due.end - at) / WEEK
        count, days, when = self.pushes.until(due.deal, at)
        share = np.array([self.shares.get(stage, 0.0) for stage in states.stage[due.state].tolist()])
        events, last = self.past.buyers(due.deal, at)
        silent = np.floor((at - last) / WEEK)
        recent = np.where(np.isnan(when), 0.0, np.exp(-(at - np.nan_to_num(when)) / (4 * WEEK)))
        columns = [
            np.log1p(left),
            (states.close[due.state] * DAY - at) / WEEK,
            np.minimum(count, MOST_PUSHES),
            np.log1p(days / np.maximum(count, 1)),
            recent,
            share,
            share * np.log1p(left),
            np.log1p(np.maximum(at - self.past.deals.opened[due.deal], 0) / WEEK),
            np.log1p(silent),
            np.log1p(events),
            leaning_at(self.wins, states.owner[due.state], at),
            (due.last_day - states.close[due.state] <= 2).astype(np.float64),
            states.is_commit[due.state].astype(np.float64),
            np.log1p(np.nan_to_num(np.maximum(states.amount[due.state], 0))),
            *((self.past.deals.segment[due.deal] == one).astype(np.float64) for one in self.segments_),
        ]
        return np.column_stack(columns)


def track(model: SlipModel, learned_from: Due, held_out: Due) -> Track | None:
    """Fit on the first and judge on the second; None where either is too small.

    The base says for each number of weeks left the share that slipped in the periods learned from.
    """
    model.fit(learned_from)
    if model.model_ is None or len(held_out.deal) < LEAST_CASES // 3:
        return None
    chances = model.chances(held_out)
    slipped = outcome(model.past, held_out) == OPEN
    happened = slipped.astype(np.float64)
    base = usual_share(model.past, learned_from, held_out)
    usual = float((outcome(model.past, learned_from) == OPEN).mean())
    pushes = np.minimum(model.pushes.until(held_out.deal, held_out.at)[0], MOST_PUSHES)
    return Track(
        n=len(slipped),
        share=float(happened.mean()),
        skill=1 - log_loss(happened, chances) / log_loss(happened, base),
        skill_over_one=1 - log_loss(happened, chances) / log_loss(happened, np.full(len(happened), usual)),
        calibration_error=calibration_error(happened, chances),
        by_pushes={
            int(count): (
                int((pushes == count).sum()),
                float(chances[pushes == count].mean()),
                float(happened[pushes == count].mean()),
            )
            for count in np.unique(pushes)
        },
    )


def usual_share(past: Past, learned_from: Due, held_out: Due) -> Floats:
    """The share that slipped of what was learned from, for the same number of weeks left: what is to be beaten."""
    slipped = (outcome(past, learned_from) == OPEN).astype(np.float64)
    weeks = np.round((learned_from.end - learned_from.at) / WEEK)
    asked = np.round((held_out.end - held_out.at) / WEEK)
    found = np.full(len(asked), float(slipped.mean()))
    for week in np.unique(weeks).tolist():
        found[asked == week] = (slipped[weeks == week].sum() + 1) / ((weeks == week).sum() + 2)
    return found


def _due_at(past: Past, span: Span, at: float) -> Due:
    deal, state = past.open_at(at)
    close = past.states.close[state]
    is_due = (close >= span.first_day) & (close <= span.last_day)
    deal, state = deal[is_due], state[is_due]
    return Due(deal, state, np.full(len(deal), at), np.full(len(deal), span.end), np.full(len(deal), span.last_day))
