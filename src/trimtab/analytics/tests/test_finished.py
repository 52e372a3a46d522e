"""The review of a period that is over: told as it was known at its end, whenever it is asked for."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.cuts import Choice
from trimtab.analytics.reading import open_reading, review_for
from trimtab.analytics.review import Review
from trimtab.analytics.tests.world import change, day, move, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Process
from trimtab.people.frame import frame_for
from trimtab.people.models import User
from trimtab.rhythm.models import Quota

pytestmark = pytest.mark.django_db
LAST_INSTANT = datetime(2024, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.fixture
def second_quarter(ana: User, acme: Account, process: Process, organisation: Organisation) -> None:
    """Ana won 1,200 in the second quarter of 2024; the pump was due in May and went on in the autumn."""
    turbine = opportunity("Turbine", owner=ana, process=process, opened=day("2024-03-01"), amount=1200, account=acme)
    move(turbine, "Won", at=day("2024-06-28"))
    pump = opportunity(
        "Pump", owner=ana, process=process, opened=day("2024-04-02"), close_on=date(2024, 5, 31), account=acme
    )
    change(pump, at=day("2024-09-10"), close_on=date(2024, 10, 1))
    move(pump, "Won", at=day("2024-09-20"))
    bounds = {"start_on": date(2024, 4, 1), "end_on": date(2024, 6, 30)}
    Quota.objects.create(user=ana, **bounds, amount=Decimal(2000), currency="EUR", set_at=day("2024-04-01"))


def read_at(now: datetime, user: User, folder: Path, **choice: date) -> Review:
    frame = frame_for(user, {"scope": "me", "period": "FY2024-Q2"}, now=now)
    return review_for(frame, open_reading(folder, now=now, memory="256MB"), Choice(**choice))  # type: ignore[arg-type]


def test_a_finished_period_is_the_same_whenever_it_is_asked_for(
    second_quarter: None, ana: User, own_extracts: Path
) -> None:
    soon = read_at(day("2025-01-15"), ana, own_extracts)
    later = read_at(day("2026-11-20"), ana, own_extracts)

    assert replace(soon, is_behind=later.is_behind) == later
    assert soon.as_of == LAST_INSTANT


def test_a_finished_period_names_what_was_won_of_its_target(
    second_quarter: None, ana: User, own_extracts: Path
) -> None:
    said = read_at(day("2026-11-20"), ana, own_extracts).headline

    assert said.sentence == "Won 1.20\N{NO-BREAK SPACE}k of a target of 2.00\N{NO-BREAK SPACE}k in FY2024-Q2."
    assert said.won.label == "Won"
    assert "as known at its end" in said.basis


def test_the_waterfall_of_a_finished_period_is_its_last_week(
    second_quarter: None, ana: User, own_extracts: Path
) -> None:
    changes = read_at(day("2026-11-20"), ana, own_extracts).changes

    assert (changes.since, changes.until) == (date(2024, 6, 23), date(2024, 6, 30))
    assert (changes.bars[0].amount, changes.bars[-1].amount) == (Decimal("2200.00"), Decimal("1000.00"))


def test_days_behind_the_end_of_the_period_give_way_to_its_last_week(
    second_quarter: None, ana: User, own_extracts: Path
) -> None:
    changes = read_at(day("2026-11-20"), ana, own_extracts, since=date(2026, 11, 1)).changes

    assert (changes.since, changes.until) == (date(2024, 6, 23), date(2024, 6, 30))


def test_what_was_overdue_is_shown_as_it_stood(second_quarter: None, ana: User, own_extracts: Path) -> None:
    (pump,) = read_at(day("2026-11-20"), ana, own_extracts).slipped.shown

    assert pump.reason == "Close date passed 30 days ago."
    assert (pump.stage, pump.close_on) == ("Proof", date(2024, 5, 31))


def test_the_rows_of_what_was_overdue_are_as_they_stood(second_quarter: None, ana: User) -> None:
    page = client_for(ana).get("/pipeline/rows/slipped/?scope=me&period=FY2024-Q2").content.decode()

    assert "Close date passed 30 days ago." in page
    assert "May 31, 2024" in page


def test_the_page_of_a_finished_period_speaks_of_it_in_the_past(second_quarter: None, ana: User) -> None:
    client = client_for(ana)
    page = client.get("/pipeline/?scope=me&period=FY2024-Q2").content.decode()

    assert "were still open at its end" in page
    assert "Won so far" not in page
    assert json.loads(client.get("/pipeline.json?scope=me&period=FY2024-Q2").content)["is_past"] is True


def test_the_weeks_of_a_finished_period_end_with_it(second_quarter: None, ana: User, own_extracts: Path) -> None:
    weeks = read_at(day("2026-11-20"), ana, own_extracts).weeks

    assert weeks[-1].week_end.astimezone(UTC) == LAST_INSTANT
    assert weeks[-1].opportunities == 1
    assert weeks[0].week_end == weeks[-1].week_end - timedelta(weeks=51)
