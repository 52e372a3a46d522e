"""The parts of the odds by hand and against scikit-learn."""

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from trimtab.insight.features.frame import WORDS, Features, Outcomes
from trimtab.insight.models.flat_table import Words
from trimtab.insight.odds.calibration import Calibration, VennAbers
from trimtab.insight.odds.columns import SellerEdge
from trimtab.insight.odds.members import StageMoves
from trimtab.insight.odds.neighbours import nearest
from trimtab.insight.odds.quarantine import quarantined, unfollowed
from trimtab.insight.odds.ridge import Ridge
from trimtab.insight.odds.stack import Stack
from trimtab.insight.odds.stage_rates import StageRates


def looks(size: int, *, stage: tuple[str, ...] = ("A",), codes: list[int] | None = None, **numbers: object) -> Features:
    """Looks at as many opportunities, all alike but for what is given."""
    given = {name: np.broadcast_to(np.asarray(value, dtype=float), size).copy() for name, value in numbers.items()}
    words = {name: Words(name, np.zeros(size, dtype=np.int64), ("",)) for name in WORDS}
    words["stage"] = Words("stage", np.array(codes or [0] * size, dtype=np.int64), stage)
    at = np.full(size, np.datetime64("2026-01-05", "s"))
    return Features(
        np.arange(size), at, np.zeros(size, dtype=np.int64), {"stage_place": np.full(size, 0.5)} | given, words
    )


def ends(won: list[int], *, days: float = 20.0, known: float = 400.0) -> Outcomes:
    """1 won, 0 lost, -1 not closed yet; each after so many days."""
    marks = np.array(won)
    later = Words("stage_later", np.zeros(marks.size, dtype=np.int64), ("",))
    closed = np.where(marks >= 0, days, np.inf)
    return Outcomes(marks == 1, closed, np.full(marks.size, known), np.zeros(marks.size), later)


def test_regression_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(1)
    matrix = generator.normal(size=(400, 3))
    outcomes = (generator.random(400) < expit(matrix @ [1.0, -0.5, 0.0] - 1)).astype(float)

    ours = Ridge(spread=0.5).fit(matrix, outcomes, np.ones(400))

    theirs = LogisticRegression(C=0.25, tol=1e-10, max_iter=1000).fit(matrix, outcomes)
    assert ours.coefficients_ == pytest.approx(theirs.coef_[0], abs=1e-3)
    assert ours.level_ == pytest.approx(theirs.intercept_[0], abs=1e-2)


def test_regression_stays_finite_where_outcomes_are_split_without_error() -> None:
    matrix = np.linspace(-1, 1, 40)[:, None]

    ours = Ridge(spread=0.5).fit(matrix, (matrix[:, 0] > 0).astype(float), np.ones(40))

    assert 0 < ours.coefficients_[0] < 10


def test_without_a_deal_stage_rates_are_what_is_usual_elsewhere() -> None:
    nothing = StageRates().fit(looks(0), ends([]), np.zeros(0))

    shares = nothing.shares(looks(1), np.array([91.0]))

    assert 0.05 < shares[0, 0] < 0.35
    low, high = nothing.limits(looks(1), np.array([91.0]), shares[:, 0])
    assert high[0] - low[0] > 0.25


def test_a_stage_is_drawn_to_the_company_by_ten_cases() -> None:
    features = looks(110, stage=("A", "B"), codes=[0] * 100 + [1] * 10)
    outcomes = ends([1] * 50 + [0] * 50 + [1] * 10)

    rates = StageRates().fit(features, outcomes, np.ones(110))
    shares = rates.shares(looks(1, stage=("A", "B"), codes=[1]), np.array([91.0]))

    # Ten of ten, drawn twice: to the stage, which was drawn to the company's 55 %.
    stage = (10 + 10 * 0.53) / 20
    assert shares[0, 0] == pytest.approx((10 + 10 * stage) / 20, abs=0.02)


def test_a_look_counts_only_when_its_horizon_has_passed() -> None:
    features = looks(60)
    young = ends([1] * 30 + [-1] * 30, days=5, known=10)

    rates = StageRates().fit(features, young, np.ones(60))

    assert rates.counts_.sum() == 0


