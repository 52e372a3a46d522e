"""Whose step a sentence is: what we do is no commitment of the customer."""

import pytest
from django.utils import translation

from trimtab.calls.commitments import verdict_on


@pytest.mark.parametrize(
    "text",
    ["Send the proposal", "to present our figures", "Show the demo to Kim", "We meet again", "Demo for the board",
     "I call Kim on Monday", "Our engineers visit the plant", "presentation of the roadmap"],
)  # fmt: skip
def test_what_we_do_is_ours(text: str) -> None:
    assert verdict_on(text).kind == "ours"


@pytest.mark.parametrize(
    "text",
    ["Kim sends the figures of both plants", "Kim brings the head of operations on Tuesday", "Show us the plant",
     "The board decides by June", "They present our draft to the board", "Gives the contract to law today"],
)  # fmt: skip
def test_what_they_do_is_theirs(text: str) -> None:
    assert verdict_on(text).is_step_of_theirs


@pytest.mark.parametrize("text", ["Kim understands our value", "The buyer is interested", "Kim likes the idea"])
def test_a_thought_is_no_step_since_nobody_sees_it(text: str) -> None:
    assert verdict_on(text).kind == "unseen"


@pytest.mark.parametrize("text", ["", "  ", "…", "42"])
def test_without_words_there_is_nothing_to_judge(text: str) -> None:
    assert verdict_on(text).kind == ""


def test_what_is_ours_asks_for_what_they_will_do() -> None:
    with translation.override("en"):
        assert verdict_on("Send the proposal").said.endswith("What will the customer do then?")
