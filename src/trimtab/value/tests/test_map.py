"""The value map: what serves their goals, what is missing, what drops out, whether there is a business reason."""

from hypothesis import given
from hypothesis import strategies as st

from trimtab.value.coverage import Goal, Share, coverage, has_reason, uncovered, worth_of

HIGH, MEDIUM = Goal(1, "high", is_confirmed=True), Goal(2, "medium")
SENSORS, SERVICE = 10, 11


def test_the_value_of_a_solution_by_hand() -> None:
    shares = [Share(1, SENSORS, 3), Share(1, SENSORS, 1), Share(2, SENSORS, 1), Share(2, SERVICE, 2)]

    assert worth_of(SENSORS, [HIGH, MEDIUM], shares) == 3 * 3 + 2 * 1
    assert worth_of(SERVICE, [HIGH, MEDIUM], shares) == 2 * 2


def test_a_goal_weighs_what_the_initiatives_weigh_that_lead_to_it() -> None:
    assert Goal(1, linked=("low", "high")).weight == 3
    assert Goal(1, linked=("", "low")).weight == 1
    assert Goal(1).weight == 2


def test_a_high_goal_that_nothing_serves_is_missing() -> None:
    assert uncovered([HIGH, MEDIUM], [Share(1, SENSORS, 0)]) == [HIGH]
    assert uncovered([HIGH, MEDIUM], [Share(1, SENSORS, 1)]) == []


def test_a_business_reason_is_important_and_confirmed() -> None:
    assert has_reason([HIGH], [Share(1, SENSORS, 2)])
    assert not has_reason([HIGH], [Share(1, SENSORS, 1)])
    assert not has_reason([MEDIUM], [Share(2, SENSORS, 3)])


GOALS = st.lists(
    st.builds(Goal, st.integers(1, 5), st.sampled_from(["", "high", "low"])), unique_by=lambda one: one.key
)
SHARES = st.lists(st.builds(Share, st.integers(1, 6), st.sampled_from([None, 10, 11]), st.integers(0, 3)))


@given(GOALS, SHARES)
def test_coverage_is_no_more_than_the_strongest_and_never_shrinks(goals: list[Goal], shares: list[Share]) -> None:
    for goal in goals:
        assert 0 <= coverage(goal, shares) <= 3
        assert coverage(goal, [*shares, Share(goal.key, None, 2)]) >= coverage(goal, shares)
    for solution in (None, 10, 11):
        assert worth_of(solution, goals, shares) <= sum(3 * one.weight for one in goals)
