"""The rule of the two clocks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import LONG_AGO, NOW
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.history import last_change, last_known, value_as_of, written, written_field
from trimtab.opportunities.models import FieldChange, Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 12).map(lambda hours: START + timedelta(hours=hours))


@dataclass(frozen=True)
class Known:
    """A change as the rule sees it."""

    valid_at: datetime
    recorded_at: datetime
    new: str
    pk: int


def as_found_by_hand(changes: list[Known], at: datetime) -> str | None:
    """Go through the changes and keep the best one so far; the slow reference."""
    value: str | None = None
    best: tuple[datetime, datetime, int] | None = None
    for change in changes:
        if change.valid_at > at or change.recorded_at > at:
            continue
        if best is None or not (change.valid_at, change.recorded_at, change.pk) < best:
            best, value = (change.valid_at, change.recorded_at, change.pk), change.new
    return value


def numbered(rows: list[tuple[datetime, datetime, str]]) -> list[Known]:
    return [Known(valid_at, recorded_at, new, number) for number, (valid_at, recorded_at, new) in enumerate(rows)]


@given(st.lists(st.tuples(MOMENTS, MOMENTS, st.text(max_size=2))).map(numbered), MOMENTS, st.randoms())
def test_the_rule_agrees_with_the_slow_reference_in_any_order(
    changes: list[Known], at: datetime, random: Random
) -> None:
    shuffled = sorted(changes, key=lambda _change: random.random())

    found = last_known(shuffled, at=at)

    assert (found.new if found else None) == as_found_by_hand(changes, at)


@given(st.lists(st.tuples(MOMENTS, MOMENTS, st.text(max_size=2))).map(numbered), MOMENTS)
def test_what_is_learned_later_never_changes_what_was_known(changes: list[Known], at: datetime) -> None:
    by_then = [change for change in changes if change.recorded_at <= at]

    assert last_known(changes, at=at) == last_known(by_then, at=at)


@pytest.mark.django_db
@settings(deadline=None)
@given(rows=st.lists(st.tuples(MOMENTS, MOMENTS, st.sampled_from(["10.00", "20.00"])), max_size=6), at=MOMENTS)
def test_the_database_reads_by_the_same_rule(rows: list[tuple[datetime, datetime, str]], at: datetime) -> None:
    opportunity = _bare_opportunity()
    FieldChange.objects.filter(opportunity=opportunity).delete()
    changes = [
        FieldChange.objects.create(
            opportunity=opportunity, field="amount", new=new, valid_at=valid_at, recorded_at=recorded_at, origin="edit"
        )
        for valid_at, recorded_at, new in rows
    ]

    assert last_change(opportunity, "amount", at=at) == last_known(changes, at=at)


def _bare_opportunity() -> Opportunity:
    found = Opportunity.objects.filter(name="Bare").first()
    if found is not None:
        return found
    process = Process.objects.create(name="Bare")
    stage = process.stages.create(name="Open", position=1)
    return Opportunity.objects.create(
        name="Bare", process=process, stage=stage, status="open", currency="EUR", opened_at=START, changed_at=START
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), ("", None), ("x", "x"), (True, "true"), (Decimal("1.50"), "1.50"), (START.date(), "2026-01-01")],
)
def test_values_are_written_in_one_way(value: object, text: str | None) -> None:
    assert written(value) == text


def test_an_amount_is_written_to_the_cent() -> None:
    assert written_field("amount", Decimal("1E+2")) == "100.00"


def test_a_value_is_read_as_of_any_time(ana: User, process: Process) -> None:
    opportunity = deal("Robots", owner=ana, process=process, amount=100)
    edit_opportunity(opportunity, changes={"amount": Decimal(200)}, by=ana, now=NOW)

    found = [value_as_of(opportunity, "amount", at) for at in (LONG_AGO - timedelta(1), NOW - timedelta(1), NOW)]

    assert found == [None, "100.00", "200.00"]
