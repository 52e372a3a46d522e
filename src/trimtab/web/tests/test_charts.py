"""Charts say what their numbers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.web import charts

amounts = st.floats(-1e9, 1e9, allow_nan=False)


def test_a_waterfall_steps_from_the_first_total_to_the_last() -> None:
    chart = charts.waterfall(("Monday", 100.0), [("new", 40.0), ("lost", -90.0)], ("today", 50.0))

    assert [step.css for step in chart.steps] == ["total", "up", "down", "total"]
    assert [step.text for step in chart.steps] == ["100", "+40", "−90", "50"]
    new, lost = chart.steps[1], chart.steps[2]
    assert lost.y == pytest.approx(new.y, abs=0.11), "a bar starts where the one before it ended"
    assert lost.height / new.height == pytest.approx(90 / 40, rel=0.01)


@given(first=st.floats(0, 1e9), changes=st.lists(amounts, max_size=12))
def test_every_bar_is_on_the_canvas(first: float, changes: list[float]) -> None:
    last = first + sum(changes)

    chart = charts.waterfall(("a", first), [("x", change) for change in changes], ("b", last))

    for step in chart.steps:
        assert 0 <= step.x <= step.x + step.width <= chart.width
        assert 0 <= step.y <= chart.height
        assert step.height >= 1


@given(values=st.lists(st.floats(0, 1e9), min_size=1, max_size=60))
def test_a_line_stays_between_its_axis_and_its_top(values: list[float]) -> None:
    chart = charts.line(values)

    assert 18 <= chart.last_y <= chart.base
    assert chart.path.count("L") == len(values) - 1


def test_a_bar_never_leaves_its_track() -> None:
    assert charts.bar(5.0, most=4.0, low=-1.0, high=9.0) == charts.Bar(100, 0, 100)
    assert charts.bar(1.0, most=0.0).length == 0.0


def test_a_flat_sparkline_can_be_drawn() -> None:
    assert charts.sparkline([3.0, 3.0]).path.startswith("M3.0 19.0")
