"""What could be realised with accounts, and which kinds of customers are won more often: by hand and by properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.insight.targeting.headroom import Kind, headroom, kept_part, kind_of, of_kind
from trimtab.insight.targeting.proposals import Kind as KindOfCustomer
from trimtab.insight.targeting.proposals import proposals, wilson

# Peers whose best fifth starts at 200 and whose middle is 100; half of the kind buys.
PEERS = Kind(peers=20, quantile=math.log(200), mean=math.log(100), spread=1.0, chance=0.5)


def one(revenue: float, *, kept: float = 0.5, kind: Kind = PEERS) -> list[float]:
    """Expected, low, high and spread for one account."""
    return [float(part[0]) for part in of_kind(np.array([revenue]), kind, kept)]


def test_prospect_is_worth_the_chance_of_its_kind() -> None:
    """By hand: half of the kind buys; potential around 200 with variance ½: ½ × 200 × e^¼ = 128.4."""
    expected, low, high, _spread = one(0)

    assert expected == pytest.approx(0.5 * 200 * math.exp(0.25))
    assert low == 0
    assert high > 200


def test_account_that_buys_as_its_peers_do() -> None:
    """By hand: log potential N(log 200, ¼), revenue 100: 200·e^⅛·Φ(1.886) − 100·Φ(1.386) = 128.2."""
    expected, *_rest = one(100)

    assert expected == pytest.approx(128.2, abs=0.1)


def test_monte_carlo_agrees_with_the_closed_form() -> None:
    drawn = np.random.default_rng(1).lognormal(math.log(200), 0.5, 400_000)
    excess = np.maximum(drawn - 100, 0)

    expected, low, high, spread = one(100)

    assert expected == pytest.approx(excess.mean(), rel=0.01)
    assert spread == pytest.approx(excess.std(), rel=0.02)
    assert (low, high) == pytest.approx(np.quantile(excess, [0.1, 0.9]), rel=0.03, abs=0.5)


@given(st.floats(0.1, 1e6), st.floats(0.2, 0.8))
def test_headroom_is_never_below_zero_and_its_ends_are_in_order(revenue: float, kept: float) -> None:
    expected, low, high, spread = one(revenue, kept=kept)

    assert min(expected, spread) >= 0
    assert 0 <= low <= high


@given(st.floats(10, 1e4))
def test_who_buys_more_of_a_small_potential_has_less_left_for_each_euro(revenue: float) -> None:
    assert one(2 * revenue)[0] / (2 * revenue) <= one(revenue)[0] / revenue + 1e-9


def test_too_few_peers_say_nothing() -> None:
    assert kind_of(np.array([100.0] * 7 + [0.0])) is None
    found = headroom(
        np.array([100.0] * 7), np.zeros(7), finest=np.zeros(7, dtype=np.int64), coarser=np.zeros(7, dtype=np.int64)
    )
    assert found.peers.tolist() == [0] * 7


def test_small_kind_takes_the_measure_of_the_larger_one() -> None:
    revenue = np.array([100.0] * 10 + [50.0])
    finest, coarser = np.array([0] * 10 + [1]), np.zeros(11, dtype=np.int64)

    found = headroom(revenue, np.zeros(11), finest=finest, coarser=coarser)

    assert found.peers.tolist() == [10] * 10 + [11]


def test_what_stays_from_year_to_year_is_the_customers_size() -> None:
    sizes = np.exp(np.random.default_rng(2).normal(9, 1, 200))
    kinds = np.zeros(200, dtype=np.int64)
    chance = np.exp(np.random.default_rng(3).normal(9, 1, 200))

    assert kept_part(sizes, sizes, kinds=kinds) == 0.8
    assert kept_part(sizes, chance, kinds=kinds) == 0.2
    assert kept_part(sizes[:5], sizes[:5], kinds=kinds[:5]) == 0.5


def test_wilson_interval_is_the_published_one() -> None:
    """Newcombe 1998, table 1: 81 of 263 is 0.2553 to 0.3662."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_difference_has_newcombes_interval() -> None:
    """Newcombe 1998, example a, method 10: 56/70 − 48/80 is 0.0524 to 0.3339."""
    kinds = [KindOfCustomer("industry", "Retail", 56, 70), KindOfCustomer("industry", "Foods", 48, 80)]

    found = {one.value: one for one in proposals(kinds)}

    assert (found["Retail"].low, found["Retail"].high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert (found["Retail"].grade, found["Foods"].grade) == ("A", "D")


def test_chance_alone_proposes_little() -> None:
    """Two hundred companies in which no kind differs: a proposal in about one of ten, as asked for."""
    random = np.random.default_rng(4)
    false = 0
    for _company in range(200):
        kinds = [KindOfCustomer("industry", str(number), int(random.binomial(40, 0.3)), 40) for number in range(8)]
        false += bool(proposals(kinds))

    assert false <= 34  # 20 expected; more than 34 would come in one of a thousand times


def test_few_decided_are_not_compared() -> None:
    assert proposals([KindOfCustomer("region", "North", 11, 11), KindOfCustomer("region", "South", 0, 50)]) == []
