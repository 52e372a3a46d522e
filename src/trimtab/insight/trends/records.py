"""What records are worth: which fields say something about the outcome, how full they are, and what contradicts itself.

A field's value is the log loss that is added when it is hidden from a model that never saw the deals it is asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from trimtab.insight.models.measures import log_loss
from trimtab.insight.trends.past import DAY, OPEN, WEEK, WON, Columns, Flags, Floats, Integers, Past, Texts, texts

LOOKED_AT_DAY = 30  # after the opening, or half way to the end where that comes first
MOST_VALUES = 8
LEAST_CLOSED = 100
MOST_CLOSED = 20_000
FOLDS = 5
SEED = 20240601
THIN = 0.5  # below this share of the value of a full record, it is thin
LEARNED = 0.5  # weight of the value found here; the rest is the same for each field, which few cases cannot rule out
STATED = ("kind", "lead_source", "product", "region", "industry", "segment")
NUMBERS = ("amount", "close_on")
FIELDS = (*NUMBERS, *STATED, "touches")
FAR_AHEAD = 730  # days


@dataclass(frozen=True)
class Values:
    """What each field is worth in log loss per record, and how that was found. are_equal: nothing could be learned."""

    by_field: Mapping[str, float]
    n: int
    loss: float | None = None
    base: float | None = None

    @property
    def are_equal(self) -> bool:
        """Whether every field counts the same, because no value could be learned."""
        return self.loss is None

    def weights(self) -> Mapping[str, float]:
        """Shares of the value; they add up to 1: half by what was found, half the same for each."""
        positive = {name: max(value, 0.0) for name, value in self.by_field.items()}
        total, equal = sum(positive.values()), 1 / len(positive)
        if self.are_equal or total <= 0:
            return dict.fromkeys(positive, equal)
        return {name: LEARNED * value / total + (1 - LEARNED) * equal for name, value in positive.items()}


@dataclass(frozen=True)
class Record:
    """The fields of some deals at instants: texts by name, amount, days until the close date, touches in four weeks."""

    stated: Mapping[str, Texts]
    amount: Floats
    ahead: Floats
    touches: Integers

    def filled(self) -> Mapping[str, Flags]:
        """Field → whether each deal has it."""
        found = {name: np.asarray(values != "") for name, values in self.stated.items()}
        return {
            "amount": np.asarray(~np.isnan(self.amount) & (np.nan_to_num(self.amount) > 0)),
            "close_on": ~np.isnan(self.ahead),
            **found,
            "touches": np.asarray(self.touches > 0),
        }


def stated_of(deals: Columns) -> Mapping[str, Texts]:
    """What is stated of each deal, in the order of the query DEALS, which is that of `Deals`."""
    return {name: texts(deals[name]) for name in STATED}


def record_at(past: Past, stated: Mapping[str, Texts], deal: Integers, state: Integers, at: Floats) -> Record:
    """The record of deals as it was at instants. What is stated of a deal is taken as it is now: it has no history."""
    count = past.buyers(deal, at)[0] - past.buyers(deal, np.maximum(at - 4 * WEEK, past.deals.opened[deal]))[0]
    return Record(
        {name: values[deal] for name, values in stated.items()},
        past.states.amount[state],
        past.states.close[state] - np.floor(at / DAY),
        count,
    )


def field_values(past: Past, stated: Mapping[str, Texts], *, until: float) -> Values:
    """What each field is worth, from deals closed by `until`, each looked at while it was open."""
    deal, state, at, is_won = _closed(past, until)
    if len(deal) < LEAST_CLOSED or is_won.all() or not is_won.any():
        return Values(dict.fromkeys(FIELDS, 1.0), len(deal))
    record = record_at(past, stated, deal, state, at)
    blocks = _design(record)
    outcome = is_won.astype(np.float64)
    full, hidden = np.zeros(len(deal)), {name: np.zeros(len(deal)) for name in blocks}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for learned, asked in folds.split(outcome, outcome):
        middle = {name: block[learned].mean(axis=0) for name, block in blocks.items()}
        joined = np.column_stack([block - middle[name] for name, block in blocks.items()])
        model = LogisticRegression(C=0.5, max_iter=300).fit(joined[learned], outcome[learned])
        full[asked] = model.predict_proba(joined[asked])[:, 1]
        first = 0
        for name, block in blocks.items():
            masked = joined[asked].copy()
            masked[:, first : first + block.shape[1]] = 0.0
            hidden[name][asked] = model.predict_proba(masked)[:, 1]
            first += block.shape[1]
    loss = log_loss(outcome, full)
    base = log_loss(outcome, np.full(len(outcome), outcome.mean()))
    return Values({name: log_loss(outcome, chance) - loss for name, chance in hidden.items()}, len(deal), loss, base)


def completeness(record: Record, values: Values) -> Floats:
    """Share of the value of a full record that each has, 0 to 1."""
    weights, filled = values.weights(), record.filled()
    size = len(record.amount)
    return np.asarray(sum((weights[name] * filled[name] for name in weights), np.zeros(size)))


def contradictions(past: Past, record: Record, state: Integers, *, shares: Mapping[int, float]) -> Mapping[str, Flags]:
    """What cannot be as the record says, by name of the rule."""
    share = np.array([shares.get(stage, 0.0) for stage in past.states.stage[state].tolist()])
    is_commit = past.states.is_commit[state]
    unknown = np.isnan(record.amount) | (np.nan_to_num(record.amount) <= 0)
    return {
        "date_passed": np.asarray(record.ahead < 0),
        "date_far": np.asarray(record.ahead > FAR_AHEAD),
        "late_without_amount": np.asarray(unknown & (share >= 0.5)),
        "commit_without_buyer": np.asarray(is_commit & (record.touches == 0)),
    }


def _closed(past: Past, until: float) -> tuple[Integers, Integers, Floats, Flags]:
    """Deals closed by then, each at an instant at which it was open, and whether it was won."""
    everyone = np.arange(past.deals.size)
    last = past.state_at(until, everyone)
    closed = np.flatnonzero((last >= 0) & (past.states.status[last] != OPEN))
    closed = closed[:: max(1, -(-len(closed) // MOST_CLOSED))]
    opened, ended = past.deals.opened[closed], past.states.since[last[closed]]
    at = np.minimum(opened + LOOKED_AT_DAY * DAY, (opened + ended) / 2)
    state = np.array(
        [int(past.state_at(float(one), np.array([deal]))[0]) for deal, one in zip(closed, at, strict=True)]
    )
    keep = (state >= 0) & (past.states.status[state] == OPEN) if len(state) else np.zeros(0, dtype=bool)
    return closed[keep], state[keep], at[keep], np.asarray(past.states.status[last[closed]] == WON)[keep]


def _design(record: Record) -> Mapping[str, Floats]:
    """The columns of each field: its values, and that it is not known."""
    filled = record.filled()
    amount = np.where(filled["amount"], np.log1p(np.nan_to_num(record.amount, nan=0.0).clip(0)), 0.0)
    ahead = np.where(filled["close_on"], np.clip(np.nan_to_num(record.ahead) / 30, -6, 24), 0.0)
    blocks = {
        "amount": np.column_stack([amount, ~filled["amount"]]),
        "close_on": np.column_stack([ahead, ahead < 0, ~filled["close_on"]]),
        "touches": np.column_stack([np.log1p(record.touches), record.touches == 0]),
    }
    for name, values in record.stated.items():
        kinds, counts = np.unique(values, return_counts=True)
        most = kinds[np.argsort(-counts, kind="stable")[:MOST_VALUES]]
        blocks[name] = np.column_stack([values == one for one in most])
    return {name: block.astype(np.float64) for name, block in blocks.items()}
