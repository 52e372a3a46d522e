"""The plain ways to say where a span will end, which a model must beat to be believed."""

from collections.abc import Mapping, Sequence

import numpy as np

from trimtab.insight.forecast.book import BEST_CASE, COMMIT, UNKNOWN, Book, Floats, Integers, Standing
from trimtab.insight.forecast.parts import Parts, booked
from trimtab.insight.forecast.windows import Span, Window

COMMITTED, WEIGHTED, LAST_FOUR, SEASONAL = "commit", "weighted", "last_four", "seasonal"
NAMES = (COMMITTED, WEIGHTED, LAST_FOUR, SEASONAL)
# What people who weigh a pipeline by hand give to its first and to its last stage.
FIRST_WEIGHT, LAST_WEIGHT = 0.10, 0.80
YEAR_BACK = 4  # spans: quarters, the same month of quarters, years that end with each quarter


def baselines(book: Book, parts: Parts, spans: Sequence[Span]) -> Mapping[str, float]:
    """Each baseline that can be told, in cents.

    commit: won so far, and open and due in the category commit. weighted: open and due by 10 to 80 % for the depth of
    its stage. last_four: mean of the last four spans. seasonal: the span a year before.
    """
    said: dict[str, float] = {}
    amounts = _known_due(book, parts)
    categories = book.category[parts.standing.version]
    if (categories == COMMIT).any() or (categories == BEST_CASE).any():
        said[COMMITTED] = parts.closed_cents + float(amounts[categories == COMMIT].sum())
    if len(book.stage_ids):
        said[WEIGHTED] = parts.closed_cents + float((amounts * _weights(book, parts.standing)).sum())
    said |= _from_earlier(book, parts.window, spans)
    return {name: max(value, float(parts.closed_cents)) for name, value in said.items()}


def stated_of(book: Book, parts: Parts) -> tuple[Floats, Floats, Floats]:
    """By standing opportunity, in cents: committed; committed or best case; weighted by stage. All open and due."""
    amounts, category = _known_due(book, parts), book.category[parts.standing.version]
    committed = category == COMMIT
    in_commit: Floats = amounts * committed.astype(np.float64)
    in_best: Floats = amounts * (committed | (category == BEST_CASE)).astype(np.float64)
    weighted: Floats = amounts * (_weights(book, parts.standing) if len(book.stage_ids) else np.zeros(len(amounts)))
    return in_commit, in_best, weighted


def last_spans(book: Book, window: Window, spans: Sequence[Span]) -> list[Span]:
    """The last four spans that had ended and that the records hold in whole, the oldest first."""
    first = int(book.from_s.min()) if len(book.from_s) else 0
    ended = sorted((span for span in spans if span.end <= window.origin and span.start >= first), key=lambda s: s.end)
    return ended[-YEAR_BACK:]


def _known_due(book: Book, parts: Parts) -> Integers:
    cents = book.cents[parts.standing.version]
    return np.where(parts.is_due & (cents != UNKNOWN), cents, 0)


def _weights(book: Book, standing: Standing) -> Floats:
    depth = book.stage_depth[np.maximum(book.stage[standing.version], 0)]
    weights: Floats = FIRST_WEIGHT + (LAST_WEIGHT - FIRST_WEIGHT) * depth
    return weights


def _from_earlier(book: Book, window: Window, spans: Sequence[Span]) -> dict[str, float]:
    brought = [booked(book, span, known_at=window.origin) for span in last_spans(book, window, spans)]
    said = {}
    if brought:
        said[LAST_FOUR] = float(np.mean(brought))
    if len(brought) == YEAR_BACK:
        said[SEASONAL] = float(brought[0])
    return said
