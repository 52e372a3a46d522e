"""From the extracts to lever cards: each card asked, judged, and written as what JSON can hold."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from trimtab.analytics.causes.contact_times import LEVERS_OF_DEALS
from trimtab.analytics.figures import Asker
from trimtab.insight.causes.cards import CARDS, QuestionCard
from trimtab.insight.causes.emulating import Columns, PulledAt, emulate, raw_of, reachable
from trimtab.insight.causes.judging import Judgement, Refusal, judge
from trimtab.insight.causes.questions import LEVER_DEALS, LEVER_TIMES, TRIAL_ROWS
from trimtab.insight.results import Row

SEED = 20261126
MOST_DEALS = 25_000  # of more, a part chosen by id is looked at; the card says so
TOLD = {
    "early_meeting": "meeting",
    "first_answer": "first_answer",
    "late_discount": "discount",
    "close_date_pushed": "push",
}
ELSEWHERE = ("several_contacts", "leader_contact", "next_step")  # not in the extracts
Card = dict[str, Any]  # as JSON holds it
Tell = Callable[[int, int], None]


def build_cards(asker: Asker, *, as_of: datetime, deals: int, tell: Tell) -> dict[str, Any]:
    """All lever cards for the records of an asker.

    Args:
        as_of: the instant at which we look.
        deals: how many there are in the extracts; more than `MOST_DEALS` are looked at in part.
        tell: hears how many cards are done, of how many.
    """
    one_of = max(1, -(-deals // MOST_DEALS))
    asked = _Asked(asker, as_of=as_of, one_of=one_of)
    cards = []
    for number, card in enumerate(CARDS):
        tell(number, len(CARDS))
        cards.append(asked.card(card))
    return {"as_of": as_of.isoformat(), "one_of": one_of, "deals": asked.size, "cards": cards}


class _Asked:
    """What the cards of one report share: deals, times of levers, rows of trials with the same starts."""

    def __init__(self, asker: Asker, *, as_of: datetime, one_of: int) -> None:
        self._asker, self._common = asker, {"as_of": as_of, "one_of": one_of}
        self._deals = columns_of(asker.ask(LEVER_DEALS, **self._common).rows)
        self._times = columns_of(asker.ask(LEVER_TIMES, **self._common).rows)
        self._rows: dict[tuple[object, ...], Columns] = {}

    @property
    def size(self) -> int:
        """Deals looked at."""
        return int(self._deals["opp_id"].size) if self._deals else 0

    def card(self, card: QuestionCard) -> Card:
        """One lever, judged, refused or missing."""
        pulled = self._pulled(card.key)
        if pulled is None or not self._deals:
            return {"key": card.key, "state": "missing"}
        rows = self._trial_rows(card)
        written: Card = {
            "key": card.key,
            "raw": asdict(raw_of(self._deals, pulled)),
            "reach": self._reach(pulled),
        }
        if not rows:
            return {**written, "state": "refused", "overlap": {"rows": 0, "kept": 0, "treated": 0, "worth": 0.0}}
        return {**written, **written_of(judge(emulate(card, rows, pulled), seed=SEED, is_feared=card.avoided))}

    def _reach(self, pulled: PulledAt) -> dict[str, float]:
        number, amount = reachable(self._deals, pulled)
        one_of = int(str(self._common["one_of"]))
        return {"deals": number * one_of, "amount": amount * one_of}

    def _pulled(self, key: str) -> PulledAt | None:
        if key in ELSEWHERE:
            return LEVERS_OF_DEALS[key](self._deals["opp_id"].tolist() if self._deals else [])
        if key not in TOLD:
            return None
        if not self._times:
            return PulledAt(np.array([], dtype=np.int64), np.array([]))
        is_it = self._times["lever"] == TOLD[key]
        return PulledAt(
            self._times["opp_id"][is_it].astype(np.int64), self._times["first_at"][is_it].astype(np.float64)
        )

    def _trial_rows(self, card: QuestionCard) -> Columns:
        key = (card.starts, card.days, card.horizon)
        if key not in self._rows:
            starts = ",".join(map(str, card.starts))
            asked = {"starts": starts, "days": card.days, "horizon": card.horizon, **self._common}
            self._rows[key] = columns_of(self._asker.ask(TRIAL_ROWS, **asked).rows)
        return self._rows[key]


def columns_of(rows: Sequence[Row]) -> Columns:
    """Rows as columns; an unknown number is NaN. Empty without rows."""
    if not rows:
        return {}
    return {name: np.array([_gap(row[name]) for row in rows]) for name in rows[0]}


def _gap(cell: object) -> object:
    return float("nan") if cell is None else cell


def written_of(judged: Judgement | Refusal) -> Card:
    """A judgement as JSON holds it."""
    if isinstance(judged, Refusal):
        return {"state": "refused", "overlap": asdict(judged.overlap), "needs": judged.needs}
    strongest = judged.bound.strongest
    names = ("effect", "error", "low", "high", "rate_with", "rate_without", "within", "method", "version")
    return {
        "state": "judged",
        "grade": str(judged.grade),
        **{name: getattr(judged, name) for name in names},
        "bound": {
            "low": judged.bound.low,
            "high": judged.bound.high,
            "strongest": strongest.name if strongest else "",
            "robustness": judged.bound.robustness,
            "e_value": min(judged.bound.e_value, 1e6),
            "e_value_edge": min(judged.bound.e_value_edge, 1e6),
        },
        "overlap": asdict(judged.overlap),
        "attempts": [[attempt.name, attempt.survived] for attempt in judged.attempts],
        "reasons": list(judged.reasons),
    }
