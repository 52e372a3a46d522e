"""Proposals: by hand on a few purchases, against worlds with and without anything to learn, and by properties."""

import numpy as np
import pytest

from trimtab.insight.estimators import NotFitted
from trimtab.insight.whitespace import Popularity, Purchases, Stack, propose, try_on_the_past
from trimtab.insight.whitespace.purchases import candidates
from trimtab.insight.whitespace.stack import Together
from trimtab.insight.whitespace.testing import horizon_for, length_for

Row = tuple[int, int, float, float]


def market(*, taste: float, accounts: int = 400, products: int = 16, seed: int = 3) -> Purchases:
    """Four years of purchases of accounts that lean to one half of the catalogue, or to none."""
    rng = np.random.default_rng(seed)
    leaning = rng.choice([-1.0, 1.0], accounts)[:, None] * np.where(np.arange(products) % 2, 1.0, -1.0)[None, :]
    rate = np.exp(-8.2 + rng.normal(0, 0.5, products) + taste * leaning)
    count = np.minimum(rng.poisson(rate * 1460), 5)
    rows = [
        (account, product, float(rng.uniform(0, 1460)), 100.0)
        for account, product in zip(*np.nonzero(count), strict=True)
        for _time in range(count[account, product])
    ]
    return Purchases.of(rows, products=range(products))


def test_first_purchase_decides_what_was_owned_and_what_was_new() -> None:
    found = Purchases.of([(1, 7, 10.0, 5.0), (1, 7, 30.0, 5.0), (2, 8, 20.0, 5.0)])

    assert found.owned(15.0).tolist() == [[True, False], [False, False]]
    assert found.new(15.0, 10.0).tolist() == [[False, False], [False, True]]  # the second of account 1 is a renewal
    assert candidates(found, 15.0).tolist() == [[False, True], [False, False]]  # account 2 is no customer yet


def test_usual_chance_by_hand() -> None:
    """Twenty customers had A on day 100; four of the ten in the north bought B within the hundred days that follow."""
    rows: list[Row] = [(account, 1, 1.0, 1.0) for account in range(20)]
    rows += [(account, 2, 150.0, 1.0) for account in range(4)]
    segments = {account: "north" if account < 10 else "south" for account in range(20)}
    found = Purchases.of(rows, segments=segments)

    popularity = Popularity(horizon=100.0).fit(found, 200.0)

    overall, pull = 4.5 / 30, popularity.weight_
    usual = popularity.predict(found)
    assert usual[0, 1] == pytest.approx((4 + pull * overall) / (10 + pull))
    assert usual[15, 1] == pytest.approx(pull * overall / (10 + pull))


def test_affinity_by_hand() -> None:
    """Of thirty customers ten have A and B, ten A only, ten B only: (10 + 10·20.5/31) / (20 + 10) over 20.5/31."""
    owned = np.array([[True, True]] * 10 + [[True, False]] * 10 + [[False, True]] * 10)

    affinity = Together.on(owned).affinity

    share = 20.5 / 31
    assert affinity[0, 1] == pytest.approx(np.log((10 + 10 * share) / 30 / share))


def test_proposals_beat_what_is_usual_where_there_is_something_to_learn() -> None:
    found = market(taste=1.2)

    tested = try_on_the_past(found, end=1460.0, horizon=horizon_for(found))

    assert tested.is_good
    assert tested.lift is not None
    assert tested.lift >= 1.3
    assert tested.chance == pytest.approx(tested.happened, rel=0.35)
    assert tested.loss < tested.usual_loss


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_nothing_is_shown_where_there_is_nothing_to_learn(seed: int) -> None:
    found = market(taste=0.0, seed=seed)

    tested = try_on_the_past(found, end=1460.0, horizon=horizon_for(found))

    assert not tested.is_good
    assert tested.lift == pytest.approx(1.0, abs=0.15)


def test_few_purchases_are_no_test() -> None:
    found = Purchases.of([(account, account % 3, float(account), 1.0) for account in range(9)])

    tested = try_on_the_past(found, end=9.0, horizon=horizon_for(found))

    assert not tested.is_good


def test_proposal_names_peers_that_bought_and_what_it_goes_with() -> None:
    found = market(taste=1.2)

    proposals = list(propose(found, day=1460.0, horizon=horizon_for(found)))

    first, owned = found.first, found.owned(1460.0)
    assert proposals
    for one in proposals:
        row, column = np.searchsorted(found.accounts, one.account), np.searchsorted(found.products, one.product)
        assert not np.isfinite(first[row, column])
        assert 2 <= one.owners == len(one.peers) <= one.similar <= 20
        assert owned[np.searchsorted(found.accounts, one.peers), column].all()
        assert one.account not in one.peers
        assert one.usual <= one.chance <= 1
        assert one.because is None or owned[row, np.searchsorted(found.products, one.because)]
    goes = [one.product % 2 == one.because % 2 for one in proposals if one.because is not None]
    assert np.mean(goes) > 0.9  # of one half of the catalogue


def test_order_of_the_purchases_does_not_matter() -> None:
    found = market(taste=1.0, accounts=120)
    rows = list(zip(found.account, found.product, found.day, found.value, strict=True))
    turned = Purchases.of([(int(a), int(p), float(d), float(v)) for a, p, d, v in reversed(rows)], products=range(16))

    one, other = (Stack(horizon=250.0).fit(each, 1460.0).predict(each, 1460.0) for each in (found, turned))

    np.testing.assert_allclose(one, other, equal_nan=True)


def test_lists_are_an_eighth_of_the_catalogue_from_one_to_three() -> None:
    assert [length_for(products) for products in (3, 8, 16, 24, 200)] == [1, 1, 2, 3, 3]


def test_nothing_predicts_before_it_is_fitted() -> None:
    found = Purchases.of([(1, 1, 1.0, 1.0)])

    with pytest.raises(NotFitted):
        Popularity(horizon=1.0).predict(found)
    with pytest.raises(NotFitted):
        Stack(horizon=1.0).predict(found, 1.0)
