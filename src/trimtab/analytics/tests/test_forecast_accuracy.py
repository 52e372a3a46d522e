"""A small version of bench/forecast.py: simulated quarters, where commits are known to run wild."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.forecast.spans import span_of
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.forecast import Forecaster, read_book
from trimtab.insight.forecast.measures import wape
from trimtab.insight.forecast.track_record import Scored, score
from trimtab.insight.simulate import Parameters, simulate

QUARTERS = [(year, number) for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    """The last six quarters of a company of 30 sellers, each forecast in its fourth week."""
    world = simulate(Parameters(years=3, sellers=30, team_size=10), seed=7, until=date(2026, 1, 4))
    engine = DuckDBEngine.from_columns(world.tables())
    book = read_book(engine.arrays)
    engine.close()
    calendar, zone = FiscalCalendar(), ZoneInfo("UTC")
    spans = [span_of(calendar.quarter(*one), zone) for one in QUARTERS]
    return list(score(Forecaster(book, spans), spans[-6:], (4,)))


def company(scored: list[Scored]) -> list[Scored]:
    return [one for one in scored if one.group == "company"]


def test_forecast_errs_by_far_less_than_what_people_commit(scored: list[Scored]) -> None:
    came = np.array([one.came for one in company(scored)])
    said = np.array([one.middle for one in company(scored)])
    committed = np.array([one.said["commit"] for one in company(scored)])

    assert (wape(said, came) or 1) <= 0.65 * (wape(committed, came) or 0)


def test_ranges_hold_most_of_what_came(scored: list[Scored]) -> None:
    held = [one.low <= one.came <= one.high for one in scored]

    assert len(held) >= 18
    assert 0.6 <= sum(held) / len(held) <= 1.0
