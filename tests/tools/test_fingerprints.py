"""The proof that nothing was written notices what is written, and what was taken back."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests.fingerprints import asked
from trimtab.core.models import Event

pytestmark = pytest.mark.django_db


def write() -> None:
    Event.objects.create(at=timezone.now(), verb="plan.added", record="plan")


def write_and_take_back() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)


def test_reading_leaves_no_trace() -> None:
    assert asked(lambda: Event.objects.count()) == (0, False)


def test_a_row_that_was_written_is_a_trace() -> None:
    assert asked(write) == (None, True)


def test_a_row_that_was_taken_back_is_none() -> None:
    assert asked(write_and_take_back) == (None, False)


def test_a_table_may_be_left_out() -> None:
    assert asked(write, without={"core.Event"}) == (None, False)
