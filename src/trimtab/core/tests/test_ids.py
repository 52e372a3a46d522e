"""What is an id, and what only looks like one."""

import pytest

from trimtab.core.ids import id_in


@pytest.mark.parametrize(("text", "found"), [("7", 7), (" 12 ", 12), ("9" * 18, int("9" * 18))])
def test_a_number_is_an_id(text: str, found: int) -> None:
    assert id_in(text) == found


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "٣", "9" * 19, "9" * 5000, "1e3", "0x1"])
def test_what_no_database_holds_is_none(text: str) -> None:
    assert id_in(text) is None
