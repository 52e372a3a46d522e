"""Customers who quieten, buy less or stop: by hand, against published values, by simulation, by what must hold."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from trimtab.insight.defections.after_events import Effect, effect_of
from trimtab.insight.defections.quietening import Judged, Window, bursts_of, chance_of, judge
from trimtab.insight.defections.rates import GammaPoisson
from trimtab.insight.defections.sizes import shifts_of
from trimtab.insight.estimators.intervals import NotFitted
from trimtab.insight.results import NotEnoughData

WEEKS = 13.0


def window(past: object, recent: object, *, past_weeks: float = 52.0) -> Window:
    before = np.asarray(past, dtype=float)
    return Window(before, np.full(before.size, past_weeks), np.asarray(recent, dtype=float), WEEKS)


def planted(seed: int, *, customers: int = 300, leaving: int = 0, fall: float = 1.0) -> tuple[Window, list[Window]]:
    """Customers with gamma distributed rates in bursts; the first ones leave, all fall by the same share."""
    generator = np.random.default_rng(seed)
    rate = generator.gamma(2.0, 5.0, customers)
    expected = rate[:, None] * generator.gamma(20, 1 / 20, (customers, 5))
    expected[:, 4] *= fall
    expected[:leaving, 4] = 0
    counts = generator.poisson(expected).astype(float)

    def until(last: int) -> Window:
        return Window(counts[:, :last].sum(1), np.full(customers, WEEKS * last), counts[:, last], WEEKS)

    return until(4), [until(3), until(2)]


def test_an_own_rate_is_drawn_towards_everybodys() -> None:
    known = GammaPoisson()
    known.shape_, known.rate_ = 2.0, 10.0

    assert known.given([8], [20]).mean.tolist() == pytest.approx([1 / 3])


def test_rates_are_refused_before_they_are_learned() -> None:
    with pytest.raises(NotFitted):
        GammaPoisson().given([1], [1])


@pytest.mark.parametrize(("counts", "exposure"), [([1, 2], [1]), ([-1], [1]), ([1], [0])])
def test_what_is_no_count_is_refused(counts: list[float], exposure: list[float]) -> None:
    with pytest.raises(ValueError, match="must"):
        GammaPoisson().fit(counts, exposure)


def test_the_fit_finds_the_rates_that_were_planted() -> None:
    generator = np.random.default_rng(5)
    weeks = generator.uniform(20, 100, 20_000)
    counts = generator.poisson(generator.gamma(1.7, 1 / 9.0, 20_000) * weeks)

    fitted = GammaPoisson().fit(counts, weeks)

    assert [fitted.shape_, fitted.rate_] == pytest.approx([1.7, 9.0], rel=0.05)


def test_the_likelihood_is_that_of_the_negative_binomial() -> None:
    counts, weeks = np.array([0.0, 3, 8, 1, 0, 5]), np.array([10.0, 20, 30, 5, 12, 9])
    fitted = GammaPoisson().fit(counts, weeks)
    share = fitted.rate_ / (fitted.rate_ + weeks)

    expected = nbinom.logpmf(counts, fitted.shape_, share).sum()

    assert fitted.log_likelihood_ == pytest.approx(expected, abs=1e-6)


def test_the_chance_of_the_example_by_hand() -> None:
    spread = 1 / 30 + (1 + 1 / 30) * 0.05

    assert 10 + 100 * spread == pytest.approx(18.5)
    assert chance_of(np.array([2.0]), np.array([10.0]), np.array([spread]))[0] == pytest.approx(0.016, abs=5e-4)


def test_of_too_few_customers_nothing_is_said() -> None:
    answer = judge(window([5] * 19, [0] * 19), [""] * 19)

    assert isinstance(answer, NotEnoughData)
    assert (answer.n, answer.needs) == (19, 20)


def test_who_falls_silent_stands_out() -> None:
    now, earlier = planted(1, leaving=6)

    answer = judge(now, ["all"] * 300, earlier=earlier)

    assert isinstance(answer, Judged)
    raised = answer.alarms(share=0.2)
    busy = answer.can_tell[:6]
    assert raised[:6][busy].mean() > 0.5
    assert raised[6:].sum() <= 2


def test_where_all_fall_together_nobody_stands_out() -> None:
    now, earlier = planted(2, fall=0.5)

    answer = judge(now, ["all"] * 300, earlier=earlier)

    assert isinstance(answer, Judged)
    assert answer.alarms(share=0.2).sum() == 0
    assert answer.change.mean() == pytest.approx(-0.5, abs=0.08)


def test_healthy_customers_rarely_raise_an_alarm() -> None:
    raised = []
    for seed in range(40):
        now, earlier = planted(100 + seed)
        answer = judge(now, [str(one % 3) for one in range(300)], earlier=earlier)
        assert isinstance(answer, Judged)
        raised.append(answer.alarms(share=0.2).any())

    assert np.mean(raised) <= 0.25  # at most one look in five, and some for chance


def test_chances_of_healthy_customers_are_no_smaller_than_they_say() -> None:
    chances = []
    for seed in range(10):
        now, earlier = planted(200 + seed)
        answer = judge(now, [""] * 300, earlier=earlier)
        assert isinstance(answer, Judged)
        chances.append(answer.chance[answer.can_tell])

    assert np.mean(np.concatenate(chances) <= 0.05) <= 0.055


def test_a_customer_with_little_on_record_is_not_judged() -> None:
    generator = np.random.default_rng(3)
    past = generator.poisson(1, 40)

    answer = judge(window(past, np.zeros(40)), [""] * 40)

    assert isinstance(answer, Judged)
    assert not answer.can_tell.any()
    assert not answer.alarms(share=0.2).any()


def test_bursts_are_learned_from_the_past() -> None:
    generator = np.random.default_rng(4)
    rate = generator.gamma(4, 5, 4_000)
    counts = generator.poisson(rate[:, None] * generator.gamma(1 / 0.3, 0.3, (4_000, 5))).astype(float)
    seen = Window(counts[:, :4].sum(1), np.full(4_000, 4 * WEEKS), counts[:, 4], WEEKS)

    assert bursts_of([seen])[1] == pytest.approx(0.3, abs=0.12)
    assert bursts_of([]).tolist() == [0, 0, 0]


def test_steady_customers_are_not_judged_by_the_bursts_of_others() -> None:
    generator = np.random.default_rng(8)
    wild = generator.poisson(generator.gamma(0.3, 1 / 0.3, (400, 5)) * 12).astype(float)
    steady = generator.poisson(12.0, (60, 5)).astype(float)
    counts = np.vstack([wild, steady])
    uneven = counts[:, :4].var(axis=1, ddof=1) / np.maximum(counts[:, :4].mean(axis=1), 1e-9)
    seen = Window(counts[:, :4].sum(1), np.full(460, 4 * WEEKS), counts[:, 4], WEEKS, uneven)

    low, _between, high = bursts_of([seen])

    assert low < 0.5 < 1 < high


def test_small_groups_are_compared_with_everybody() -> None:
    now, earlier = planted(6)

    answer = judge(now, ["rare"] * 5 + ["many"] * 295, earlier=earlier)

    assert isinstance(answer, Judged)
    assert answer.is_whole.tolist() == [True] * 5 + [False] * 295
    assert (answer.size[0], answer.size[5]) == (299, 294)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 40), st.floats(0, 1))
def test_fewer_is_never_likelier(one: int, other: int, expected: float, spread: float) -> None:
    low, high = sorted((one, other))
    chances = chance_of(np.array([float(low), float(high)]), np.full(2, expected), np.full(2, spread))

    assert chances[0] <= chances[1] + 1e-12


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 30), min_size=22, max_size=30))
def test_the_order_of_customers_does_not_matter(recent: list[int]) -> None:
    past = np.arange(len(recent)) % 7 * 6 + 3
    groups = [str(one % 2) for one in range(len(recent))]
    turned = np.argsort(np.cos(np.arange(len(recent))))

    plain = judge(window(past, recent), groups)
    mixed = judge(window(past[turned], np.array(recent)[turned]), [groups[one] for one in turned])

    assert isinstance(plain, Judged)
    assert isinstance(mixed, Judged)
    assert mixed.chance == pytest.approx(plain.chance[turned], abs=1e-6)


def test_orders_of_half_the_size_by_hand() -> None:
    steady = [np.array([90.0, 100, 110, 100]) for _customer in range(10)]
    same = [np.array([100.0, 100.0]) for _customer in range(10)]
    same[0] = np.array([50.0, 50.0])

    found = shifts_of(steady, same)

    assert found.ratio[0] == pytest.approx(0.5, abs=0.01)
    assert found.ratio[1] == pytest.approx(1.0, abs=0.01)
    assert found.chance[0] < 0.001 < 0.2 < found.chance[1]
    assert found.low[0] < 1 < found.high[0]


def test_sizes_need_three_orders_before_and_one_now() -> None:
    found = shifts_of([np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0])], [np.array([1.0]), np.array([])])

    assert (found.can_tell.tolist(), found.chance.tolist()) == ([False, False], [1.0, 1.0])


def test_an_event_by_hand() -> None:
    before, after = [20.0] * 5 + [20.0] * 10, [12.0] * 5 + [18.0] * 10

    found = effect_of(before, after, [True] * 5 + [False] * 10)

    assert isinstance(found, Effect)
    assert [found.change, found.missing] == pytest.approx([-1 / 3, 30])
    assert (found.exposed, found.compared) == (5, 10)
    assert found.low == pytest.approx(found.change)  # all are alike, so nothing is left to doubt


def test_an_event_with_few_customers_cannot_be_told() -> None:
    assert isinstance(effect_of([9.0] * 8, [9.0] * 8, [True] * 4 + [False] * 4), NotEnoughData)
    assert isinstance(effect_of([1.0] * 12, [0.0] * 12, [True] * 6 + [False] * 6), NotEnoughData)


def test_the_interval_of_an_event_holds_the_truth() -> None:
    held = 0
    for seed in range(120):
        generator = np.random.default_rng(seed)
        rate, met = generator.gamma(2, 6, 120), np.arange(120) < 30
        noise = generator.gamma(5, 0.2, (120, 2))
        before = generator.poisson(rate * noise[:, 0])
        after = generator.poisson(rate * noise[:, 1] * np.where(met, 0.7, 1.0))
        found = effect_of(before, after, met)
        assert isinstance(found, Effect)
        held += found.low <= -0.3 <= found.high

    assert held >= 108  # 95 of 100 are promised


def test_the_longer_the_interval_the_surer() -> None:
    before, after, met = [20.0, 3, 9, 14, 8] * 4, [10.0, 4, 8, 7, 8] * 4, [True] * 10 + [False] * 10
    wide = [effect_of(before, after, met, level=level) for level in (0.5, 0.9, 0.99)]

    widths = [one.high - one.low for one in wide if isinstance(one, Effect)]

    assert len(widths) == 3
    assert all(shorter < longer for shorter, longer in pairwise(widths))
