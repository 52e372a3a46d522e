"""Hazards by hand, against a simulation whose hazards are known, and what holds for any of them."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.cadences.hazard import Count, Price, best_stop, recommended_stop, rows_of, worth_of
from trimtab.cadences.runs import Happening, What, attempts_in, is_counted

PRICE = Price(worth=100, cost=10, harm=200)
NOW, WAIT = datetime(2026, 11, 20, tzinfo=UTC), timedelta(days=14)
SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda both: (both[0], both[1] * (1 - both[0])))
PRICES = st.builds(Price, worth=st.floats(0, 1000), cost=st.floats(0, 100), harm=st.floats(0, 1000))


def test_hazards_are_worked_out_by_hand() -> None:
    """Attempt 1 met 200: 40 answered, 2 complained. Attempt 2 met 100: 10 and 1. Attempt 3 met 50: 1 and 4.

    Reached: 0.2, then + 0.79 · 0.1, then + 0.79 · 0.89 · 0.02.
    """
    rows = rows_of([Count(1, 200, 40, 2), Count(2, 100, 10, 1), Count(3, 50, 1, 4)])

    assert [row.reply for row in rows] == pytest.approx([0.2, 0.1, 0.02])
    assert [row.refusal for row in rows] == pytest.approx([0.01, 0.01, 0.08])
    assert [row.reached for row in rows] == pytest.approx([0.2, 0.279, 0.293062])
    assert [row.net(PRICE) for row in rows] == pytest.approx([8.0, -2.0, -24.0])


def test_the_stop_is_worked_out_by_hand() -> None:
    """The second attempt costs more than it brings, so one is enough; at a cost of 5 it brings 3, the third −19."""
    rows = rows_of([Count(1, 200, 40, 2), Count(2, 100, 10, 1), Count(3, 50, 1, 4)])
    dear, cheap = recommended_stop(rows, PRICE), recommended_stop(rows, Price(100, 5, 200))

    assert dear is not None
    assert cheap is not None
    assert (dear.after, cheap.after) == (1, 2)
    assert dear.judged == 3


def test_a_weak_attempt_is_made_for_the_strong_one_after_it() -> None:
    """Alone the second loses 5, with the third, which brings 0.95 · 40, it pays."""
    hazards = [(0.5, 0.0), (0.05, 0.0), (0.5, 0.0)]

    assert worth_of(0.05, 0.0, PRICE) == -5
    assert best_stop(hazards, PRICE) == 3


def test_too_few_are_judged_by_nobody() -> None:
    assert recommended_stop(rows_of([Count(1, 29, 10, 0)]), PRICE) is None
    found = recommended_stop(rows_of([Count(1, 100, 50, 0), Count(2, 10, 9, 0)]), PRICE)

    assert found is not None
    assert (found.after, found.judged, found.is_open) == (1, 1, True)


def test_known_hazards_come_back_from_the_events_they_made() -> None:
    """20,000 contacts, up to four attempts five days apart, hazards of an answer and of a complaint as given."""
    hazards = [(0.20, 0.01), (0.12, 0.02), (0.08, 0.03), (0.03, 0.06)]
    random = Random(10)
    totals = {number: [0, 0, 0] for number in range(1, 5)}
    for _contact in range(20_000):
        for one in attempts_in(_simulated(random, hazards), now=NOW, wait=WAIT):
            assert is_counted(one, now=NOW, wait=WAIT)
            counts = totals[one.number]
            counts[0] += 1
            counts[1] += one.came == "reply"
            counts[2] += one.came == "refusal"

    rows = rows_of([Count(number, *counts) for number, counts in totals.items()])

    for row, (reply, refusal) in zip(rows, hazards, strict=True):
        assert row.reply_ends[0] <= reply <= row.reply_ends[1]
        assert row.refusal_ends[0] <= refusal <= row.refusal_ends[1]
    assert rows[-1].reached == pytest.approx(0.3561, abs=0.012)


def _simulated(random: Random, hazards: list[tuple[float, float]]) -> list[Happening]:
    happenings, at = [], NOW - timedelta(days=90)
    for reply, refusal in hazards:
        happenings.append(Happening(at, What.ATTEMPT, "email", 1))
        drawn = random.random()
        if drawn < reply + refusal:
            what = What.REPLY if drawn < reply else What.REFUSAL
            return [*happenings, Happening(at + timedelta(days=random.uniform(0.1, 4.9)), what)]
        at += timedelta(days=5)
    return happenings


@given(st.lists(SHARES, max_size=10), PRICES)
def test_where_attempts_only_get_worse_the_stop_is_before_the_first_that_does_not_pay(
    hazards: list[tuple[float, float]], price: Price
) -> None:
    """The rule of the margin: with falling worth, no attempt is made for the sake of a later one."""
    falling = sorted(hazards, key=lambda one: -worth_of(one[0], one[1], price))
    pays = [worth_of(reply, refusal, price) > 0 for reply, refusal in falling]

    assert best_stop(falling, price) == (pays.index(False) if False in pays else len(pays))


@given(st.lists(st.tuples(st.integers(30, 400), st.floats(0, 1), st.floats(0, 1)), max_size=8), PRICES)
def test_the_careful_reading_never_goes_beyond_the_hopeful_one(
    drawn: list[tuple[int, float, float]], price: Price
) -> None:
    counts = [
        Count(number, there, int(there * reply), int(there * (1 - reply) * refusal))
        for number, (there, reply, refusal) in enumerate(drawn, 1)
    ]
    rows = rows_of(counts)
    found = recommended_stop(rows, price)

    assert (found is None) == (not counts)
    if found is not None:
        assert found.careful <= found.after <= found.hopeful <= found.judged
    assert all(0 <= row.reached <= 1 and row.reached + row.lost <= 1 + 1e-9 for row in rows)
