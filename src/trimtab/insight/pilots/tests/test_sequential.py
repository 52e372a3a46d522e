"""What is known of a pilot so far: by hand, and under peeking."""

import pytest

from trimtab.insight.pilots.draws import Placed
from trimtab.insight.pilots.following import DAY, WEEK, Outcome, Plan, cells_at, week_by_week
from trimtab.insight.pilots.sequential import Cell, Standing, always_valid, stand
from trimtab.insight.pilots.stopping import Advice, Rules, advise
from trimtab.insight.pilots.tests.nulls import false_alarms
from trimtab.insight.results import NotEnoughData

# Four pairs; with: 30 of 100 each but one 40, without: 20 of 100 each.
CELLS = [
    Cell(unit, pair=unit // 2, span=0, is_with=unit % 2 == 0, deals=100, successes=won)
    for unit, won in enumerate([30, 20, 30, 20, 30, 20, 40, 20])
]
RULES = Rules(worth_it=0.02, last_week=26)


def test_difference_of_two_arms_is_the_difference_of_their_shares() -> None:
    found = stand(CELLS, expected=0.04, is_paired=True)

    assert isinstance(found, Standing)
    assert found.difference == pytest.approx(130 / 400 - 80 / 400)
    assert found.share_with == pytest.approx(0.325)
    assert found.share_without == pytest.approx(0.2)
    assert (found.deals_with, found.deals_without, found.clusters) == (400, 400, 4)


def test_error_comes_from_how_pairs_differ() -> None:
    # Differences of the pairs: 10, 10, 10, 20 points; their mean is 12.5, its error 5 / sqrt(4).
    found = stand(CELLS, expected=0.04, is_paired=True)

    assert isinstance(found, Standing)
    assert found.error == pytest.approx(0.025)


def test_an_always_valid_interval_is_wider_than_the_usual_one() -> None:
    assert always_valid(0.01, expected=0.04, clusters=1_000) > 1.96 * 0.01


def test_the_market_moving_for_all_makes_no_difference() -> None:
    moved = [
        Cell(unit, pair=unit, span=span, is_with=span >= step, deals=100, successes=20 + 10 * span)
        for unit, step in enumerate([1, 1, 2, 2])
        for span in range(3)
    ]

    found = stand(moved, expected=0.04, is_paired=False)

    assert not isinstance(found, Standing) or found.difference == pytest.approx(0)


@pytest.mark.parametrize(("cells", "of"), [([], "units with deals"), (CELLS[:4], "units with deals")])
def test_hardly_any_units_are_an_answer(cells: list[Cell], of: str) -> None:
    found = stand(cells, expected=0.04, is_paired=True)

    assert isinstance(found, NotEnoughData)
    assert found.of == of


def test_hardly_any_deals_are_an_answer() -> None:
    few = [Cell(cell.unit, cell.pair, 0, cell.is_with, 2, 1) for cell in CELLS]

    found = stand(few, expected=0.04, is_paired=True)

    assert found == NotEnoughData(n=8, needs=20, of="deals in each arm")


def test_looking_every_week_does_not_raise_false_alarms() -> None:
    found = false_alarms(pilots=120, seed=1)

    assert found["false_pilots"] <= 0.05
    assert found["false_pilots_naive"] > 0.15


def plan(design: str = "pairs") -> Plan:
    placed = {1: Placed(1, 1, 1), 2: Placed(2, 1, 0 if design == "pairs" else 2)}
    return Plan(design, placed, start=0.0, horizon=28, step_days=28, expected=0.04)  # type: ignore[arg-type]


def test_a_deal_counts_when_it_has_had_all_its_days() -> None:
    deals = [Outcome(1, 0.0, reached=27 * DAY), Outcome(2, DAY, reached=None)]

    assert cells_at(plan(), deals, at=27 * DAY) == []
    assert cells_at(plan(), deals, at=28 * DAY) == [Cell(1, 1, 0, True, 1, 1)]


def test_what_is_reached_too_late_is_not_reached() -> None:
    (cell,) = cells_at(plan(), [Outcome(1, 0.0, reached=29 * DAY)], at=60 * DAY)

    assert (cell.deals, cell.successes) == (1, 0)


def test_deals_from_before_and_of_others_do_not_count() -> None:
    assert cells_at(plan(), [Outcome(1, -DAY, None), Outcome(9, 0.0, None)], at=90 * DAY) == []


def test_in_steps_a_deal_has_the_lever_from_its_units_step_on() -> None:
    deals = [Outcome(2, day * DAY, None) for day in (0, 30, 60, 900)]

    cells = cells_at(plan("steps"), deals, at=10_000 * DAY)

    assert [(cell.span, cell.is_with, cell.deals) for cell in cells] == [(0, False, 1), (1, False, 1), (2, True, 2)]


def test_every_whole_week_is_looked_at() -> None:
    assert [week for week, _standing in week_by_week(plan(), [], until=3.5 * WEEK)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("low", "high", "week", "advice"),
    [
        (0.01, 0.05, 3, Advice.HELPS),
        (-0.05, -0.01, 3, Advice.HARMS),
        (-0.05, 0.01, 3, Advice.TOO_SMALL),
        (-0.05, 0.05, 3, Advice.GO_ON),
        (-0.05, 0.05, 26, Advice.TIME_IS_UP),
    ],
)
def test_rules_for_stopping(low: float, high: float, week: int, advice: Advice) -> None:
    standing = Standing((low + high) / 2, low, high, 0.01, 0.2, 0.2, 100, 100, 8)

    assert advise(standing, rules=RULES, week=week) is advice


def test_nothing_known_goes_on_until_the_time_is_up() -> None:
    assert advise(None, rules=RULES, week=1) is Advice.GO_ON
    assert advise(None, rules=RULES, week=30) is Advice.TIME_IS_UP
