"""Markets compared: by hand, against references, by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.stats import beta, betabinom

from trimtab.insight.estimators.intervals import NotFitted
from trimtab.insight.markets import Compared, MeanPool, RatePool, Totals, compare_markets, totals_by
from trimtab.insight.markets.queries import FIGURES
from trimtab.insight.results import NotEnoughData

# Coaching in eight schools (Rubin 1981), as worked in Bayesian Data Analysis, 5.5: medians of the effects.
SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12]), np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
MEDIANS = [10, 8, 7, 8, 5, 6, 10, 8]


def market(name: str, won: int, decided: int, *, days: float = 60, amount: float = 1_000, hours: float = 10) -> Totals:
    """A market whose sales all took as long, brought as much and cost as many hours, give or take a tenth."""

    def logs(n: int, typical: float, prefix: str) -> dict[str, float]:
        middle, spread = float(np.log(typical)), 0.1
        squares = n * (middle**2 + spread**2)
        return {f"{prefix}_n": n, f"{prefix}_sum": n * middle, f"{prefix}_squares": squares}

    counts = {"decided": decided, "won": won, "won_value": won * amount, "touched": decided, "answered": decided // 2}
    return Totals(
        name, decided, **counts, **logs(won, days + 1, "days"), **logs(won, amount, "amount"),
        **logs(decided, hours, "hours"),
    )  # fmt: skip


def compared(*markets: Totals) -> Compared:
    found = compare_markets(markets)
    assert isinstance(found, Compared)
    return found


def test_eight_schools_come_out_as_in_the_textbook() -> None:
    pool = MeanPool(draws=40_000).fit(*SCHOOLS)

    assert np.median(pool.means_, axis=0) == pytest.approx(MEDIANS, abs=0.8)
    assert pool.tau_ == pytest.approx(6.6, abs=0.3)


def test_shares_agree_with_an_integral_that_knows_no_grid() -> None:
    hits, cases = np.array([1.0, 9, 3]), np.array([2.0, 30, 20])

    def density(log_kappa: float, mu: float) -> float:
        kappa = np.exp(log_kappa)
        a, b = mu * kappa, (1 - mu) * kappa
        return float(np.prod(betabinom.pmf(hits, cases, a, b)) / np.sqrt(kappa))

    def weighted(log_kappa: float, mu: float) -> float:
        kappa = np.exp(log_kappa)
        return density(log_kappa, mu) * float((hits[0] + mu * kappa) / (cases[0] + kappa))

    span = (0.02, 0.98, 0.0, np.log(20_000.0))
    options = {"epsabs": 1e-9, "epsrel": 1e-4}
    wanted = dblquad(weighted, *span, **options)[0] / dblquad(density, *span, **options)[0]

    assert RatePool(draws=40_000).fit(hits, cases).means_[0] == pytest.approx(wanted, abs=0.01)


def test_one_group_with_very_many_cases_is_what_it_is() -> None:
    pool = RatePool(draws=20_000).fit(np.array([3_000.0, 2, 3]), np.array([10_000.0, 10, 10]))

    alone = beta(3_000, 7_000)
    assert pool.shares_[:, 0].mean() == pytest.approx(alone.mean(), abs=0.001)
    assert pool.shares_[:, 0].std() == pytest.approx(alone.std(), rel=0.05)


def test_nothing_is_known_before_it_was_learned() -> None:
    with pytest.raises(NotFitted):
        RatePool().means_  # noqa: B018


def test_one_sale_of_one_is_neither_dismissed_nor_celebrated() -> None:
    found = compared(market("North", 60, 200), market("South", 55, 200), market("West", 25, 100), market("Tiny", 1, 1))

    tiny = next(one for one in found.markets if one.name == "Tiny")
    figure = tiny.evidence.win_rate
    assert figure.raw == 1
    assert 0.2 < figure.value < 0.4
    assert figure.high - figure.low > 0.04
    assert tiny.standing == "open"
    assert tiny.evidence.needed > 0


def test_a_small_market_without_a_sale_is_not_dismissed() -> None:
    found = compared(market("North", 60, 200), market("South", 80, 200), market("West", 25, 100), market("Tiny", 0, 2))

    tiny = next(one for one in found.markets if one.name == "Tiny")
    assert tiny.standing == "open"
    assert tiny.evidence.win_rate.value > 0.15


def test_a_market_that_is_clearly_better_is_named() -> None:
    found = compared(market("North", 150, 300), market("South", 60, 300), market("West", 66, 300))

    first = found.markets[0]
    assert (first.name, first.standing) == ("North", "better")
    assert first.evidence.needed == 0
    assert 0 <= found.false_expected < 0.1
    assert [one.standing for one in found.markets[1:]] == ["worse", "worse"]


def test_hours_of_a_sale_by_hand() -> None:
    found = compared(market("A", 500, 1_000, hours=10), market("B", 500, 1_000, hours=10), market("C", 500, 1_000))

    evidence = found.markets[0].evidence
    assert evidence.cost is not None
    assert evidence.hours is not None
    assert evidence.hours.value == pytest.approx(10, rel=0.02)
    assert evidence.cost.value == pytest.approx(20, rel=0.03)  # ten hours each, every second one is won
    assert evidence.worth.value == pytest.approx(50, rel=0.03)  # 0.5 × 1,000 ÷ 10


def test_the_cheaper_of_two_alike_is_better() -> None:
    found = compared(
        market("Cheap", 60, 200, hours=5), market("Dear", 60, 200, hours=20), market("Same", 60, 200, hours=20)
    )

    assert (found.markets[0].name, found.markets[0].standing) == ("Cheap", "better")


def test_where_no_touches_are_recorded_nothing_is_said_of_hours() -> None:
    silent = [market(name, 20, 60, hours=1) for name in "ABC"]
    nothing = dict.fromkeys(("touched", "answered", "hours_n", "hours_sum", "hours_squares"), 0.0)

    found = compared(*(Totals(**{**one.__dict__, **nothing}) for one in silent))

    assert not found.has_hours
    assert {(one.evidence.hours, one.evidence.cost, one.evidence.answered) for one in found.markets} == {(None,) * 3}


@pytest.mark.parametrize(
    ("markets", "answer"),
    [
        ([], NotEnoughData(0, 3, "markets")),
        ([market("A", 9, 90), market("B", 9, 90)], NotEnoughData(2, 3, "markets")),
        ([market(name, 1, 3) for name in "ABC"], NotEnoughData(9, 20, "decided opportunities")),
    ],
)
def test_too_little_is_an_answer(markets: list[Totals], answer: NotEnoughData) -> None:
    assert compare_markets(markets) == answer


counts = st.integers(1, 60).flatmap(lambda decided: st.tuples(st.integers(0, decided), st.just(decided)))


@settings(max_examples=15, deadline=None)
@given(st.lists(counts, min_size=3, max_size=9).filter(lambda all_of: sum(one[1] for one in all_of) >= 20))
def test_whatever_was_decided_figures_keep_their_order(shares: list[tuple[int, int]]) -> None:
    markets = [market(f"M{number}", won, decided) for number, (won, decided) in enumerate(shares)]

    found, turned = compare_markets(markets), compare_markets(markets[::-1])

    assert isinstance(found, Compared)
    assert found == turned
    pooled = sum(won for won, _decided in shares) / sum(decided for _won, decided in shares)
    for one in found.markets:
        figure = one.evidence.win_rate
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
        assert 0 <= one.evidence.worth.chance <= 1
        if figure.raw in {0.0, 1.0}:  # drawn inside, whatever it was
            assert abs(figure.value - pooled) < abs(figure.raw - pooled) + 0.05


def test_ranges_hold_what_they_promise() -> None:
    """Of many made-up worlds the true share lies in the range for 8 of 10 about eight times of ten."""
    rng = np.random.default_rng(5)
    inside = []
    for world in range(40):
        truth = rng.beta(6, 14, size=12)
        cases = rng.integers(2, 60, size=12).astype(float)
        drawn = (
            RatePool(draws=1_000, seed=world).fit(rng.binomial(cases.astype(int), truth).astype(float), cases).shares_
        )
        low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
        inside.append((truth >= low) & (truth <= high))

    assert 0.74 < np.mean(inside) < 0.86


def test_accounts_add_up_to_their_markets() -> None:
    columns = {name: np.array([1.0, 2.0, 4.0]) for name in FIGURES}

    found = totals_by(columns, ["North", "", "North"])

    assert [(one.name, one.accounts, one.decided) for one in found] == [("", 1, 2.0), ("North", 2, 5.0)]
    assert totals_by(columns, []) == []
