"""What a forecast is asked: periods of any calendar, only what was known then, and refusals in words."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.forecast import Answer, Asked, ForecastRefused, ask_forecast
from trimtab.analytics.forecast.publishing import published
from trimtab.analytics.forecast.spans import like_spans, period_as_of
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.simulate import Parameters, World, simulate

UTC_ZONE = ZoneInfo("UTC")
LATER = datetime(2026, 8, 2, tzinfo=UTC)
Forecasting = Callable[..., Answer]


@cache
def world() -> World:
    """Six sellers over two and a half years."""
    return simulate(Parameters(years=2, sellers=6, team_size=3), seed=3, until=date(2026, 8, 2))


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    made = DuckDBEngine.from_columns(world().tables())
    yield made
    made.close()


@pytest.fixture
def ask(engine: DuckDBEngine) -> Forecasting:
    def asked(period: str, as_of: str, calendar: FiscalCalendar | None = None) -> Answer:
        chosen = calendar or FiscalCalendar()
        instant = period_as_of(as_of, UTC_ZONE)
        one = Asked(chosen.named(f"FY{period}"), instant, chosen, UTC_ZONE, "EUR")
        return ask_forecast(engine, one, known_until=LATER, paths=400)

    return asked


@pytest.mark.parametrize(
    ("period", "calendar"),
    [
        ("2026-Q3", FiscalCalendar()),
        ("2026-M08", FiscalCalendar()),
        ("2026-Q4", FiscalCalendar()),
        ("2027-Q2", FiscalCalendar(start_month=4)),
        ("2026-M08", FiscalCalendar(pattern="445")),
    ],
)
def test_every_kind_of_period_adds_up(ask: Forecasting, period: str, calendar: FiscalCalendar) -> None:
    answer = ask(period, "2026-07-27", calendar)

    company = answer.result.nodes["company"]
    assert company.total > 0
    for kind in ("region", "segment", "product"):
        assert sum(node.total for node in answer.result.children("company", kind)) == company.total
    assert published(answer.document, by="team")["period"]["key"] == f"FY{period}"


def test_past_day_learns_only_from_periods_that_had_ended(ask: Forecasting) -> None:
    document = ask("2026-Q2", "2026-04-20").document

    assert document["past"]
    assert all(one["end"] <= "2026-04-21" for one in document["past"])


@pytest.mark.parametrize(
    ("period", "as_of", "said"),
    [
        ("2026-Q1", "2026-07-27", "there is nothing left to forecast"),
        ("2029-Q1", "2026-07-27", "begins more than a year after"),
        ("2024-Q1", "2024-01-05", "No opportunity is on record"),
        ("2024-Q3", "2024-08-20", "a forecast needs 3"),
        ("2025", "2024-12-20", "A shorter period, such as the month, needs less"),
        ("2026-Q4", "2026-12-01", "is not there yet"),
    ],
)
def test_what_has_no_honest_answer_is_refused_in_words(ask: Forecasting, period: str, as_of: str, said: str) -> None:
    with pytest.raises(ForecastRefused) as refused:
        ask(period, as_of)

    assert said in str(refused.value)


def test_months_are_compared_with_months_at_the_same_place_of_their_quarters() -> None:
    calendar = FiscalCalendar()

    spans = like_spans(calendar.named("FY2026-M09"), calendar, UTC_ZONE, as_of=datetime(2026, 9, 5, tzinfo=UTC))

    months = {datetime.fromtimestamp(span.start, UTC).month for span in spans}
    assert months == {3, 6, 9, 12}
    assert datetime.fromtimestamp(spans[-1].start, UTC).date() == date(2026, 9, 1)


def test_years_are_compared_with_every_four_quarters_in_a_row() -> None:
    calendar = FiscalCalendar(start_month=7)

    spans = like_spans(calendar.named("FY2027"), calendar, UTC_ZONE, as_of=datetime(2026, 9, 5, tzinfo=UTC))

    ends = [datetime.fromtimestamp(span.end, UTC).date() for span in spans[-3:]]
    assert ends == [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]
    assert {round((span.end - span.start) / 86_400) for span in spans} <= {365, 366}
