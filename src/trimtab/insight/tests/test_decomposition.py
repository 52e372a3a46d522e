"""A change of velocity split over its levers, without remainder."""

from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.insight.decomposition import FACTORS, Contribution, Decomposition, contributions, decompose, split_levers
from trimtab.insight.results import NotEnoughData, Result, Row

Sums = tuple[float, int, int, float]  # open days, exits, won, won value
# The worked example of the reference: 40 open at 25,000, 25 % won, 90 days → 46 at 24,000, 21 %, 80 days.
BEFORE, AFTER = (40, 25_000, 0.25, 1 / 90), (46, 24_000, 0.21, 1 / 80)


def velocity(segments: dict[str, Sums], *, days: float = 30.0, account: int | None = None) -> Result:
    rows: list[Row] = [
        {"part": part, "part_name": part, "days": days, "open_days": open_days, "exits": exits, "won": won,
         "won_value": Decimal(str(round(value, 2))), "account_id": account}
        for part, (open_days, exits, won, value) in segments.items()
    ]  # fmt: skip
    return Result("velocity", (), tuple(rows), len(rows), 1, "", datetime(2024, 1, 1), 1, "", {})


def accounts(*each: dict[str, Sums]) -> Result:
    rows = tuple(row for number, segments in enumerate(each) for row in velocity(segments, account=number).rows)
    return Result("velocity_accounts", (), rows, len(rows), 1, "", datetime(2024, 1, 1), 1, "", {})


def split(before: Result, after: Result) -> Decomposition:
    found = decompose(before, after)
    assert isinstance(found, Decomposition)
    return found


@st.composite
def segments(draw: st.DrawFn) -> dict[str, Sums]:
    found = {}
    for part in draw(st.sets(st.sampled_from("abcd"))):
        exits = draw(st.integers(0, 30))
        won = draw(st.integers(0, exits))
        value = draw(st.integers(1, 100_000)) * won / 4
        found[part] = (draw(st.floats(0, 5000)), exits, won, value)
    return found


def test_worked_example_by_lmdi() -> None:
    assert split_levers(BEFORE, AFTER) == pytest.approx((396.6, -115.8, -494.7, 334.2), abs=0.06)
    assert sum(split_levers(BEFORE, AFTER)) == pytest.approx(120.22, abs=0.005)


def test_worked_example_by_shapley() -> None:
    assert split_levers(BEFORE, AFTER, method="shapley") == pytest.approx((398.5, -116.5, -497.7, 335.9), abs=0.06)


def test_an_unknown_method_or_a_zero_for_lmdi_is_refused() -> None:
    with pytest.raises(ValueError, match="must be one of lmdi, shapley"):
        split_levers(BEFORE, AFTER, method="one at a time")
    with pytest.raises(ValueError, match="positive factors"):
        split_levers(BEFORE, (46, 24_000, 0, 1 / 80))


@given(segments(), segments(), st.floats(1, 100), st.floats(1, 100))
def test_contributions_leave_no_remainder(
    before: dict[str, Sums], after: dict[str, Sums], days_before: float, days_after: float
) -> None:
    found = decompose(velocity(before, days=days_before), velocity(after, days=days_after))
    if isinstance(found, NotEnoughData):
        assert not sum(exits for _, exits, _, _ in (*before.values(), *after.values()))
        return

    scale = max(1.0, abs(found.before), abs(found.after), *(abs(one.amount) for one in found.contributions))
    assert abs(found.residual) <= 1e-9 * scale
    for segment in found.segments:
        assert sum(segment.contributions.values()) == pytest.approx(segment.after - segment.before, abs=1e-9 * scale)


@given(segments(), segments())
def test_going_back_in_time_turns_every_sign(before: dict[str, Sums], after: dict[str, Sums]) -> None:
    if not sum(exits for _, exits, _, _ in (*before.values(), *after.values())):
        return
    there, back = split(velocity(before), velocity(after)), split(velocity(after), velocity(before))

    ways = {one.lever: one.amount for one in back.contributions}
    assert [-ways[one.lever] for one in there.contributions] == pytest.approx(
        [one.amount for one in there.contributions], rel=1e-9, abs=1e-6
    )


