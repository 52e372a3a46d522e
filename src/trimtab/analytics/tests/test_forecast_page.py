"""The forecast page reads what was kept, for exactly the people the reader may see; it never computes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.forecast.readers import Reading, read_forecast
from trimtab.analytics.odds.refreshing import refresh_odds
from trimtab.analytics.tests.forecasts import current, kept, past_of
from trimtab.analytics.tests.world import move, opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import Team, User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
PAGE = "/pipeline/forecast/"


def test_first_line_is_the_answer_with_its_range(ana: User, cleo: User, finn: User, process: Process) -> None:
    past_of(ana, cleo, process=process)
    kept()

    body = client_for(finn).get(PAGE, {"scope": "everyone"}).content.decode()

    assert f"{current()}: likely" in body
    assert "(8 of 10 times). No target is set." in body
    assert "At this point of the last" in body


def test_seller_sees_the_own_numbers_and_nobody_elses(ana: User, cleo: User, process: Process) -> None:
    past_of(ana, cleo, process=process)
    nodes = kept()["nodes"]

    answer = client_for(ana).get("/pipeline/forecast.json", {"scope": "everyone"}).json()

    assert answer["mean"] == nodes[f"person:{ana.pk}"]["mean"]
    assert "Cleo" not in client_for(ana).get(PAGE, {"scope": "everyone"}).content.decode()


def test_leader_sees_the_team_and_the_company_leader_everybody(
    ana: User, ben: User, cleo: User, eva: User, north: Team, process: Process
) -> None:
    past_of(ana, cleo, process=process)
    nodes = kept()["nodes"]

    of_ben = client_for(ben).get("/pipeline/forecast.json", {"scope": "everyone"}).json()
    of_eva = client_for(eva).get("/pipeline/forecast.json", {"scope": "everyone"}).json()

    assert of_ben["mean"] == nodes[f"team:{north.pk}"]["mean"]
    assert of_eva["mean"] == nodes["company"]["mean"]
    assert Decimal(of_eva["mean"]) == sum(
        Decimal(child["mean"]) for child in of_eva["children"] if child["key"].startswith("team:")
    )


def test_stranger_to_a_scope_does_not_find_it(ana: User, cleo: User, south: Team) -> None:
    client = client_for(ana)

    statuses = [client.get(PAGE, {"scope": scope}).status_code for scope in (f"team:{south.pk}", f"person:{cleo.pk}")]

    assert statuses == [404, 404]


def test_without_a_kept_forecast_the_page_says_what_happens(ana: User) -> None:
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())

    body = client_for(ana).get(PAGE).content.decode()

    assert "being computed" in body
    assert "This page shows it when it is there." in body
    assert "Look again" in body


def test_waiting_page_comes_anew_when_the_forecast_is_there(ana: User, process: Process) -> None:
    past_of(ana, process=process)
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())
    waiting = client_for(ana).get(f"{PAGE}progress/")
    kept()
    there = client_for(ana).get(f"{PAGE}progress/")

    assert "up to a minute" in waiting.content.decode()
    assert (there.status_code, there.headers["HX-Refresh"]) == (204, "true")


def test_a_few_changes_since_are_counted_and_nobody_waits(ana: User, cleo: User, process: Process) -> None:
    past_of(ana, cleo, process=process)
    kept()
    for one in Opportunity.objects.filter(name__in=["Ana open 0", "Ana open 1", "Cleo open 0"]):
        move(one, "Won", at=timezone.now())

    body = client_for(ana).get(PAGE).content.decode()

    assert "2 opportunities changed since." in body
    assert "being computed" not in body


def test_many_changes_and_another_day_ask_for_a_newer_forecast(
    ana: User, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    past_of(ana, process=process)
    kept()
    began, now = timezone.now() - timedelta(hours=3), timezone.now() + timedelta(hours=12)
    assert not _read(now, began).is_old
    assert _read(now, now).is_old

    move(Opportunity.objects.get(name="Ana open 0"), "Won", at=timezone.now())
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())

    assert not _read(timezone.now(), began).needs_making
    assert _read(now, began).needs_making, "once an hour, without a word"
    assert not _read(now, began).is_old
    monkeypatch.setattr("trimtab.analytics.forecast.readers.MOST_CHANGED", 0)
    assert _read(timezone.now(), began).is_old


def _read(now: datetime, began: datetime) -> Reading:
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    return read_forecast(settings.EXTRACTS, manifest, current(), now=now, today_began=began)


def test_review_says_where_the_period_will_end(ana: User, process: Process) -> None:
    past_of(ana, process=process)
    kept()

    body = client_for(ana).get("/pipeline/").content.decode()

    assert f">Forecast</a> {current()}: likely" in body


def test_exports_of_the_past_lead_to_their_last_period(ana: User, process: Process) -> None:
    opened = datetime(2016, 10, 11, 9, tzinfo=UTC)
    opportunity("Crane", owner=ana, process=process, opened=opened, close_on=date(2016, 12, 1))
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())

    for page in ("/pipeline/", PAGE):
        body = client_for(ana).get(page).content.decode()
        assert "The newest opportunity was opened in FY2016-Q4" in body
        assert f'href="{page}?scope=me&amp;period=FY2016-Q4"' in body


def test_too_little_history_is_said_with_what_is_missing(ana: User, process: Process) -> None:
    past_of(ana, process=process, each=0)

    refused = kept()["refused"]

    assert refused.startswith("0 wins are known on")
    assert refused.endswith("a forecast needs 3.")
    assert "a forecast needs 3." in client_for(ana).get(PAGE).content.decode()


def test_rows_are_the_open_opportunities_of_the_scope(ana: User, ben: User, cleo: User, process: Process) -> None:
    past_of(ana, cleo, process=process)
    kept()

    body = client_for(ben).get(f"{PAGE}rows/open/", {"scope": "team"}).content.decode()

    assert "Ana open 0" in body
    assert "Cleo open" not in body
    assert client_for(ben).get(f"{PAGE}rows/nonsense/", {"scope": "team"}).status_code == 404


def test_rows_show_the_chance_of_their_own_page_beside_and_why_it_differs(ana: User, process: Process) -> None:
    past_of(ana, process=process)
    kept()
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    before = client_for(ana).get(f"{PAGE}rows/open/").content.decode()
    refresh_odds(settings.EXTRACTS, manifest, now=timezone.now(), memory="256MB")

    body = client_for(ana).get(f"{PAGE}rows/open/").content.decode()

    assert "Won, by its own page" not in before  # nothing is told there yet
    assert body.count('/odds/">') >= 3
    assert "Both look at the same day and may differ" in body


def test_page_asks_as_many_questions_of_many_people_as_of_few(
    ana: User, cleo: User, eva: User, process: Process
) -> None:
    past_of(ana, process=process)
    kept()
    few = _queries(client_for(eva))
    past_of(cleo, process=process)
    kept()

    assert _queries(client_for(eva)) == few


def test_everything_but_get_is_refused(ana: User) -> None:
    client = client_for(ana)

    statuses = {client.post(address).status_code for address in (PAGE, f"{PAGE}rows/open/", f"{PAGE}track-record/")}

    assert statuses == {405}


def test_unknown_values_are_said_and_count_as_usual_wins(ana: User, finn: User, process: Process) -> None:
    past_of(ana, process=process)
    opportunity("In francs", owner=ana, process=process, opened=timezone.now(), currency="CHF")

    document = kept()

    assert (document["unknown_amounts"], document["without_rate"]) == (1, 1)
    body = client_for(finn).get(PAGE, {"scope": "everyone"}).content.decode()
    assert "1 open opportunity has no known value and counts as a usual win." in body
    assert "lacks an exchange rate" in body


def _queries(client: Client) -> int:
    client.get(PAGE, {"scope": "everyone"})
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE, {"scope": "everyone"})
    return len(asked)
