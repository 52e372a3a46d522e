"""Unknown is not zero: a sum of which no amount is known is unknown itself."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.metrics.test_by_hand import ACME, BOLT, DUE, day, run, world

PERIOD: dict[str, Any] = {"start": day(1), "end": day(5), **DUE}


def amounts(given: Any) -> dict[object, object]:
    return {row["bar"]: row["amount"] for row in run(given, "waterfall", **PERIOD).rows if row["opportunities"]}


def test_bars_without_any_known_amount_are_unknown() -> None:
    found = amounts(world((ACME, 0, {}), (BOLT, 3, {})))

    assert found == {"opening": None, "new": None, "closing": None}


def test_one_known_amount_makes_a_sum() -> None:
    found = amounts(world((ACME, 0, {}), (BOLT, 0, {"amount": "50.00"})))

    assert found == {"opening": Decimal("50.00"), "closing": Decimal("50.00")}


def test_a_bar_behind_which_nothing_stands_is_zero() -> None:
    rows = run(world((ACME, 0, {})), "waterfall", **PERIOD).rows

    assert {row["amount"] for row in rows if not row["opportunities"]} == {Decimal("0.00")}


def test_an_amount_that_became_known_is_an_increase() -> None:
    found = amounts(world((ACME, 0, {}), (ACME, 3, {"amount": "80.00"})))

    assert found == {"opening": None, "increased": Decimal("80.00"), "closing": Decimal("80.00")}


def test_a_win_without_an_amount_is_unknown() -> None:
    assert amounts(world((ACME, 0, {}), (ACME, 3, {"stage": "4"})))["won"] is None


@pytest.mark.parametrize(
    ("fields", "expected"), [({}, [None, None]), ({"amount": "70.00"}, [Decimal("70.00"), Decimal("70.00")])]
)
def test_week_ends_without_any_known_amount_are_unknown(
    fields: dict[str, str | None], expected: list[Decimal | None]
) -> None:
    rows = run(world((ACME, 0, fields)), "weekly_snapshots", as_of=day(0) + timedelta(days=20), weeks=2).rows

    assert [row["amount"] for row in rows] == expected


def test_weeks_in_which_nothing_is_open_are_zero() -> None:
    given = world((ACME, 0, {}), (ACME, 3, {"stage": "5"}))

    [row] = run(given, "weekly_snapshots", as_of=day(20), weeks=1).rows
    assert (row["opportunities"], row["amount"]) == (0, Decimal("0.00"))
