"""The three lights of a plan."""

import pytest

from trimtab.assessments.lens import PARTIAL, UNKNOWN, VALIDATED, status_of
from trimtab.assessments.plan_status import PeopleFacts, opportunity_light, people_light, problems_light


@pytest.mark.parametrize(
    ("first", "second", "light"),
    [("yes", "no", "amber"), ("yes", "yes", "green"), ("no", "unknown", "red"), ("", "", "")],
)
def test_opportunity_is_there_by_two_answers(first: str, second: str, light: str) -> None:
    """F29 of the method."""
    assert opportunity_light({"project": first, "compelling_event": second}) == light


def test_problems_are_understood_only_with_a_story_that_holds() -> None:
    both = {"profile": "yes", "unique_value": "yes"}

    found = [problems_light(both, story_holds=holds) for holds in (True, False, None)]

    assert found == ["green", "amber", "amber"]
    assert problems_light({"profile": "no"}, story_holds=None) == "red"
    assert problems_light({}, story_holds=None) == ""


def test_people_are_for_us_only_where_the_map_shows_it() -> None:
    both = {"inside_support": "yes", "alignment": "yes"}

    assert people_light(both, PeopleFacts(1, 0.2)) == "green"
    assert people_light(both, PeopleFacts(0, 0.2)) == "amber"
    assert people_light(both, PeopleFacts(1, 0.0)) == "amber"
    assert people_light({}, None) == ""


def test_a_letter_is_validated_by_proof_of_everything_it_reads() -> None:
    assert status_of([(True, True)], [True]) == VALIDATED
    assert status_of([(True, False)], [True]) == PARTIAL
    assert status_of([(True, True)], [None]) == PARTIAL
    assert status_of([(False, False)], [None]) == UNKNOWN
    assert status_of([], []) == UNKNOWN
