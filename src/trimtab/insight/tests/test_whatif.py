"""What a lever would bring, and how unsure that is."""

from decimal import Decimal

import numpy as np
import pytest

from trimtab.insight.results import NotEnoughData, Result, Row
from trimtab.insight.whatif import PRESETS, Coupling, WhatIf, what_if


def accounts(count: int, *, seed: int = 1) -> Result:
    generator = np.random.default_rng(seed)
    rows: tuple[Row, ...] = tuple(
        {"part": "all", "account_id": account, "days": 90.0, "open_days": 60.0, "exits": 1, "won": won,
         "won_value": Decimal(won * int(generator.integers(500, 1500)))}
        for account, won in enumerate(generator.integers(0, 2, count).tolist())
    )  # fmt: skip
    return Result("velocity_accounts", (), rows, count, 1, "", None, 1, "", {})


def imagined(result: Result, multipliers: dict[str, float], *, couplings: tuple[Coupling, ...] = ()) -> WhatIf:
    found = what_if(result, multipliers, couplings=couplings, draws=200)
    assert isinstance(found, WhatIf)
    return found


def test_nothing_moved_changes_nothing() -> None:
    found = imagined(accounts(100), {})

    assert found.difference.median == 0
    assert found.now == found.then


def test_now_is_the_velocity_of_the_period() -> None:
    result = accounts(400)

    assert imagined(result, {}).now.median == pytest.approx(float(result.total("won_value")) / 90, rel=0.03)


def test_ten_percent_more_wins_bring_ten_percent_more() -> None:
    found = imagined(accounts(100), {"win_rate": 1.1})

    assert found.then.median == pytest.approx(1.1 * found.now.median)
    assert found.then.low < found.then.median < found.then.high


def test_a_win_rate_cannot_exceed_one() -> None:
    found = imagined(accounts(100), {"win_rate": 100})

    assert found.then.median < 4 * found.now.median


def test_shorter_stays_bring_more() -> None:
    assert imagined(accounts(100), {"stay_days": 0.5}).then.median > imagined(accounts(100), {}).now.median


def test_a_coupling_moves_the_other_lever() -> None:
    couplings = PRESETS["discount"].couplings({"win_rate": -1.0})
    found = imagined(accounts(100), {"won_mean": 0.8}, couplings=couplings)

    assert found.multipliers["win_rate"] == pytest.approx(1.25)
    assert found.then.median == pytest.approx(found.now.median)


def test_more_accounts_make_it_surer() -> None:
    few, many = (imagined(accounts(count), {}).now for count in (40, 1000))

    assert (many.high - many.low) / many.median < (few.high - few.low) / few.median


def test_the_same_seed_gives_the_same_answer() -> None:
    assert imagined(accounts(60), {"open_mean": 1.2}) == imagined(accounts(60), {"open_mean": 1.2})


def test_too_few_wins_are_an_answer() -> None:
    assert what_if(accounts(4), {"win_rate": 1.1}) == NotEnoughData(n=accounts(4).total("won"), needs=8, of="wins")  # type: ignore[arg-type]


def test_an_unknown_lever_or_a_multiplier_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="A lever must be one of"):
        what_if(accounts(60), {"charm": 2.0})
    with pytest.raises(ValueError, match="must be above 0"):
        what_if(accounts(60), {"win_rate": 0.0})
