"""Charts and comparisons against published values and by hand."""

import numpy as np
import pytest
from scipy import stats

from trimtab.insight.watch.artefacts import clean_up_weeks, recording_breaks
from trimtab.insight.watch.charts import cusum, ewma, run_length, xmr
from trimtab.insight.watch.dating import date_change
from trimtab.insight.watch.discovery import benjamini_hochberg, lord_plus_plus, spending
from trimtab.insight.watch.families import COUNT, FAMILIES, MEAN, MONEY, SHARE, Family


def mean_run(paths: np.ndarray, limit: float) -> float:
    """How many weeks a path takes on average; those that never arrive count as long as they were looked at."""
    return float(np.mean([run_length(path, limit) or path.size for path in paths.T]))


def test_a_shewhart_chart_runs_370_weeks_in_control() -> None:
    draws = np.abs(np.random.default_rng(1).standard_normal((4000, 1500)))

    assert mean_run(draws, 3.0) == pytest.approx(370.4, rel=0.08)


def test_a_cusum_runs_as_long_as_published() -> None:
    # One-sided, k = 0.5, h = 4: 336 in control and 8.38 after a shift by one (Montgomery, table 9.3 and Siegmund).
    generator = np.random.default_rng(2)

    healthy = cusum(generator.standard_normal((3000, 1500)) - 0.5)
    shifted = cusum(generator.standard_normal((200, 3000)) + 0.5)

    assert mean_run(healthy, 4.0) == pytest.approx(336, rel=0.1)
    assert mean_run(shifted, 4.0) == pytest.approx(8.38, rel=0.05)


def test_an_ewma_of_one_week_is_the_score_itself() -> None:
    assert ewma(np.array([1.7]))[0] == pytest.approx(1.7)


def test_natural_limits_by_hand() -> None:
    bounds = xmr(np.array([10.0, 12.0, np.nan, 11.0]))

    assert bounds is not None
    assert bounds.centre == 11.0  # ranges 2 and 1, mean 1.5; 3 x 1.5 / 1.128 = 3.99
    assert (bounds.low, bounds.high) == pytest.approx((7.011, 14.989), abs=0.001)
    assert xmr(np.array([1.0])) is None


def test_the_log_ratio_of_a_share_is_that_of_the_binomial() -> None:
    share = np.array(SHARE.link(np.array(0.22)))
    to = float(SHARE.link(np.array(0.16)) - share)

    ratio = SHARE.log_ratio(np.array([3.0]), np.array([25.0]), share, shift=to, dispersion=1.0)[0]

    assert ratio == pytest.approx(stats.binom.logpmf(3, 25, 0.16) - stats.binom.logpmf(3, 25, 0.22))


def test_the_log_ratio_of_a_count_is_that_of_the_poisson() -> None:
    ratio = COUNT.log_ratio(np.array([7.0]), np.array([1.0]), np.log([10.0]), shift=np.log(0.8), dispersion=1.0)[0]

    assert ratio == pytest.approx(stats.poisson.logpmf(7, 8) - stats.poisson.logpmf(7, 10))


@pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
def test_draws_have_the_mean_and_the_spread_of_their_family(family: Family) -> None:
    links = {"share": -1.0, "count": 3.0, "money": 12.0, "mean": 9.0}
    dispersion = {"share": 1.0, "count": 1.0, "money": 300.0, "mean": 0.5}[family.name]
    exposure, link = (
        np.full(20_000, 1.0 if family.name in ("count", "money") else 30.0),
        np.full(20_000, links[family.name]),
    )

    drawn = family.draw(exposure, link, dispersion=dispersion, generator=np.random.default_rng(3))

    mean = family.mean(link[:1])[0]
    assert drawn.mean() == pytest.approx(exposure[0] * mean, rel=0.02)
    assert drawn.var() == pytest.approx(exposure[0] * family.variance(np.array([mean]))[0] * dispersion, rel=0.06)


def test_overdispersed_counts_vary_more() -> None:
    exposure, link = np.ones(20_000), np.full(20_000, 3.0)

    drawn = COUNT.draw(exposure, link, dispersion=2.0, generator=np.random.default_rng(4))

    assert drawn.var() / drawn.mean() == pytest.approx(2.0, rel=0.15)


def test_discoveries_by_hand() -> None:
    # Benjamini and Hochberg 1995, their example of fifteen tests: four at .05.
    p = np.array(
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0]
    )  # fmt: skip

    assert benjamini_hochberg(p, share=0.05).sum() == 4
    assert not benjamini_hochberg(np.zeros(0), share=0.05).size


def test_a_heavier_series_needs_less() -> None:
    p = np.array([0.04, 0.5])

    assert not benjamini_hochberg(p, share=0.05).any()
    assert benjamini_hochberg(p, share=0.05, weights=np.array([1.8, 0.2])).tolist() == [True, False]


def test_what_is_spent_across_weeks_adds_up_to_at_most_one() -> None:
    assert spending(100_000).sum() <= 1.0


def test_discoveries_earn_what_is_spent_on_later_weeks() -> None:
    without, _none = lord_plus_plus([0.5, 0.5, 0.5])
    levels, found = lord_plus_plus([0.0001, 0.5, 0.0001], share=0.1)

    assert found.tolist() == [True, False, True]
    assert levels[1] > without[1]
    assert levels[0] == pytest.approx(0.05 * spending(1)[0])


def test_few_discoveries_across_weeks_are_false() -> None:
    generator, false, all_found = np.random.default_rng(5), 0, 0
    for _ in range(60):
        p = generator.uniform(size=200)
        real = generator.uniform(size=200) < 0.2
        p[real] = p[real] ** 6
        _levels, found = lord_plus_plus(p.tolist(), share=0.1)
        false, all_found = false + int((found & ~real).sum()), all_found + int(found.sum())

    assert false / all_found <= 0.1


def test_a_change_is_dated_where_it_began() -> None:
    generator = np.random.default_rng(6)
    information = np.full(40, 8.0)
    scores = generator.standard_normal(40)
    scores[25:] -= 0.6 * np.sqrt(8.0)

    change = date_change(scores, information)

    assert change is not None
    assert abs(change.week - 25) <= 2
    assert change.low <= change.week <= change.high
    assert change.probability > 0.95


def test_without_a_change_none_is_likely() -> None:
    change = date_change(np.zeros(30), np.full(30, 8.0))

    assert change is not None
    assert change.probability < 0.3
    assert date_change(np.zeros(0), np.zeros(0)) is None


def test_a_clean_up_is_recognised_and_a_busy_week_is_not() -> None:
    assert clean_up_weeks(np.array([10.0, 12, 9, 11, 95, 10, 8])) == [4]
    assert clean_up_weeks(np.array([10.0, 12, 9, 11, 22, 10, 8])) == []
    assert clean_up_weeks(np.array([0.0, 9.0])) == []


def test_recording_that_stops_or_starts_is_recognised() -> None:
    assert recording_breaks(np.array([9.0] * 8 + [0.0] * 4)) == [8]
    assert recording_breaks(np.array([0.0] * 6 + [7.0] * 6)) == [6]
    assert recording_breaks(np.array([9.0, 0.0] * 8)) == []


def test_money_and_means_know_their_direction() -> None:
    for family, link, total in ((MONEY, np.log([1000.0]), 500.0), (MEAN, np.array([3.0]), 2.0)):
        less = family.log_ratio(np.array([total]), np.array([1.0]), link, shift=-0.3, dispersion=1.0)
        more = family.log_ratio(np.array([total]), np.array([1.0]), link, shift=0.3, dispersion=1.0)

        assert less[0] > 0 > more[0]
