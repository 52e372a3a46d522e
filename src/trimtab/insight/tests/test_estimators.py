"""The estimators against lifelines and against values worked by hand."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from trimtab.insight.estimators import (
    AalenJohansen,
    KaplanMeier,
    NotFitted,
    bootstrap_by_cluster,
    median_interval,
    ratio_interval,
    wilson,
)

NAMES = (None, "won", "lost")
samples = st.lists(st.tuples(st.integers(1, 12), st.sampled_from([0, 1, 2])), min_size=2, max_size=60)


def untied(sample: list[tuple[int, int]]) -> list[tuple[float, int]]:
    """Ends before cuts at the same time, in an order lifelines need not invent by chance."""
    ordered = sorted(sample, key=lambda pair: (pair[0], pair[1] == 0))
    return [(time + place * 1e-6, outcome) for place, (time, outcome) in enumerate(ordered)]


@settings(deadline=None, max_examples=60)
@given(samples)
def test_cumulative_incidence_equals_lifelines(sample: list[tuple[int, int]]) -> None:
    times, outcomes = zip(*untied(sample), strict=True)
    ours = AalenJohansen().fit(times, [NAMES[outcome] for outcome in outcomes])

    for code, name in ((1, "won"), (2, "lost")):
        if code in outcomes:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                theirs = AalenJohansenFitter(calculate_variance=True).fit(times, outcomes, event_of_interest=code)
            for time in times:
                expected = theirs.cumulative_density_.iloc[:, 0].loc[:time].iloc[-1]
                assert ours.at(str(name), time) == pytest.approx(expected, abs=1e-12)


def test_variance_of_incidence_equals_lifelines() -> None:
    generator = np.random.default_rng(7)
    times, outcomes = generator.exponential(10, 200), generator.integers(0, 3, 200)
    ours = AalenJohansen().fit(times, [NAMES[outcome] for outcome in outcomes])
    theirs = AalenJohansenFitter(calculate_variance=True).fit(times, outcomes, event_of_interest=1)

    for time in (2.0, 8.0, 20.0):
        found = ours.variance_["won"][np.searchsorted(ours.times_, time, side="right") - 1]
        assert found == pytest.approx(theirs.variance_.loc[:time].iloc[-1], rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(samples)
def test_survival_and_median_equal_lifelines_with_ties(sample: list[tuple[int, int]]) -> None:
    times, outcomes = zip(*sample, strict=True)
    ours = KaplanMeier().fit(times, [outcome > 0 for outcome in outcomes])
    theirs = KaplanMeierFitter().fit(times, [outcome > 0 for outcome in outcomes])

    for time in range(14):
        assert ours.at(time) == pytest.approx(theirs.predict(time), abs=1e-12)
    # Where exactly half survive lifelines decides by the last bit of a product; ours is that time, by definition.
    if not np.isclose(theirs.survival_function_.iloc[:, 0], 0.5).any():
        assert (ours.median() or np.inf) == theirs.median_survival_time_


def test_the_median_is_the_time_when_exactly_half_survive() -> None:
    assert KaplanMeier().fit([1] * 6, [False] * 3 + [True] * 3).median() == 1.0


def test_log_log_interval_of_survival_equals_lifelines() -> None:
    times, ended = [2, 3, 3, 5, 8, 9, 12], [True, True, False, True, False, True, True]
    interval = KaplanMeier().fit(times, ended).interval(5)
    theirs = KaplanMeierFitter().fit(times, ended).confidence_interval_survival_function_

    assert interval == pytest.approx(tuple(theirs.loc[5.0]), abs=1e-9)


@given(samples)
def test_outcomes_and_the_rest_add_up_to_one(sample: list[tuple[int, int]]) -> None:
    times, outcomes = zip(*sample, strict=True)
    curves = AalenJohansen().fit(times, [NAMES[outcome] for outcome in outcomes])

    assert curves.at("won", 20) + curves.at("lost", 20) + curves.survival_[-1] == pytest.approx(1)


@given(samples, st.integers(2, 4))
def test_counts_stand_for_repeated_observations(sample: list[tuple[int, int]], times: int) -> None:
    durations, outcomes = zip(*sample, strict=True)
    names = [NAMES[outcome] for outcome in outcomes]
    repeated = AalenJohansen().fit(list(durations) * times, names * times)
    counted = AalenJohansen().fit(durations, names, [times] * len(names))

    assert counted.interval("won", 6) == pytest.approx(repeated.interval("won", 6))


def test_mean_time_of_the_won_by_hand() -> None:
    # Won after 2 and 6 of four, one lost after 4, one open at 8: incidence .25 at 2, then .25 at 6.
    curves = AalenJohansen().fit([2, 4, 6, 8], ["won", "lost", "won", None])

    assert curves.conditional_mean("won", 10) == pytest.approx(4)
    assert curves.conditional_mean("gone", 10) is None


def test_restricted_mean_by_hand() -> None:
    # 1 until day 2, a half until day 6: 2 + 4 / 2
    assert KaplanMeier().fit([2, 10], [True, False]).restricted_mean(6) == pytest.approx(4)


def test_before_is_the_share_just_before_a_time() -> None:
    curve = KaplanMeier().fit([2, 4], [True, True])

    assert list(curve.before([1, 2, 3, 5])) == [1.0, 1.0, 0.5, 0.0]


def test_interval_collapses_where_nothing_is_uncertain() -> None:
    assert KaplanMeier().fit([2], [True]).interval(3) == (0, 0)
    assert AalenJohansen().fit([2], [None]).interval("won", 3) == (0, 0)


def test_learned_values_are_refused_before_fit() -> None:
    with pytest.raises(NotFitted):
        KaplanMeier().at(1)
    with pytest.raises(NotFitted):
        AalenJohansen().at("won", 1)


def test_wilson_interval_of_the_textbook() -> None:
    # Newcombe (1998), Statistics in Medicine 17: 81 of 263 gives .2553 to .3662.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 0) is None


def test_median_interval_needs_six() -> None:
    assert median_interval(5) is None
    low, high = median_interval(100) or (0, 0)
    assert (low, high) == (40, 61)


def test_ratio_interval_covers_the_truth_about_nineteen_times_in_twenty() -> None:
    generator = np.random.default_rng(3)
    covered = 0
    for _ in range(400):
        closed = generator.lognormal(8, 1, 150)
        won = closed * (generator.random(150) < 0.3)
        low, high = ratio_interval(won, closed) or (1, 0)
        covered += low <= 0.3 <= high
    assert 0.90 <= covered / 400 <= 0.985


def test_ratio_interval_needs_two_clusters_and_a_share_inside() -> None:
    assert ratio_interval([1], [2]) is None
    assert ratio_interval([0, 0], [2, 1]) is None


def test_bootstrap_repeats_with_its_seed_and_centres_on_the_estimate() -> None:
    sums = np.random.default_rng(1).random((300, 2))
    drawn = [
        bootstrap_by_cluster(sums, lambda s: s[:, 0] / s[:, 1], draws=200, generator=np.random.default_rng(5))
        for _ in range(2)
    ]

    assert np.array_equal(drawn[0], drawn[1])
    assert np.median(drawn[0]) == pytest.approx(sums[:, 0].sum() / sums[:, 1].sum(), rel=0.02)
