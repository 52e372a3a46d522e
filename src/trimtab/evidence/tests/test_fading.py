"""A judgement is worth what stands behind it, and fades."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.evidence.fading import standing
from trimtab.evidence.models import Evidence, Kind

TODAY = date(2026, 11, 20)


def piece(kind: str = Kind.SAID, *, days: int = 0, value: str = "mentor", withdrawn: bool = False) -> Evidence:
    at = datetime(2026, 11, 20, tzinfo=UTC) if withdrawn else None
    return Evidence(kind=kind, value=value, happened_on=TODAY - timedelta(days=days), withdrawn_at=at)


def test_said_ninety_days_ago_is_worth_half_of_what_was_said_today() -> None:
    assert standing([piece(days=90)], value="mentor", today=TODAY).strength == pytest.approx(0.40)


def test_two_pieces_add_up_as_by_hand() -> None:
    assert standing([piece(days=90), piece()], value="mentor", today=TODAY).strength == pytest.approx(0.88)


def test_our_own_assumption_never_confirms() -> None:
    assumed = [piece(Kind.ASSUMPTION) for _number in range(20)]

    assert standing(assumed, value="mentor", today=TODAY).state == "assumed"


def test_what_supported_another_value_does_not_count() -> None:
    assert standing([piece(value="enemy")], value="mentor", today=TODAY).state == "none"


def test_what_was_withdrawn_does_not_count() -> None:
    assert standing([piece(withdrawn=True)], value="mentor", today=TODAY).state == "none"


def test_old_evidence_has_faded() -> None:
    assert standing([piece(days=400)], value="mentor", today=TODAY).state == "faded"


@given(st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 2000)), max_size=8), st.integers(0, 2000))
def test_one_more_piece_never_weakens_and_never_makes_certain(given: list[tuple[Kind, int]], days: int) -> None:
    pieces = [piece(kind, days=age) for kind, age in given]

    before = standing(pieces, value="mentor", today=TODAY).strength
    after = standing([*pieces, piece(days=days)], value="mentor", today=TODAY).strength

    assert before <= after < 1
