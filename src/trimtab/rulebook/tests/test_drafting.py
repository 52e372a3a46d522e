"""A condition is built step by step: added, nested, moved, taken out, and settled at the end."""

import pytest
from django.http import QueryDict

from trimtab.opportunities.signals import Signal
from trimtab.rulebook.conditions import Group, NotARule, Question
from trimtab.rulebook.drafting import EMPTY, as_draft, edited, read_draft, settled

A, B, C = (Question(key, "yes") for key in "abc")
ROOT = Group("all", (A, Group("any", (B, C))))
KNOWN = {"n": Signal("n", "N", "number"), "s": Signal("s", "S", "share"), "d": Signal("d", "D", "date")}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("add:r", Group("all", (A, Group("any", (B, C)), EMPTY))),
        ("add:r-1", Group("all", (A, Group("any", (B, C, EMPTY))))),
        ("group:r", Group("all", (A, Group("any", (B, C)), Group("any", (EMPTY,))))),
        ("remove:r-0", Group("all", (Group("any", (B, C)),))),
        ("up:r-1", Group("all", (Group("any", (B, C)), A))),
        ("down:r-0", Group("all", (Group("any", (B, C)), A))),
        ("up:r-0", ROOT),
        ("nest:r-0", Group("all", (Group("any", (A,)), Group("any", (B, C))))),
        ("out:r-1-0", Group("all", (A, Group("any", (C,)), B))),
        ("out:r-0", ROOT),
        ("remove:r-7", ROOT),
        ("explode:r-0", ROOT),
        ("", ROOT),
    ],
)
def test_a_command_changes_the_tree(command: str, expected: Group) -> None:
    assert edited(ROOT, command) == expected


def test_a_form_is_read_back_as_the_tree_that_it_shows() -> None:
    typed = QueryDict("g:r=all&n:r=2&s:r-0=a&o:r-0=yes&g:r-1=none&n:r-1=1&s:r-1-0=c&o:r-1-0=among&v:r-1-0=x&v:r-1-0=y")

    found = read_draft(typed)

    assert found == Group("all", (A, Group("none", (Question("c", "among", ("x", "y")),))))


def test_a_broken_form_is_an_empty_draft() -> None:
    assert read_draft(QueryDict("n:r=many")) == Group("all", (EMPTY,))
    assert read_draft(QueryDict("g:r=loud&n:r=-3")) == Group("all", ())


def test_numbers_are_settled_and_shares_stand_in_percent() -> None:
    draft = Group("all", (Question("n", "at_least", "2"), Question("s", "less", "12,5"), Question("d", "past", "3")))

    found = settled(draft, KNOWN)

    assert found == Group("all", (Question("n", "at_least", 2), Question("s", "less", 0.125), Question("d", "past", 3)))
    assert as_draft(found, KNOWN) == Group(
        "all", (Question("n", "at_least", "2"), Question("s", "less", "12.5"), Question("d", "past", "3"))
    )


@pytest.mark.parametrize("value", ["many", "nan", "inf", "1e99"])
def test_what_is_no_number_is_said(value: str) -> None:
    with pytest.raises(NotARule, match="is no number"):
        settled(Question("n", "at_least", value), KNOWN)
