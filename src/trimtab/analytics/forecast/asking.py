"""A forecast asked for: checked, computed, and what cannot be answered refused in words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.forecast.document import Document, document_of, period_words
from trimtab.analytics.forecast.refusing import ForecastRefused
from trimtab.analytics.forecast.spans import like_spans, window_of
from trimtab.core.calendars import FiscalCalendar, Period, unit_of
from trimtab.insight.forecast import Book, Forecaster, Result, Window, read_book
from trimtab.insight.forecast.book import WEEK, Integers
from trimtab.insight.forecast.paths import PATHS

LEAST_WINS = 3
MOST_AHEAD = timedelta(days=366)
# So many times as many new opportunities as in the middle week are an import or a clean-up rather than business.
UNUSUAL, UNUSUAL_LEAST = 20, 200


@dataclass(frozen=True)
class Asked:
    """What a forecast is asked of: the period as seen at an instant, in the organisation's calendar."""

    period: Period
    as_of: datetime
    calendar: FiscalCalendar
    zone: ZoneInfo
    currency: str

    @property
    def window(self) -> Window:
        return window_of(self.period, self.zone, as_of=self.as_of)

    @property
    def following(self) -> "Asked":
        """The same of the next period."""
        period = self.calendar.following(self.period)
        return Asked(period, self.as_of, self.calendar, self.zone, self.currency)

    def forecaster(self, book: Book, *, seed: int = 1) -> Forecaster:
        """Forecasts periods like this one."""
        return Forecaster(book, like_spans(self.period, self.calendar, self.zone, as_of=self.as_of), seed=seed)


@dataclass(frozen=True)
class Answer:
    """A forecast as a document, and what it was made with."""

    document: Document
    result: Result
    forecaster: Forecaster


def ask_forecast(
    engine: DuckDBEngine, asked: Asked, *, known_until: datetime, paths: int = PATHS, seed: int = 1
) -> Answer:
    """The forecast of a period and, in short, of the next one.

    Args:
        known_until: up to when the extracts know what happened.

    Raises:
        ForecastRefused: no honest number can be told.
    """
    _check_time(asked, known_until)
    book = read_book(engine.arrays)
    measure = "money" if book.has_amounts(asked.window.origin) else "wins"
    book = book if measure == "money" else book.counted()
    forecaster = asked.forecaster(book, seed=seed)
    check_history(asked, book, forecaster)
    result = forecaster.forecast(asked.window, paths=paths)
    words = {**head_of(asked), "measure": measure, "unusual_week": _unusual_week(book, asked)}
    return Answer(document_of(result, _following(asked, forecaster, paths=paths), asked=words), result, forecaster)


def head_of(asked: Asked) -> Document:
    """What was asked for, in plain values."""
    return {
        "as_of": asked.as_of.isoformat(),
        "period": period_words(asked.period),
        "next_period": period_words(asked.following.period),
        "currency": asked.currency,
    }


def _following(asked: Asked, forecaster: Forecaster, *, paths: int) -> Result | None:
    """The forecast of the next period; None where no earlier period tells anything about so far ahead."""
    after = asked.following
    follows = after.forecaster(forecaster.book) if unit_of(asked.period) == "month" else forecaster
    return follows.forecast(after.window, paths=paths) if follows.parts(after.window).past else None


def _check_time(asked: Asked, known_until: datetime) -> None:
    period, at = asked.period.key, asked.as_of.isoformat()
    if asked.as_of > known_until + timedelta(days=1):
        raise ForecastRefused("not_known_yet", until=known_until.isoformat(), at=at)
    start, end = asked.period.instants(asked.zone)
    if end <= asked.as_of:
        raise ForecastRefused("ended", period=period, end=asked.period.end.isoformat(), at=at)
    if start > asked.as_of + MOST_AHEAD:
        raise ForecastRefused("far_ahead", period=period, at=at)


def check_history(asked: Asked, book: Book, forecaster: Forecaster) -> None:
    """Refuse where there is nothing to learn from.

    Raises:
        ForecastRefused: says how much is there and how much is needed.
    """
    origin, at = asked.window.origin, asked.as_of.isoformat()
    if not (book.from_s <= origin).any():
        raise ForecastRefused("nothing", at=at)
    wins = len(book.wins.within(-(2**40), origin + 1, known_at=origin))
    if wins < LEAST_WINS:
        raise ForecastRefused("few_wins", wins=wins, needs=LEAST_WINS, at=at)
    if not forecaster.parts(asked.window).past:
        first = datetime.fromtimestamp(int(book.from_s.min()), UTC).date()
        left = max((asked.period.instants(asked.zone)[1] - asked.as_of).days, 1)
        raise ForecastRefused("too_short", first=first.isoformat(), period=asked.period.key, days=left)


def _unusual_week(book: Book, asked: Asked) -> dict[str, object] | None:
    """The week in which far more opportunities were opened than usual, in the year before; None: there was none."""
    end = asked.window.origin
    counts = _by_week(book.opened_s[(book.opened_s <= end) & (book.opened_s > end - 52 * WEEK)], end)
    most = int(counts.max()) if len(counts) else 0
    if most < UNUSUAL_LEAST or most < UNUSUAL * max(float(np.median(counts)), 1.0):
        return None
    start = end - (int(counts.argmax()) + 1) * WEEK
    return {"from": datetime.fromtimestamp(start, UTC).date().isoformat(), "count": most}


def _by_week(opened_s: Integers, end: int) -> Integers:
    counts: Integers = np.bincount(np.minimum((end - opened_s) // WEEK, 51).astype(np.int64), minlength=52)
    return counts
