"""The points of an account's objectives: by hand, and what the hints promise is what comes."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.objectives.actions import add_objective, edit_objective
from trimtab.objectives.completeness import completeness_of
from trimtab.objectives.models import Objective
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def aim(account: Account, by: User, kind: str, **fields: object) -> Objective:
    given = {"name": kind, "kind": kind, "metric": "Signed", "due_on": TODAY} | fields
    return add_objective(account, fields=given, by=by, now=NOW)


def test_without_any_objective_there_is_no_point(acme: Account) -> None:
    score = completeness_of(acme, TODAY)

    assert (score.points, sum(hint.gain for hint in score.hints)) == (0, 100)


def test_the_example_by_hand(acme: Account, ana: User) -> None:
    """30 business + 0 relationship + 20 × ½ complete + 20 × ½ in time."""
    aim(acme, ana, "revenue")
    aim(acme, ana, "research", metric="", due_on=TODAY - timedelta(days=7))

    score = completeness_of(acme, TODAY)

    assert score.points == 50
    assert [hint.gain for hint in score.hints] == [30, 10, 10]


def test_one_of_each_that_is_complete_and_in_time_is_all(acme: Account, ana: User) -> None:
    aim(acme, ana, "business-development")
    aim(acme, ana, "relationship")

    assert completeness_of(acme, TODAY).points == 100


def test_what_was_given_up_counts_no_more(acme: Account, ana: User) -> None:
    edit_objective(aim(acme, ana, "revenue"), changes={"status": "canceled"}, by=ana, now=NOW)

    assert completeness_of(acme, TODAY).points == 0


@pytest.mark.parametrize(
    "kinds", [[], ["revenue"], ["research", "relationship"], ["revenue", "relationship", "marketing"]]
)
@pytest.mark.parametrize("late", [0, 9])
def test_points_and_gains_are_a_hundred_together(kinds: list[str], late: int, acme: Account, ana: User) -> None:
    for number, kind in enumerate(kinds):
        aim(acme, ana, kind, metric="" if number else "Signed", due_on=TODAY - timedelta(days=late * number))

    score = completeness_of(acme, TODAY)

    assert score.points + sum(hint.gain for hint in score.hints) == pytest.approx(100)
