"""How well a record fits the ideal customer; the fixture by its name in the method."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.targeting.fit import Bands, Criterion, Grade, as_kept, criteria_of, fit_of

TIERS = {"A": Grade(("a",)), "B": Grade(("b",)), "C": Grade(("c",))}


def criteria(*weights: int, veto: int | None = None) -> list[Criterion]:
    """A criterion for each weight; its field is its place."""
    return [Criterion(f"f{place}", weight, place == veto, TIERS) for place, weight in enumerate(weights)]


def values(*grades: str) -> dict[str, object]:
    """The value of each field that earns this grade; "" is not known."""
    return {f"f{place}": grade.lower() for place, grade in enumerate(grades)}


def test_f21_target_filter() -> None:
    found = fit_of(criteria(3, 2, 2, 1), values("A", "B", "C", "A"), bands=Bands())

    assert found.points == pytest.approx(75)  # 18 of 24
    assert found.band == "pursue"


def test_f21_with_a_veto_below_c_is_no_target() -> None:
    found = fit_of(criteria(3, 2, 2, 1, veto=2), values("A", "B", "x", "A"), bands=Bands())

    assert found.band == "leave"
    assert [one.criterion.field for one in found.vetoes] == ["f2"]


def test_unknown_is_neither_zero_nor_ideal() -> None:
    found = fit_of(criteria(3, 1), values("A", ""), bands=Bands())

    assert (found.points, found.low, found.high) == (100, 75, 100)
    assert [one.criterion.field for one in found.missing] == ["f1"]


def test_unknown_field_with_a_veto_does_not_rule_out() -> None:
    assert fit_of(criteria(1, 1, veto=1), values("A", ""), bands=Bands()).band == "pursue"


def test_nothing_known_is_no_number() -> None:
    found = fit_of(criteria(3, 1), {}, bands=Bands())

    assert found.points is None
    assert found.band == "unknown"


@pytest.mark.parametrize(("employees", "grade"), [(49, "D"), (50, "C"), (250, "A"), (5000, "A"), (5001, "D")])
def test_range_includes_both_ends(employees: int, grade: str) -> None:
    tiers = {"A": Grade(least=250, most=5000), "C": Grade(least=50, most=249)}

    assert Criterion("employees", 1, False, tiers).grade_of(employees) == grade


def test_texts_are_compared_without_case() -> None:
    assert Criterion("industry", 1, False, {"A": Grade(("Retail", "Foods"))}).grade_of(" retail ") == "A"


def test_kept_profile_is_read_as_it_was_written() -> None:
    written = [Criterion("employees", 2, True, {"A": Grade(least=250), "B": Grade(texts=("x",))})]

    assert list(criteria_of(as_kept(written))) == written


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["A", "B", "C", "x", ""])), min_size=1, max_size=6))
def test_points_lie_between_worst_and_best(drawn: list[tuple[int, str]]) -> None:
    found = fit_of(criteria(*(w for w, _g in drawn)), values(*(g for _w, g in drawn)), bands=Bands())

    assert 0 <= found.low <= found.high <= 100 + 1e-9
    assert found.points is None or found.low - 1e-9 <= found.points <= found.high + 1e-9
