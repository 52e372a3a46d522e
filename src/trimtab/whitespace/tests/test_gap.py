"""The gap to a target, by hand."""

from decimal import Decimal

import pytest

from trimtab.whitespace.gap import Gap


def gap(**fields: object) -> Gap:
    """500 to win, 120 won, 200 open of which 80 are expected, 300 of potentials."""
    values: dict[str, object] = {"target": 500, "won": 120, "current": 200, "expected": 80, "potential": 300}
    known = {name: Decimal(str(value)) for name, value in values.items()}
    return Gap(**(known | fields))  # type: ignore[arg-type]  # by name


def test_missing_is_target_less_won_less_expected() -> None:
    assert gap().missing == 300


def test_coverage_is_open_and_potential_over_what_remains() -> None:
    assert gap().coverage == pytest.approx(500 / 380)


def test_potential_needed_is_missing_over_the_chances() -> None:
    found = gap(qualify_rate=0.5, win_rate=0.25)

    assert found.potential_needed == 2400
    assert found.can_be_reached is False


def test_potential_needed_is_unknown_without_a_rate() -> None:
    assert gap(win_rate=0.25).potential_needed is None
    assert gap(win_rate=0.25).can_be_reached is None


def test_target_that_is_passed_leaves_nothing_to_cover() -> None:
    found = gap(won=Decimal(600), qualify_rate=0.5, win_rate=0.5)

    assert found.remaining == found.missing == 0
    assert (found.coverage, found.can_be_reached) == (None, True)
