"""The chance of each open opportunity to be won within a span: what such opportunities did in earlier spans.

Outcomes compete: an opportunity that was lost, or won before the span begins, is not won within it. Two members:

- roll rates: cells of stage and of whether the close date falls before the end, seen with as much time left in earlier
  spans, each drawn towards the cell above it. All there is where little is known, and what explains it.
- a regression over the same rows with more of what is recorded, drawn towards no effect; it joins where wins are many
  enough and counts the more, the more there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import OPEN, UNKNOWN, WON, Book, Floats, Integers, Standing
from trimtab.insight.forecast.features import features
from trimtab.insight.forecast.windows import Window

# Classes of what became of an open opportunity by the end of a span.
WON_WITHIN, WON_BEFORE, LOST_BY, STILL_OPEN = range(4)
# A cell of the roll rates counts as much as this many cases of the cell above it.
PULL = 12.0
# Fewer different opportunities won among the past rows than this: roll rates only.
ENOUGH_WINS = 60
SPANS = 16
LEAST = 1e-4
# The regression learns from so many past rows at most, drawn evenly: more change nothing that shows, and cost minutes.
MOST_ROWS = 30_000


@dataclass(frozen=True)
class Chances:
    """For each standing opportunity its chances by the end of a span; `won` counts wins within the span only.

    n: past rows learned from; wins: different opportunities won among them; method: roll-rates, regression, or the name
    that a caller gave to its own.
    """

    won: Floats
    lost: Floats
    still_open: Floats
    n: int
    wins: int
    method: str


Chancer = Callable[[Book, Window, Standing, Sequence[Window]], Chances | None]


def chances(book: Book, window: Window, standing: Standing, past: Sequence[Window]) -> Chances:
    """The chances of what stands open.

    Args:
        window: the span, seen from the instant at which `standing` stood.
        past: earlier views like it; all must have ended at that instant.
    """
    rows = [labelled(book, view) for view in past]
    outcome = np.concatenate([outcome for _case, outcome in rows]) if rows else np.zeros(0, dtype=np.int64)
    won = np.concatenate([case.opp[outcome == WON_WITHIN] for case, outcome in rows]) if rows else outcome
    wins = len(np.unique(won))
    shares = _roll_rates(book, window, standing, past, rows)
    method = "roll-rates"
    if wins >= ENOUGH_WINS and len(np.unique(outcome)) > 1:
        views = [(view, case) for view, (case, _outcome) in zip(past, rows, strict=True)]
        weight = 1 / (1 + np.log(wins / ENOUGH_WINS))
        shares = weight * 0.5 * shares + (1 - weight * 0.5) * _regression(book, window, standing, views, outcome)
        method = "regression"
    return Chances(
        won=np.clip(shares[:, WON_WITHIN], LEAST, 1 - LEAST),
        lost=shares[:, LOST_BY],
        still_open=shares[:, STILL_OPEN],
        n=len(outcome),
        wins=wins,
        method=method,
    )


def labelled(book: Book, view: Window) -> tuple[Standing, Integers]:
    """What stood open at an earlier instant, and what had become of it by the end of its span."""
    standing = book.standing(view.origin)
    status, since = book.status_at(view.span.end)
    ended, at = status[standing.opp], since[standing.opp]
    outcome = np.full(len(ended), LOST_BY)
    outcome[ended == OPEN] = STILL_OPEN
    outcome[ended == WON] = WON_WITHIN
    outcome[(ended == WON) & (at < view.counted_from)] = WON_BEFORE
    return standing, outcome


def due(book: Book, standing: Standing, view: Window) -> Integers:
    """2: the close date falls before the end of the span; 1: nobody knows it; 0: later."""
    close = book.close_day[standing.version]
    return np.where(close == UNKNOWN, 1, np.where(close * 86_400 < view.span.end, 2, 0))


def _roll_rates(
    book: Book,
    window: Window,
    standing: Standing,
    past: Sequence[Window],
    rows: Sequence[tuple[Standing, Integers]],
) -> Floats:
    """Shares of the four outcomes for each standing opportunity, by cells drawn towards the cells above them."""
    stages = len(book.stage_ids) + 1
    seen = np.zeros((stages, 3, 4))
    for view, (case, outcome) in zip(past, rows, strict=True):
        np.add.at(seen, (book.stage[case.version] + 1, due(book, case, view), outcome), 1.0)
    overall = (seen.sum(axis=(0, 1)) + np.array([0.2, 0.1, 0.7, 1.0])) / (seen.sum() + 2.0)
    by_due = _pulled(seen.sum(axis=0), overall[None, :])
    by_cell = _pulled(seen, _pulled(seen.sum(axis=1), overall[None, :])[:, None, :] * 0.5 + by_due[None, :, :] * 0.5)
    mine: Floats = by_cell[book.stage[standing.version] + 1, due(book, standing, window)]
    return mine


def _pulled(seen: Floats, above: Floats) -> Floats:
    shares: Floats = (seen + PULL * above) / (seen.sum(axis=-1, keepdims=True) + PULL)
    return shares


def _regression(
    book: Book,
    window: Window,
    standing: Standing,
    views: Sequence[tuple[Window, Standing]],
    outcome: Integers,
) -> Floats:
    # Imported here: it takes a second, and most readers of this room never fit.
    from sklearn.linear_model import LogisticRegression

    drawn, outcome = _sampled(book, views, outcome)
    asked = features(book, window, standing)
    centre, spread = drawn.mean(axis=0), drawn.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=0.3, max_iter=200)
    model.fit((drawn - centre) / spread, outcome)
    shares: Floats = np.zeros((len(asked), 4))
    if len(asked):
        shares[:, model.classes_] = model.predict_proba((asked - centre) / spread)
    return shares


def _sampled(book: Book, views: Sequence[tuple[Window, Standing]], outcome: Integers) -> tuple[Floats, Integers]:
    """The past rows and what became of them, every so many-th where there are too many."""
    step = max(1, -(-len(outcome) // MOST_ROWS))
    starts = np.cumsum([0, *(len(case.opp) for _view, case in views)])
    picked = [
        np.arange((-start) % step, len(case.opp), step) for start, (_view, case) in zip(starts, views, strict=False)
    ]
    rows = [
        features(book, view, Standing(case.at_s, case.opp[keep], case.version[keep]))
        for keep, (view, case) in zip(picked, views, strict=True)
    ]
    return np.concatenate(rows), outcome[::step]
