"""The track record: refitted at each origin, scored against what came; and what cannot be forecast."""

import numpy as np
import pytest

from trimtab.insight.forecast import Forecaster, NoHistory, Window
from trimtab.insight.forecast.book import WEEK
from trimtab.insight.forecast.parts import booked
from trimtab.insight.forecast.tests.books import FIRST_DAY, LOST, Deal, book_of, quarters, usual_deals
from trimtab.insight.forecast.track_record import rows_of, score

SPANS = quarters(10)


@pytest.fixture(scope="module")
def forecaster() -> Forecaster:
    return Forecaster(book_of(usual_deals(900, seed=4)), SPANS)


def test_record_tells_every_week_of_every_period(forecaster: Forecaster) -> None:
    told: list[tuple[int, int]] = []

    scored = list(score(forecaster, SPANS[6:9], (0, 8), progress=lambda done, total: told.append((done, total))))

    company = [one for one in scored if one.group == "company"]
    assert told[-1] == (6, 6)
    assert [one.came for one in company[::2]] == [
        booked(forecaster.book, span, known_at=span.end) for span in SPANS[6:9]
    ]
    early, late = rows_of(company)
    assert (early.week, early.n, late.week) == (0, 3, 8)
    assert late.errors["forecast"] < early.errors["last_four"] * 2
    assert late.coverage is not None
    assert {one.group for one in scored} == {"company", "team:11", "team:12"}


def test_forecast_is_no_worse_than_plain_methods_where_deals_tell_something(forecaster: Forecaster) -> None:
    rows = rows_of([one for one in score(forecaster, SPANS[4:9], (6,)) if one.group == "company"])

    assert rows[0].errors["forecast"] <= min(rows[0].errors["weighted"], rows[0].errors["last_four"]) * 1.1


def test_nothing_on_record_is_refused() -> None:
    book = book_of([Deal(FIRST_DAY + 900)])

    with pytest.raises(NoHistory):
        Forecaster(book, SPANS).forecast(Window(SPANS[0].start + WEEK, SPANS[0]))


def test_one_deal_without_history_is_not_promised() -> None:
    book = book_of([Deal(FIRST_DAY, close=FIRST_DAY + 30, amount=1_000_000.0)])

    result = Forecaster(book, SPANS).forecast(Window(SPANS[0].start + WEEK, SPANS[0]), paths=200)

    assert result.nodes["company"].total / result.paths < 0.3 * 100_000_000


def test_all_lost_expects_next_to_nothing() -> None:
    deals = [
        Deal(FIRST_DAY + day, close=FIRST_DAY + day + 30).then(FIRST_DAY + day + 40, stage=LOST) for day in range(800)
    ]

    result = Forecaster(book_of(deals), SPANS).forecast(Window(SPANS[8].start + 2 * WEEK, SPANS[8]), paths=200)

    company = result.nodes["company"]
    assert company.quantiles[9] == 0
    assert company.total / result.paths < 0.05 * result.nodes["company"].open_count * 100_000


def test_a_flood_of_deals_in_one_week_is_answered_and_adds_up() -> None:
    usual = usual_deals(600)
    day = SPANS[8].start // 86_400 + 20
    flood = [Deal(day, close=day + 40) for _ in range(5_000)]

    result = Forecaster(book_of([*usual, *flood]), SPANS).forecast(
        Window(SPANS[8].start + 4 * WEEK, SPANS[8]), paths=100
    )

    company = result.nodes["company"]
    assert company.open_count >= 5_000
    assert sum(node.total for node in result.children("company", "segment")) == company.total
    assert np.isfinite(result.totals).all()
