"""A form remembers which version of a record somebody saw."""

from datetime import UTC, datetime

import pytest
from django import forms

from trimtab.web.fields import SeenAtField

SEEN = datetime(2026, 3, 4, 9, 30, 15, 123456, tzinfo=UTC)


class NoteForm(forms.Form):
    seen_at = SeenAtField()


def test_the_version_goes_to_the_page_and_back_to_the_microsecond() -> None:
    shown = NoteForm(initial={"seen_at": SEEN})["seen_at"].value()
    form = NoteForm({"seen_at": shown})
    assert form.is_valid()
    assert form.cleaned_data["seen_at"] == SEEN
    assert not form.changed_data


def test_a_plus_that_became_a_space_in_an_address_is_read_as_a_plus() -> None:
    form = NoteForm({"seen_at": "2026-03-04T10:30:15.123456 01:00"})
    assert form.is_valid()
    assert form.cleaned_data["seen_at"] == SEEN


@pytest.mark.parametrize("typed", ["", "yesterday", "2026-02-31T00:00:00+00:00", "\x00"])
def test_what_is_no_moment_is_no_version(typed: str) -> None:
    form = NoteForm({"seen_at": typed})
    assert form.is_valid()
    assert form.cleaned_data["seen_at"] is None
