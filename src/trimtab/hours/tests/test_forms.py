"""Hours as people write them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from trimtab.hours.forms import HoursField, hours_text

FIELD = HoursField(most=24 * 60)


@pytest.mark.parametrize(
    ("text", "minutes"), [("4", 240), ("4.5", 270), ("4,5", 270), ("4:30", 270), (" 0:05 ", 5), ("0", 0), ("", None)]
)
def test_hours_are_read_as_people_write_them(text: str, minutes: int | None) -> None:
    assert FIELD.to_python(text) == minutes


@pytest.mark.parametrize("text", ["many", "-1", "25", "4:99", "4:5", "1e9", "nan", "inf", "9" * 5_000, ":30", "²:30"])
def test_what_is_no_number_of_hours_is_asked_again(text: str) -> None:
    with pytest.raises(ValidationError):
        FIELD.to_python(text)


@given(st.integers(0, 24 * 60))
def test_what_a_form_shows_is_read_as_the_same_minutes(minutes: int) -> None:
    assert (FIELD.to_python(hours_text(minutes)) or 0) == minutes
