"""What followed on findings, by hand."""

from datetime import timedelta

from tests.cast import NOW
from trimtab.rulebook.followed import Case, Followed, followed


def case(*, taken: bool, settled_after: float | None = None, ended: str = "settled", age: int = 30) -> Case:
    """A finding that began so many days ago; taken up on its second day or left; settled after so many days or not."""
    began = NOW - timedelta(days=age)
    ended_at = None if settled_after is None else began + timedelta(days=settled_after)
    answered_at = began + timedelta(days=1) if taken else None
    return Case(began, ended_at, ended if ended_at else "", "taken" if taken else None, answered_at)


def test_too_few_cases_tell_nothing() -> None:
    found = followed([case(taken=True, settled_after=5)], now=NOW)

    assert (found.taken_n, found.taken_settled, found.missing, found.difference_text) == (1, 1, 19, "")


def test_ten_on_each_side_tell_a_difference_with_its_interval() -> None:
    """8 of 10 against 3 of 10, by Newcombe: from 0.500 − √(0.310² + 0.303²) to 0.500 + √(0.143² + 0.192²)."""
    cases = [case(taken=True, settled_after=5 if number < 8 else None) for number in range(10)]
    cases += [case(taken=False, settled_after=5 if number < 3 else None) for number in range(10)]

    found = followed(cases, now=NOW)

    assert (found.taken_share, found.left_share) == (0.8, 0.3)
    assert found.difference_text == "+50 points, between +7 and +74"


def test_what_was_settled_before_the_count_began_counts_nowhere() -> None:
    found = followed([case(taken=True, settled_after=2)], now=NOW)

    assert (found.fired, found.taken, found.taken_n) == (1, 1, 0)


def test_what_is_too_young_counts_as_fired_only() -> None:
    found = followed([case(taken=True, age=10)], now=NOW)

    assert (found.fired, found.taken_n) == (1, 0)


def test_a_deal_that_ended_settled_nothing() -> None:
    found = followed([case(taken=False, settled_after=5, ended="closed")], now=NOW)

    assert (found.left_n, found.left_settled) == (1, 0)


def test_a_rule_that_never_spoke_has_no_figures() -> None:
    assert Followed().taken_share is None
