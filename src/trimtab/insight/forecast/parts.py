"""What a span is made of, seen from an instant: what is won, what stands open with its chances, what is yet to come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import DAY, UNKNOWN, Book, Flags, Floats, Integers, Standing
from trimtab.insight.forecast.chances import SPANS, Chancer, Chances, chances, due
from trimtab.insight.forecast.windows import Span, Window

YEAR = 365 * DAY
CREATION_SECONDS = 91 * DAY
# Of two spans, the one four spans later counts twice.
HALF_LIFE = 4.0
RATIO_LIMITS = (0.1, 10.0)
# Relative variance of the number of new wins beyond chance: at least that, and drawn towards it with four spans.
LEAST_SPREAD, SPREAD_PULL = 0.01, 4.0
FEW = 10


@dataclass(frozen=True)
class NewBusiness:
    """Wins yet to come from opportunities that do not exist: how many, how uncertain, and earlier ones to draw from.

    pool: rows of the book's wins.
    """

    expected: float
    spread: float
    pool: Integers


@dataclass(frozen=True)
class Amounts:
    """What the open opportunities will bring if won: their amounts now and how such amounts moved until the close.

    ratios: final amount / amount then, of early and of late stages. is_known: False where the amount was drawn from
    usual wins, because none is recorded or its currency has no rate.
    """

    cents: Integers
    is_known: Flags
    is_late: Flags
    ratios: tuple[Floats, Floats]

    @property
    def means(self) -> Floats:
        """Expected final amounts."""
        early, late = (float(ratio.mean()) for ratio in self.ratios)
        means: Floats = self.cents.astype(np.float64) * np.where(self.is_late, late, early)
        return means


@dataclass(frozen=True)
class Parts:
    """All that a forecast of a span is drawn from."""

    window: Window
    past: tuple[Window, ...]
    closed: Integers
    standing: Standing
    chances: Chances
    is_due: Flags
    amounts: Amounts
    new: NewBusiness
    closed_cents: int
    usual_cents: float

    @property
    def expected_open(self) -> float:
        return float((self.chances.won * self.amounts.means).sum())

    @property
    def expected_new(self) -> float:
        return self.new.expected * self.usual_cents

    @property
    def mean(self) -> float:
        """The expected total in cents."""
        return self.closed_cents + self.expected_open + self.expected_new


def parts_of(book: Book, window: Window, spans: Sequence[Span], *, chancer: Chancer | None = None) -> Parts:
    """The parts of a span, learned from earlier spans that had ended at the window's instant.

    Args:
        chancer: gives the chances where it can; the fallback of this room where it cannot, or where there is none.
    """
    past = window.before(spans, most=SPANS, earliest=_first(book))
    standing = book.standing(window.origin)
    found = chancer(book, window, standing, past) if chancer else None
    closed = book.wins.within(window.span.start, min(window.origin + 1, window.span.end), known_at=window.origin)
    new = new_business(book, window, past)
    cents = book.wins.cents[new.pool]
    return Parts(
        window=window,
        past=past,
        closed=closed,
        standing=standing,
        chances=found or chances(book, window, standing, past),
        is_due=due(book, standing, window) == 2,
        amounts=_amounts(book, window, standing, past),
        new=new,
        closed_cents=known_sum(book.wins.cents[closed]),
        usual_cents=float(cents[cents != UNKNOWN].mean()) if (cents != UNKNOWN).any() else 0.0,
    )


def known_sum(cents: Integers) -> int:
    """The sum of the amounts that are known."""
    return int(cents[cents != UNKNOWN].sum())


def booked(book: Book, span: Span, *, known_at: int) -> int:
    """What was won in a span, in cents, as known at an instant."""
    return known_sum(book.wins.cents[book.wins.within(span.start, span.end, known_at=known_at)])


def _first(book: Book) -> int:
    """When recording began: the instant by which one in a hundred versions was known."""
    return int(np.quantile(book.from_s, 0.01)) if len(book.from_s) else 0


def new_business(book: Book, window: Window, past: Sequence[Window]) -> NewBusiness:
    """Wins of the span whose opportunities did not exist at the instant: as many as before, at today's pace."""
    rows = [_created_and_won(book, view) for view in past]
    if not rows:
        return NewBusiness(0.0, 0.0, _recent_wins(book, window.origin))
    pace = _creation(book, window.origin)
    scaled = np.array(
        [len(won) * _pace_ratio(pace, _creation(book, view.origin)) for won, view in zip(rows, past, strict=True)]
    )
    weights = 0.5 ** (np.arange(len(rows)) / HALF_LIFE)
    expected = float((weights * scaled).sum() / weights.sum())
    pool = np.concatenate(rows)
    return NewBusiness(
        expected,
        _spread(scaled, expected),
        pool if len(pool) >= FEW else np.r_[pool, _recent_wins(book, window.origin)],
    )


