"""The weekly job on a company whose win rate fell: raised once, kept, and not raised again after it was closed."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from tests.cast import person
from trimtab.analytics.extracts import refresh_extracts
from trimtab.analytics.tests.world import move, opportunity
from trimtab.analytics.watch.actions import close_setback
from trimtab.analytics.watch.models import Setback, WatchedWeek
from trimtab.analytics.watch.watching import ExtractsTooOld, is_due, watch_week
from trimtab.core.models import Event
from trimtab.opportunities.models import Process
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TOLD = 40  # weeks
FELL = 12  # weeks ago


@pytest.fixture
def fallen(company: Team, north: Team, south: Team, process: Process, eva: User) -> Team:
    """Nine of ten were won until twelve weeks ago, then one of ten; four people in the north, one in the south."""
    dice = random.Random(1)
    people = [person(f"N{number}", role=User.Role.SELLER, team=north) for number in range(4)]
    for week in range(TOLD, 0, -1):
        for number in range(4):
            at = NOW - timedelta(weeks=week, days=-dice.randint(0, 4))
            made = opportunity(
                f"{week} {number}", owner=people[number], process=process, opened=at - timedelta(days=30)
            )
            is_won = (number + week) % 10 != 0 if week > FELL else number + week % 10 == 0
            move(made, "Won" if is_won else "Lost", at=at)
    return north


def look(now: datetime = NOW) -> WatchedWeek | None:
    """Refresh, then look at the week."""
    refresh_extracts(folder=settings.EXTRACTS, now=now)
    return watch_week(folder=settings.EXTRACTS, now=now, memory="256MB")


def test_a_fallen_win_rate_is_raised_once_and_dated(fallen: Team) -> None:
    week = look()

    assert week is not None
    found = Setback.objects.get(measure="win_rate", level="company", part="")
    assert abs((found.began_on - (NOW - timedelta(weeks=FELL)).date()).days) <= 21
    assert found.is_worse
    assert found.levers
    assert Event.objects.filter(verb="setback.raised").count() == Setback.objects.count()
    assert look() is None
    assert not is_due(NOW)
    assert is_due(NOW + timedelta(weeks=1))
    Setback.objects.exclude(pk=found.pk).delete()
    look(NOW + timedelta(weeks=1))
    assert Setback.objects.filter(measure="win_rate", level="company", part="").count() == 1


@pytest.mark.parametrize(("answer", "lasts"), [("false", True), ("explained", True), ("real", False)])
def test_a_closed_alarm_is_not_raised_again(fallen: Team, eva: User, answer: str, lasts: bool) -> None:
    look()
    found = Setback.objects.get(measure="win_rate", level="company", part="")
    close_setback(found, answer=answer, learnt="A new competitor.", by=eva, now=NOW)

    look(NOW + timedelta(weeks=1))

    assert Setback.objects.filter(measure="win_rate", level="company", part="").count() == 1
    found.refresh_from_db()
    assert found.over_on is None


def test_a_team_of_few_is_not_watched(fallen: Team, south: Team) -> None:
    look()

    assert not Setback.objects.filter(team=south).exists()


def test_a_company_without_history_is_no_error(eva: User, process: Process) -> None:
    week = look()

    assert week is not None
    assert (week.series, week.setbacks.count()) == (0, 0)


def test_extracts_that_lack_newer_facts_are_refused(fallen: Team) -> None:
    with pytest.raises(ExtractsTooOld):
        watch_week(folder=settings.EXTRACTS, now=NOW, memory="256MB")
