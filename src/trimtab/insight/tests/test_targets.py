"""Targets: split, attainment, fairness, relief. By hand, against published figures, by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.insight.targets import (
    Expectation,
    Seats,
    Territories,
    capacity_draws,
    judge_fairness,
    market_draws,
    potential_of,
    productivity_of,
    reconcile,
    relieve,
    simulate_attainment,
    split_target,
    weight_by_fit,
)
from trimtab.insight.targets.capacity import ramp
from trimtab.insight.targets.fairness import gini
from trimtab.insight.targets.market import potential_spread
from trimtab.insight.targets.productivity import Floats
from trimtab.insight.targets.splitting import POTENTIAL_WEIGHT, counted_history

NAN = float("nan")


def array(*values: float) -> Floats:
    return np.array(values, dtype=float)


def test_a_target_follows_potential_and_history() -> None:
    # Equal history: 400 and 100 of potential weigh as 4^0.6 to 1, 2.297 to 1.
    split = split_target(1000, array(400, 100), array(50, 50), over_assigned=0, step=1)

    assert split.targets.tolist() == [697, 303]


def test_a_winner_is_not_punished_for_all_of_it() -> None:
    # Ana had 100 and brought 200: 130 counts. Cleo had none before: all of hers counts.
    assert counted_history(array(200, 200), array(100, NAN)).tolist() == [130, 200]


def test_somebody_who_missed_is_not_forgiven_either() -> None:
    assert counted_history(array(80), array(100)).tolist() == [80]


def test_a_new_person_is_judged_by_the_territory() -> None:
    split = split_target(900, array(100, 100, 100), array(60, 60, 0), over_assigned=0, step=1)

    assert split.targets.tolist() == [300, 300, 300]


def test_who_is_there_for_half_the_period_has_half_the_target() -> None:
    split = split_target(900, array(1, 1), array(1, 1), present=array(1, 0.5), over_assigned=0, step=1)

    assert split.targets.tolist() == [600, 300]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1e7), st.floats(0, 1e7)), min_size=1, max_size=40),
    st.floats(0, 1e9),
    st.floats(0, 0.1),
)
def test_targets_sum_to_the_total_with_its_over_assignment(
    people: list[tuple[float, float]], total: float, over: float
) -> None:
    potential, history = np.array(people).T

    split = split_target(total, potential, history, over_assigned=over)

    assert abs(split.assigned - total * (1 + over)) <= 50 + 1e-6 * total
    assert (split.targets >= 0).all()


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"total": -1}, "`total` must be at least 0"),
        ({"total": NAN}, "`total` must be at least 0"),
        ({"potential_weight": 2}, "`potential_weight` must lie between 0 and 1"),
        ({"over_assigned": 3}, "`over_assigned` must lie"),
        ({"step": 0}, "`step` must be above 0"),
    ],
)
def test_a_wrong_value_is_named(given_: dict[str, float], said: str) -> None:
    usual = {"total": 100, "potential_weight": 0.6, "over_assigned": 0.05, "step": 1} | given_

    with pytest.raises(ValueError, match=said):
        split_target(
            usual["total"],
            array(1),
            array(1),
            potential_weight=usual["potential_weight"],
            over_assigned=usual["over_assigned"],
            step=usual["step"],
        )


def test_nobody_can_carry_no_target() -> None:
    with pytest.raises(ValueError, match="Somebody must be there"):
        split_target(100, array(), array())


def test_the_weight_is_learnt_from_what_split_best_and_drawn_to_the_usual_one() -> None:
    rng = np.random.default_rng(1)
    potential, history = np.exp(rng.normal(0, 1, 600)), np.exp(rng.normal(0, 1, 600))

    weight, n = weight_by_fit(potential, history, potential)

    assert n == 600
    assert weight == pytest.approx((600 * 1 + 60 * POTENTIAL_WEIGHT) / 660)


def test_the_weight_is_the_usual_one_where_nothing_is_known() -> None:
    assert weight_by_fit(array(1), array(1), array(1)) == (POTENTIAL_WEIGHT, 1)


@pytest.mark.parametrize(
    ("wins", "spread", "reached", "nearly"),
    # Published simulation of identical people with a target of exactly what is expected.
    [(8, 1.0, 0.44, 0.61), (60, 0.6, 0.49, 0.91), (4, 1.7, 0.37, 0.47), (15, 0.6, 0.47, 0.73)],
)
def test_a_fair_target_is_missed_by_chance_as_often_as_published(
    wins: float, spread: float, reached: float, nearly: float
) -> None:
    expected = Expectation(np.full(40, wins), np.full(40, 1000.0), spread, shock=0)

    found = simulate_attainment(expected, expected.value, total=expected.value.sum(), draws=1000, seed=7)

    assert found.chance.mean() == pytest.approx(reached, abs=0.025)
    assert found.nearly.mean() == pytest.approx(nearly, abs=0.025)
    assert found.luck > 0.98


def test_a_common_shock_widens_the_total_not_the_person() -> None:
    calm = Expectation(np.full(50, 10.0), np.full(50, 100.0), 1.0, shock=0)
    rough = Expectation(calm.wins, calm.mean_size, 1.0, shock=0.3)

    apart = [simulate_attainment(one, one.value, total=50_000, draws=800, seed=3) for one in (calm, rough)]

    widths = [found.total_high - found.total_low for found in apart]
    assert widths[1] > 2.5 * widths[0]


def test_half_of_a_slow_ramp_is_reached_at_its_middle() -> None:
    assert ramp(array(-1, 12, 24), ramp_weeks=12) == pytest.approx([0, 0.5, 0.982], abs=0.001)
    assert ramp(array(-1, 0), ramp_weeks=0).tolist() == [0, 1]


def test_capacity_is_what_full_people_win_when_nobody_leaves() -> None:
    known = productivity_of(np.array([52, 52]), array(5200, 5200), array(52, 52), sizes=np.full(104, 100.0))
    seats = Seats(known, tenure=array(500, 500), ramp_weeks=12, leaving=0)

    draws = capacity_draws(seats, weeks=13, draws=4000, seed=5)

    assert draws.mean() == pytest.approx(2 * 13 * 100, rel=0.02)


def test_people_who_leave_take_their_seat_with_them_for_a_while() -> None:
    known = productivity_of(np.array([52, 52]), array(5200, 5200), array(52, 52), sizes=np.full(104, 100.0))
    stay, leave = (
        capacity_draws(Seats(known, array(500, 500), 12, leaving=rate), weeks=52, draws=2000, seed=5).mean()
        for rate in (0.0, 0.5)
    )

    assert leave < 0.9 * stay


def test_people_are_told_apart_only_as_far_as_chance_allows() -> None:
    rng = np.random.default_rng(2)
    sizes = np.full(100, 10.0)
    alike = productivity_of(rng.poisson(5, 200), np.full(200, 50.0), np.full(200, 50.0), sizes=sizes)
    apart = productivity_of(rng.poisson(rng.gamma(1, 5, 200)), np.full(200, 50.0), np.full(200, 50.0), sizes=sizes)

    assert alike.wins_a_week.std() < 0.02
    assert apart.wins_a_week.std() > 0.06


def test_without_wins_nobody_is_productive_and_nothing_breaks() -> None:
    known = productivity_of(np.zeros(3, int), np.zeros(3), np.zeros(3), sizes=array())

    assert known.value_a_week.tolist() == [0, 0, 0]


def test_a_territory_can_bear_what_customers_of_its_kind_bought() -> None:
    # 1,000 accounts of each kind bought 80,000 and 20,000 in 4 periods: 20 and 5 an account and period.
    ground = Territories(
        np.array([[10.0, 0], [0, 10]]), np.array([1000, 1000]), array(80_000, 20_000), np.array([80, 20]), periods=4
    )

    assert potential_of(ground) == pytest.approx([197, 53], abs=3)
    assert potential_spread(ground, size_spread=1)[1] > potential_spread(ground, size_spread=1)[0]
    assert market_draws(ground, size_spread=1, draws=4000, seed=1).mean() == pytest.approx(250, rel=0.03)


def test_the_side_that_can_bear_least_binds() -> None:
    rng = np.random.default_rng(4)
    sides = {"market": rng.normal(150, 10, 4000), "capacity": rng.normal(90, 10, 4000)}

    found = reconcile(100, sides)

    assert found.binding == "capacity"
    assert found.gap == pytest.approx(10, abs=1)
    assert found.chance == pytest.approx(0.16, abs=0.02)


def test_a_target_without_any_side_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        reconcile(100, {})


def test_chances_that_hang_on_the_territory_are_unfair() -> None:
    potential = np.linspace(0, 1, 60)

    tilted = judge_fairness(0.3 + 0.3 * potential, np.ones(60), {"potential": potential}, seed=1)
    level = judge_fairness(np.full(60, 0.5), np.ones(60), {"potential": potential}, seed=1)

    assert tilted is not None
    assert not tilted.is_fair
    assert level is not None
    assert level.is_fair


def test_fairness_of_seven_people_cannot_be_judged() -> None:
    assert judge_fairness(np.full(7, 0.5), np.ones(7), {}, seed=1) is None


def test_gini_by_hand() -> None:
    assert gini(array(1, 1, 1, 1)) == 0
    assert gini(array(0, 0, 0, 4)) == pytest.approx(0.75)
    assert gini(array(0)) == 0


def test_relief_follows_only_a_large_loss_and_only_from_its_day_on() -> None:
    # Half of the period is over. Ana's ground loses 40 % from now (20 % of the period), Cleo's 20 % (10 %).
    found = relieve(array(1000, 1000), array(1, 1), effect=array(0.6, 0.8), elapsed=0.5)

    assert found.targets == pytest.approx([800, 1000])
    assert found.moved.tolist() == [True, False]


def test_relief_wants_a_share_of_the_period() -> None:
    with pytest.raises(ValueError, match="`elapsed`"):
        relieve(array(1), array(1), effect=array(1), elapsed=2)
    with pytest.raises(ValueError, match="`effect`"):
        relieve(array(1), array(1), effect=array(-1), elapsed=0)