def _created_and_won(book: Book, view: Window) -> Integers:
    rows = book.wins.within(view.counted_from, view.span.end, known_at=view.span.end)
    return rows[book.opened_s[book.wins.opp[rows]] > view.origin]


def _creation(book: Book, at_s: int) -> int:
    """How many opportunities were opened in the quarter of a year before an instant."""
    return int(((book.opened_s <= at_s) & (book.opened_s > at_s - CREATION_SECONDS)).sum())


def _pace_ratio(now: int, then: int) -> float:
    """Growth since then, drawn towards none: both paces are counts."""
    return float(np.clip((now + 20) / (then + 20), 0.5, 2.0))


def _spread(counts: Floats, expected: float) -> float:
    if expected <= 0:
        return LEAST_SPREAD
    beyond = (float(np.square(counts - expected).mean()) - expected) / expected**2
    return max(LEAST_SPREAD, beyond * len(counts) / (len(counts) + SPREAD_PULL))


def _recent_wins(book: Book, at_s: int) -> Integers:
    rows = book.wins.within(at_s - 2 * YEAR, at_s + 1, known_at=at_s)
    known: Integers = rows[book.wins.cents[rows] != UNKNOWN]
    return known


def _amounts(book: Book, window: Window, standing: Standing, past: Sequence[Window]) -> Amounts:
    cents = book.cents[standing.version]
    is_known = cents != UNKNOWN
    usual = book.wins.cents[_recent_wins(book, window.origin)]
    typical = int(usual.mean()) if len(usual) else 0
    return Amounts(
        cents=np.where(is_known, cents, typical),
        is_known=is_known,
        is_late=_is_late(book, standing),
        ratios=_ratios(book, past),
    )


def _is_late(book: Book, standing: Standing) -> Flags:
    stage = book.stage[standing.version]
    depth = book.stage_depth[np.maximum(stage, 0)] if len(book.stage_depth) else np.zeros(len(stage))
    late: Flags = (stage >= 0) & (depth >= 0.5)
    return late


def _ratios(book: Book, past: Sequence[Window]) -> tuple[Floats, Floats]:
    """How amounts moved between the earlier views and the wins that followed, of early and of late stages."""
    found: tuple[list[Floats], list[Floats]] = ([np.ones(FEW)], [np.ones(FEW)])
    for view in past:
        standing = book.standing(view.origin)
        won = book.wins.within(view.counted_from, view.span.end, known_at=view.span.end)
        final = np.full(len(book.opp_ids), UNKNOWN)
        final[book.wins.opp[won]] = book.wins.cents[won]
        then, after = book.cents[standing.version], final[standing.opp]
        use = (then > 0) & (after > 0)
        ratio = np.clip(after[use] / then[use], *RATIO_LIMITS)
        late = _is_late(book, standing)[use]
        found[0].append(ratio[~late])
        found[1].append(ratio[late])
    return np.concatenate(found[0]), np.concatenate(found[1])
