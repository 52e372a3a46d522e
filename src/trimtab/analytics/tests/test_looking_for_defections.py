"""The weekly look over real rows: who fell silent is found, once a week, and events are measured."""

from datetime import datetime, timedelta

import pytest

from tests.cast import NOW, account, person
from trimtab.accounts.models import Account
from trimtab.analytics.defections.events import measure_events
from trimtab.analytics.defections.looking import look_at_week
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Activity, Process
from trimtab.people.models import User
from trimtab.retention.models import Defection, EventEffect, WatchedWeek
from trimtab.retention.tests.people import deal
from trimtab.retention.tests.test_threats import threat

CUT = datetime(2026, 11, 16, tzinfo=NOW.tzinfo)


@pytest.fixture
def customers(ana: User, process: Process, organisation: Organisation) -> list[Account]:
    """Thirty customers who bought long ago and meet us every week; the first stops half a year ago."""
    made = [account(f"Customer {number}", owner=ana, segment="MM", region="North" if number < 10 else "South")
            for number in range(30)]  # fmt: skip
    for one in made:
        deal(one, owner=ana, process=process, amount=1_000, stage="Won", closed_at=NOW - timedelta(days=700))
    rows = [
        Activity(kind="meeting", direction="mutual", at=CUT - timedelta(weeks=week, hours=number + 1), recorded_at=NOW,
                 user=ana, account=one)
        for number, one in enumerate(made) for week in range(100)
        if (number or week > 26) and (week * 7 + number) % 5
    ]  # fmt: skip
    Activity.objects.bulk_create(rows)
    return made


def test_who_fell_silent_stands_out_once_a_week(customers: list[Account]) -> None:
    week = look_at_week(now=NOW)

    found = Defection.objects.get()
    assert (found.account, found.sign, found.observed, found.group) == (customers[0], "quiet", 0, "MM")
    assert found.low > 0
    assert (week is not None and week.figures["quiet"]["judged"], look_at_week(now=NOW)) == (30, None)
    assert WatchedWeek.objects.count() == 1


def test_without_customers_there_is_nothing_to_judge(organisation: Organisation) -> None:
    week = look_at_week(now=NOW)

    assert week is not None
    assert {name: figures["judged"] for name, figures in week.figures.items()} == {"quiet": 0, "orders": 0, "volume": 0}


def test_an_event_is_measured_against_the_others(customers: list[Account]) -> None:
    eva = person("Ella", role=User.Role.ADMINISTRATOR)
    day = NOW.date() - timedelta(weeks=8)
    one = threat(by=eva, kind="event", region="North", happened_on=day)
    struck = Activity.objects.filter(account__in=customers[1:10], at__date__gte=day)
    Activity.objects.filter(pk__in=[row.pk for row in struck.order_by("pk")[::2]]).delete()

    assert measure_events(now=NOW) == 1

    found = {effect.measure: effect for effect in EventEffect.objects.filter(threat=one)}
    assert found["orders"].change is None
    assert found["contact"].change == pytest.approx(-0.5, abs=0.12)


def test_an_event_of_yesterday_is_not_measured_yet(organisation: Organisation, ana: User) -> None:
    threat(by=ana, kind="event", region="North", happened_on=NOW.date() - timedelta(days=1))

    assert measure_events(now=NOW) == 0
