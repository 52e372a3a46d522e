"""What is recorded about an open opportunity at an instant, as columns for the regression over horizons."""

import numpy as np

from trimtab.insight.forecast.book import DAY, NEVER, NO_CATEGORY, UNKNOWN, WEEK, Book, Floats, Standing
from trimtab.insight.forecast.windows import Window

TOUCH_WEEKS = 4
USUAL_CENTS = 1_000_000  # only a place for zero: the regression centres its columns
# Weight of the rate of everybody in the rate of a seller, in closed opportunities.
SELLER_PULL = 20.0


def features(book: Book, view: Window, standing: Standing) -> Floats:
    """One row for each standing opportunity; everything is as known at the view's instant."""
    version, now = standing.version, standing.at_s
    depth, seller = _depth(book, standing), _seller(book, standing)
    in_stage: Floats = np.log1p((now - book.stage_since_s[version]) / WEEK)
    size, quiet = _size(book, standing), _touches(book, standing)
    columns = [
        *_stage(book, view, standing),
        *_dates(book, view, standing),
        in_stage,
        np.log1p(np.maximum(now - book.opened_s[standing.opp], 0) / WEEK),
        *size,
        *_categories(book, standing),
        *quiet,
        *(1.0 * (book.segment.codes[standing.opp] == code) for code in range(min(len(book.segment.names), 8))),
        seller,
        # Late stages tell most by who sells, how long it has stood there, how large it is and how quiet its buyer is.
        *(depth * column for column in (seller, in_stage, size[0], quiet[0], quiet[1])),
    ]
    return np.column_stack(columns).astype(np.float64)


def _depth(book: Book, standing: Standing) -> Floats:
    """How far along its process each stands, 0 to 1; half way where its stage is unknown."""
    stage = book.stage[standing.version]
    if not len(book.stage_depth):
        return np.full(len(stage), 0.5)
    return np.where(stage >= 0, book.stage_depth[np.maximum(stage, 0)], 0.5)


def _stage(book: Book, view: Window, standing: Standing) -> list[Floats]:
    stage = book.stage[standing.version]
    depth = _depth(book, standing)
    in_time = _in_time(book, view, standing)
    one_hot = [1.0 * (stage == code) for code in range(len(book.stage_ids))]
    return [*one_hot, depth, depth * in_time, np.square(depth)]


def _in_time(book: Book, view: Window, standing: Standing) -> Floats:
    close = book.close_day[standing.version]
    in_time: Floats = 1.0 * ((close != UNKNOWN) & (close * DAY < view.span.end))
    return in_time


def _dates(book: Book, view: Window, standing: Standing) -> list[Floats]:
    close = book.close_day[standing.version]
    known = close != UNKNOWN
    weeks = np.where(known, (close * DAY - view.span.end) / WEEK, 0.0)
    overdue = 1.0 * (known & ((close + 1) * DAY <= standing.at_s))
    return [
        _in_time(book, view, standing),
        1.0 * known,
        np.clip(weeks, -26, 0),
        np.clip(weeks, 0, 26),
        overdue,
        np.log1p(book.pushes[standing.version]),
    ]


def _size(book: Book, standing: Standing) -> list[Floats]:
    cents = book.cents[standing.version]
    known = cents > 0
    return [np.where(known, np.log(np.where(known, cents, 1) / USUAL_CENTS), 0.0), 1.0 * known]


def _categories(book: Book, standing: Standing) -> list[Floats]:
    category = book.category[standing.version]
    return [1.0 * (category == code) for code in (NO_CATEGORY, 0, 2, 3)]


def _touches(book: Book, standing: Standing) -> list[Floats]:
    """How long its buyers have been quiet against the pace of all, and how lively they were of late."""
    since, recent = book.last_touch(standing.opp, standing.at_s, within_s=TOUCH_WEEKS * WEEK)
    age = np.maximum(standing.at_s - book.opened_s[standing.opp], 0)
    quiet = np.minimum(np.where(since == NEVER, age, since), age) / WEEK
    return [np.log1p(quiet), np.log1p(recent), 1.0 * (since == NEVER)]


def _seller(book: Book, standing: Standing) -> Floats:
    """The log-odds of the seller's share of wins among what closed before, drawn towards everybody's."""
    begins = np.flatnonzero((book.status != 0) & (book.status_since_s == book.from_s) & (book.from_s <= standing.at_s))
    people = len(book.people.user_ids) + 1
    owner = book.owner[begins] + 1
    closed = np.bincount(owner, minlength=people).astype(np.float64)
    won = np.bincount(owner, weights=1.0 * (book.status[begins] == 1), minlength=people)
    overall = (won.sum() + 1) / (closed.sum() + 4)
    share = (won + SELLER_PULL * overall) / (closed + SELLER_PULL)
    odds: Floats = np.log(share / (1 - share))
    return odds[book.owner[standing.version] + 1]
