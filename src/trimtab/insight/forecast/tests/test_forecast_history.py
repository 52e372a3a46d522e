"""Only what was known counts: nothing that happens after the instant changes what is said at it."""

import numpy as np

from trimtab.insight.forecast import Forecaster, Window
from trimtab.insight.forecast.book import DAY, OPEN, WEEK
from trimtab.insight.forecast.chances import LOST_BY, STILL_OPEN, WON_BEFORE, WON_WITHIN, labelled
from trimtab.insight.forecast.parts import parts_of
from trimtab.insight.forecast.tests.books import (
    FIRST_DAY,
    LOST,
    PROPOSAL,
    QUARTER_DAYS,
    WON,
    Deal,
    book_of,
    quarters,
    usual_deals,
)

SPANS = quarters(12)
NOW = Window(SPANS[8].start + 4 * WEEK, SPANS[8])


def test_what_happens_later_changes_nothing_that_was_said() -> None:
    deals = usual_deals(400)
    rewritten = usual_deals(400)
    for deal in rewritten:  # everything after the instant is turned around
        for change in deal.later:
            if change["day"] * DAY > NOW.origin:
                change["stage"] = LOST if change["stage"] == WON else WON
                change["amount"] = 1.0
    kept = [row for row, deal in enumerate(deals) if deal.opened * DAY <= NOW.origin]

    said = [
        Forecaster(book_of([one[row] for row in kept]), SPANS).forecast(NOW, paths=200).totals
        for one in (deals, rewritten)
    ]

    assert np.array_equal(said[0], said[1])


def test_outcomes_compete() -> None:
    opened, day = FIRST_DAY + 10, SPANS[1].start // DAY
    book = book_of(
        [
            Deal(opened).then(day + 5, stage=WON),
            Deal(opened).then(day + 5, stage=LOST),
            Deal(opened).then(day - 5, stage=WON),
            Deal(opened).then(day + 200, stage=WON),
        ]
    )

    standing, outcome = labelled(book, Window((opened + 1) * DAY, SPANS[1]))

    assert standing.opp.tolist() == [0, 1, 2, 3]
    assert outcome.tolist() == [WON_WITHIN, LOST_BY, WON_BEFORE, STILL_OPEN]


def test_a_win_that_was_undone_is_no_win() -> None:
    start = SPANS[0].start // DAY
    book = book_of([Deal(start).then(start + 5, stage=WON).then(start + 20, stage=PROPOSAL)])

    before, after = (
        len(book.wins.within(SPANS[0].start, SPANS[0].end, known_at=(start + day) * DAY)) for day in (10, 30)
    )

    assert (before, after) == (1, 0)


def test_state_of_a_day_is_what_was_known_on_it() -> None:
    start = SPANS[0].start // DAY
    book = book_of([Deal(start, close=start + 30).then(start + 5, close=start + 60).then(start + 9, stage=PROPOSAL)])

    versions = [book.standing((start + day) * DAY).version for day in (4, 6, 10)]

    assert [int(book.pushes[rows][0]) for rows in versions] == [0, 1, 1]
    assert [int(book.stage_since_s[rows][0] // DAY - start) for rows in versions] == [0, 0, 9]
    assert (book.status == OPEN).all()


def test_chances_follow_what_such_deals_did_before() -> None:
    """In every quarter ten deals in Proposal are won and ten in Proof lost; chances tell them apart."""
    deals = []
    for span in SPANS[:9]:
        day = span.start // DAY
        deals += [Deal(day, stage=PROPOSAL, close=day + 60).then(day + 50, stage=WON) for _ in range(10)]
        deals += [Deal(day, close=day + 60).then(day + 50, stage=LOST) for _ in range(10)]

    parts = parts_of(book_of(deals), Window(SPANS[8].start + 4 * WEEK, SPANS[8]), SPANS)

    won = parts.chances.won
    assert won[:10].min() > 0.85
    assert won[10:].max() < 0.15
    assert QUARTER_DAYS == 91


def test_amounts_that_shrink_before_the_close_are_expected_to_shrink() -> None:
    deals = []
    for span in SPANS[:9]:
        day = span.start // DAY
        deals += [Deal(day, stage=PROPOSAL, close=day + 60).then(day + 50, stage=WON, amount=500.0) for _ in range(20)]

    parts = parts_of(book_of(deals), Window(SPANS[8].start + 4 * WEEK, SPANS[8]), SPANS)

    assert parts.amounts.means.max() / 100 < 560
    assert parts.amounts.cents.max() == 100_000


def test_new_business_is_expected_where_earlier_periods_had_some() -> None:
    deals = []
    for span in SPANS[:8]:
        day = span.start // DAY + 40
        deals += [Deal(day, close=day + 20).then(day + 20, stage=WON) for _ in range(6)]

    parts = parts_of(book_of([*deals, Deal(SPANS[8].start // DAY)]), NOW, SPANS)

    assert 4 < parts.new.expected < 8
