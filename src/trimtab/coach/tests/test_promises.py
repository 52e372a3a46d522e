"""Which tasks and meetings a person promised."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.coach.promises import promises_of
from trimtab.coach.tests.builders import activity, days_ago
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
TOMORROW_NIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


def subjects(person: User) -> list[str]:
    found = promises_of(person, today=NOW.date(), now=NOW, zone=UTC)  # type: ignore[arg-type]
    return [promise.activity.subject for promise in found]


@pytest.mark.parametrize(
    ("at", "is_found"),
    [
        (NOW + timedelta(hours=1), True),
        (TOMORROW_NIGHT, True),
        (NOW - timedelta(hours=1), False),
        (TOMORROW_NIGHT + timedelta(hours=1), False),
    ],
    ids=["today", "tomorrow night", "over", "the day after"],
)
def test_meetings_of_today_and_tomorrow(at: datetime, is_found: bool, ana: User, acme: Account) -> None:
    activity("meeting", person=ana, at=at, account=acme)

    assert bool(subjects(ana)) == is_found


@pytest.mark.parametrize(
    ("outcome", "recorded_days_before", "is_found"),
    [("", 7, True), ("", 0, False), ("Not Started", 0, True), ("In Progress", 7, True), ("Completed", 7, False)],
)
def test_a_task_is_to_be_done(
    outcome: str, recorded_days_before: int, is_found: bool, ana: User, acme: Account
) -> None:
    at = days_ago(3)
    recorded_at = at - timedelta(days=recorded_days_before)
    activity("task", person=ana, at=at, account=acme, outcome=outcome, recorded_at=recorded_at)

    assert bool(subjects(ana)) == is_found


def test_a_task_of_long_ago_is_a_leftover(ana: User, acme: Account) -> None:
    activity("task", person=ana, at=days_ago(31), account=acme)

    assert subjects(ana) == []


def test_a_task_of_tomorrow_is_not_due(ana: User, acme: Account) -> None:
    activity("task", person=ana, at=NOW + timedelta(days=1), account=acme)

    assert subjects(ana) == []


def test_a_task_on_a_record_that_went_to_somebody_else_is_not_shown(
    ana: User, cleo: User, bolt: Account, process: Process
) -> None:
    activity("task", person=ana, at=days_ago(3), opportunity=deal("Bolt fleet", owner=cleo, process=process))
    activity("task", person=ana, at=days_ago(3), account=bolt)

    assert subjects(ana) == []
