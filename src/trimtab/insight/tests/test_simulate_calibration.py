"""The moments of README.md, each inside its stated band, for several seeds of the sample."""

from datetime import date

import numpy as np
import pytest

from trimtab.insight.simulate import PRESETS, CalibrationMoments, measure, simulate

SEEDS = (0, 1, 2, 3)


@pytest.fixture(scope="module")
def all_moments() -> list[CalibrationMoments]:
    return [measure(simulate(PRESETS["sample"], seed=seed, until=date(2026, 8, 31))) for seed in SEEDS]


@pytest.fixture(params=SEEDS)
def moments(request: pytest.FixtureRequest, all_moments: list[CalibrationMoments]) -> CalibrationMoments:
    return all_moments[SEEDS.index(request.param)]


def test_win_rate_is_about_22_percent(moments: CalibrationMoments) -> None:
    assert 0.20 <= moments.win_rate <= 0.245
    assert 0.19 <= moments.win_rate_by_segment[0] <= 0.27
    assert 0.15 <= moments.win_rate_by_segment[2] <= 0.25


def test_enterprise_is_won_least_over_all_seeds(all_moments: list[CalibrationMoments]) -> None:
    small, middle, enterprise = np.mean([moments.win_rate_by_segment for moments in all_moments], axis=0)

    assert enterprise < min(small, middle)


def test_larger_customers_take_longer(moments: CalibrationMoments) -> None:
    small, middle, enterprise = moments.won_cycle

    assert 70 <= small <= 90 < 105 <= middle <= 130 < 145 <= enterprise <= 195
    assert list(moments.lost_cycle) == sorted(moments.lost_cycle)
    assert all(lost < won for lost, won in zip(moments.lost_cycle, moments.won_cycle, strict=True))


def test_two_in_five_losses_went_dark(moments: CalibrationMoments) -> None:
    assert 0.38 <= moments.gone_dark <= 0.45


def test_a_third_is_pushed_and_half_of_what_is_won(moments: CalibrationMoments) -> None:
    assert 0.27 <= moments.pushed <= 0.35
    assert 0.44 <= moments.pushed_of_won <= 0.57


def test_bookings_bunch_at_quarter_end(moments: CalibrationMoments) -> None:
    # Four weeks are 31% of a quarter and two are 15%.
    assert 0.34 <= moments.booked_in_last_four_weeks <= 0.51
    assert 0.22 <= moments.booked_in_last_two_weeks <= 0.36


def test_won_purchases_have_more_people_and_more_answers(moments: CalibrationMoments) -> None:
    assert 3.7 <= moments.contacts_of_won <= 4.6
    assert 1.8 <= moments.contacts_of_lost <= 2.2
    assert 27 <= moments.buyer_events_of_won <= 33
    assert 11 <= moments.buyer_events_of_lost <= 14


def test_sizes_and_sellers_differ_as_usual(all_moments: list[CalibrationMoments]) -> None:
    # One very large purchase moves a single company far: seed 2 has one, and a variation of 3.4.
    assert 1.5 <= np.median([moments.size_variation for moments in all_moments]) <= 2.6
    assert 0.25 <= np.median([moments.top_sellers_share for moments in all_moments]) <= 0.40
