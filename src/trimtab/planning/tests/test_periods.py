"""Periods follow each other: moving an end moves the next start, and there is no way to leave a gap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, euros
from trimtab.accounts.models import Account
from trimtab.people.models import User
from trimtab.planning.actions import WrongPeriods, set_periods
from trimtab.planning.actions.periods import Stretch, require_order
from trimtab.planning.figures import spans_of
from trimtab.planning.models import Plan
from trimtab.planning.models.plans import first_days
from trimtab.planning.tests.builders import plan_of

FIRST = date(2026, 11, 1)


@pytest.mark.django_db
def test_moving_an_end_moves_the_next_start(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    set_periods(
        plan,
        starts_on=FIRST,
        stretches=[Stretch(date(2027, 4, 30), euros(100)), Stretch(date(2027, 10, 31))],
        by=ana,
        now=NOW,
    )

    set_periods(
        plan,
        starts_on=FIRST,
        stretches=[Stretch(date(2027, 6, 30), euros(100)), Stretch(date(2027, 10, 31))],
        by=ana,
        now=NOW,
    )

    spans = spans_of(Plan.objects.get(pk=plan.pk))
    assert [(one.start, one.end) for one in spans] == [
        (FIRST, date(2027, 6, 30)),
        (date(2027, 7, 1), date(2027, 10, 31)),
    ]


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        ([], "at least one period"),
        ([date(2026, 10, 31)], "the plan begins on"),
        ([date(2027, 1, 31), date(2027, 1, 31)], "the one before ends on"),
        ([FIRST + timedelta(days=number) for number in range(25)], "at most 24"),
    ],
)
def test_periods_that_do_not_follow_each_other_are_refused_with_the_reason(ends: list[date], reason: str) -> None:
    with pytest.raises(WrongPeriods, match=reason):
        require_order(FIRST, [Stretch(end) for end in ends])


@given(lengths=st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_whatever_the_ends_no_day_is_in_two_periods_or_in_none(lengths: list[int]) -> None:
    ends = [FIRST + timedelta(days=sum(lengths[: number + 1]) - 1) for number in range(len(lengths))]

    starts = first_days(FIRST, ends)

    assert starts[0] == FIRST
    assert all(start == end + timedelta(days=1) for start, end in zip(starts[1:], ends[:-1], strict=True))