def test_segments_add_up_to_the_total() -> None:
    found = split(
        velocity({"a": (900, 20, 5, 9000), "b": (600, 10, 4, 2000)}),
        velocity({"a": (1000, 18, 6, 9900), "b": (300, 12, 3, 2500)}),
    )

    for place, lever in enumerate(FACTORS):
        each = sum(segment.contributions[lever] for segment in found.segments)
        assert found.contributions[place].amount == pytest.approx(each)


def test_equal_periods_change_nothing() -> None:
    same = velocity({"a": (900, 20, 5, 9000)})

    assert [one.amount for one in split(same, same).contributions] == [0, 0, 0, 0, 0]


def test_without_segments_there_is_no_mix() -> None:
    found = split(velocity({"all": (900, 20, 5, 9000)}), velocity({"all": (800, 25, 5, 8000)}))

    assert {one.lever: one.amount for one in found.contributions}["mix"] == 0


def test_a_win_rate_of_zero_is_split_by_shapley() -> None:
    found = split(velocity({"all": (900, 20, 5, 9000)}), velocity({"all": (900, 20, 0, 0)}))

    amounts = {one.lever: one.amount for one in found.contributions}
    assert found.segments[0].method == "Shapley"
    assert amounts["win_rate"] == pytest.approx(-300)
    assert amounts["won_mean"] == 0


def test_a_segment_that_appears_comes_through_the_mix() -> None:
    found = split(velocity({"a": (900, 20, 5, 9000)}), velocity({"a": (900, 20, 5, 9000), "b": (300, 5, 2, 3000)}))

    new = next(segment for segment in found.segments if segment.part == "b")
    assert new.contributions["win_rate"] == 0
    assert sum(new.contributions.values()) == pytest.approx(100)


def test_nothing_closed_is_not_enough() -> None:
    nothing = velocity({"all": (900, 0, 0, 0)})

    assert decompose(nothing, nothing) == NotEnoughData(n=0, needs=1, of="closed opportunities")


def test_a_large_shift_is_clear_and_an_accidental_one_is_noise() -> None:
    generator = np.random.default_rng(2)

    def drawn(rate: float) -> Result:
        return accounts(*({"all": (40.0, 1, int(generator.random() < rate), 0.0)} for _ in range(200)))

    def priced(result: Result) -> Result:
        rows: tuple[Row, ...] = tuple({**row, "won_value": Decimal(1000 * int(str(row["won"])))} for row in result.rows)
        return Result("velocity_accounts", (), rows, 200, 1, "", None, 1, "", {})

    before, after, same = priced(drawn(0.5)), priced(drawn(0.2)), priced(drawn(0.5))
    clear, noise = (compared(before, other) for other in (after, same))

    assert clear["win_rate"].is_clear
    assert not noise["won_mean"].is_clear
    assert clear["win_rate"].low is not None
    assert clear["win_rate"].low < clear["win_rate"].amount < 0


def compared(before: Result, after: Result) -> dict[str, Contribution]:
    summed = [
        velocity({"all": tuple(float(one.total(name)) for name in ("open_days", "exits", "won", "won_value"))})  # type: ignore[dict-item]
        for one in (before, after)
    ]
    found = decompose(summed[0], summed[1], accounts_before=before, accounts_after=after, draws=200)
    assert isinstance(found, Decomposition)
    return {one.lever: one for one in found.contributions}


def test_contributions_of_many_draws_equal_those_of_each() -> None:
    sums = np.random.default_rng(4).integers(1, 50, size=(2, 6, 3, 4)).astype(float)
    sums[..., 2] = np.minimum(sums[..., 2], sums[..., 1])
    together, _ = contributions(sums, days=np.array([30.0, 31.0]))

    for draw in range(6):
        alone, _ = contributions(sums[:, draw], days=np.array([30.0, 31.0]))
        assert together[draw] == pytest.approx(alone)