def test_seller_with_few_closings_is_drawn_to_the_company() -> None:
    few = looks(1, seller_won=[3], seller_closed=[3], company_won=[200], company_closed=[1000])
    edge = SellerEdge()
    edge.strength_ = 20.0

    told = expit(logit(201 / 1002) + edge.log_odds(few)[0])

    assert told == pytest.approx((3 + 20 * 201 / 1002) / 23)


def test_stages_move_on_as_others_did() -> None:
    features = looks(40, stage=("", "A", "B"), codes=[1] * 40)
    outcomes = ends([-1] * 40)
    outcomes = Outcomes(
        outcomes.is_won, outcomes.closed_days, outcomes.known_days, outcomes.quiet_days,
        Words("stage_later", np.array([1] * 10 + [2] * 30), ("", "A", "B")),
    )  # fmt: skip

    moves = StageMoves().fit(features, outcomes, np.ones(40))

    assert moves.shares_[1] == pytest.approx([0, 12 / 42, 30 / 42])


def test_stack_gives_a_member_that_says_nothing_less_than_its_share() -> None:
    generator = np.random.default_rng(2)
    truth = generator.normal(size=4_000)
    outcomes = (generator.random(4_000) < expit(truth)).astype(float)
    told = np.column_stack([truth, generator.normal(size=4_000)])

    stack = Stack().fit(told, np.zeros(4_000), outcomes, np.ones(4_000))

    assert stack.weights_[0] > 0.7 > 0.3 > stack.weights_[1]


@pytest.mark.parametrize(("decided", "kind"), [(30, "none"), (200, "level"), (1_000, "beta"), (5_000, "isotonic")])
def test_calibration_learns_as_much_as_the_deals_allow(decided: int, kind: str) -> None:
    generator = np.random.default_rng(3)
    told = generator.normal(size=3_000) * 2
    outcomes = (generator.random(3_000) < expit(told / 2 - 1)).astype(float)

    found = Calibration().fit(told, outcomes, np.ones(3_000), np.arange(3_000), decided=decided)

    assert found.kind_ == kind
    if kind in ("beta", "isotonic"):
        assert found.probabilities(told).mean() == pytest.approx(outcomes.mean(), abs=0.02)


def test_venn_abers_leaves_more_room_where_fewer_cases_were() -> None:
    generator = np.random.default_rng(4)
    told = generator.normal(size=2_000)
    outcomes = (generator.random(2_000) < expit(told)).astype(float)

    low, high = VennAbers().fit(told[:60], outcomes[:60], np.ones(60)).limits(np.zeros(1))
    low_of_many, high_of_many = VennAbers().fit(told, outcomes, np.ones(2_000)).limits(np.zeros(1))

    assert high[0] - low[0] > high_of_many[0] - low_of_many[0] >= 0


def test_a_feature_that_tells_the_end_at_creation_is_put_in_quarantine() -> None:
    generator = np.random.default_rng(5)
    won = (generator.random(200) < 0.4).astype(int)

    found = quarantined(
        looks(200, told=won + generator.normal(size=200) / 8, fair=generator.normal(size=200)), ends(list(won))
    )

    assert found == ("told",)


def test_a_field_that_nobody_followed_is_left_out() -> None:
    told = looks(100, amount_moves=0, amount_log=range(100), pushes=[0] * 99 + [1], pulls=0, days_due=range(100))

    assert unfollowed(told, ends([1, 0] * 50)) == ("amount_log",)


def test_nearest_past_deals_stand_alike_and_are_named_once() -> None:
    past = {
        "points": np.array([[0.0], [0.1], [0.2], [3.0]]),
        "words": np.zeros((4, 1), dtype=int),
        "opp": np.array([7, 7, 8, 9]),
        "at": np.zeros(4, dtype=int),
        "won": np.array([True, True, False, True]),
        "days": np.array([10.0, 5.0, 30.0, 8.0]),
    }

    found = nearest(past, np.array([0.0]), np.zeros(1, dtype=int), apart_from=9, count=3)

    assert [(one.opp_id, one.is_won) for one in found] == [(7, True), (8, False)]
