"""The pipeline review as people see it: page, JSON, file, and whose records are in it."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.reports import UnknownForm, write_review
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Organisation
from trimtab.core.shared_answers import forget_shared_answers
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User
from trimtab.rhythm.models import Quota

pytestmark = pytest.mark.django_db
Queries = Callable[..., AbstractContextManager[CaptureQueriesContext]]


@pytest.fixture
def pipeline(ana: User, cleo: User, acme: Account, bolt: Account, process: Process, organisation: Organisation) -> None:
    """Ana won 1,200 this quarter and has 800 open; Cleo has 5,000 open."""
    now = timezone.now()
    won = opportunity("Turbine", owner=ana, process=process, opened=now - timedelta(days=40), amount=1200, account=acme)
    move(won, "Won", at=now - timedelta(minutes=10))
    due = now.date() + timedelta(days=1)
    opportunity(
        "Pump", owner=ana, process=process, opened=now - timedelta(days=9), amount=800, account=acme, close_on=due
    )
    opportunity(
        "Crane", owner=cleo, process=process, opened=now - timedelta(days=9), amount=5000, account=bolt, close_on=due
    )


def review(user: User, query: str = "") -> dict[str, dict[str, dict[str, object]]]:
    answer = client_for(user).get(f"/pipeline.json{query}")
    assert answer.status_code == 200
    found: dict[str, dict[str, dict[str, object]]] = json.loads(answer.content)
    return found


def period_of(moment: datetime) -> str:
    return Organisation.get().calendar.containing(moment.date(), "quarter").key


@pytest.mark.parametrize("address", ["/pipeline/", "/pipeline.json", "/pipeline/rows/won/", "/pipeline/what-if/"])
def test_anonymous_is_asked_to_sign_in(address: str) -> None:
    answer = client_for(None).get(address)

    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["Location"]


def test_start_leads_to_today(ana: User) -> None:
    assert client_for(ana).get("/").headers["Location"] == "/today/"


def test_the_first_line_says_what_is_won(pipeline: None, ana: User) -> None:
    page = client_for(ana).get("/pipeline/").content.decode()

    assert "Won 1.20\N{NO-BREAK SPACE}k so far." in page
    assert "The forecast says where the period will end." in page


def test_a_seller_sees_own_records_only(pipeline: None, ana: User, cleo: User) -> None:
    of_ana, of_cleo = review(ana, "?scope=everyone"), review(cleo, "?scope=everyone")

    assert of_ana["headline"]["open"]["value"] == "800.00"
    assert of_cleo["headline"]["open"]["value"] == "5000.00"
    assert "Crane" not in client_for(ana).get("/pipeline/rows/open/?scope=everyone").content.decode()


def test_a_leader_sees_all_of_them(pipeline: None, eva: User) -> None:
    assert review(eva, "?scope=everyone")["headline"]["open"]["value"] == "5800.00"


def test_a_kept_review_is_not_shown_to_somebody_else(pipeline: None, eva: User, ana: User) -> None:
    review(eva, "?scope=everyone")

    assert review(ana, "?scope=everyone")["headline"]["open"]["value"] == "800.00"


@pytest.mark.parametrize("scope", ["person:{cleo}", "team:{south}", "nonsense"])
def test_a_scope_beyond_ones_sight_does_not_exist(pipeline: None, ana: User, cleo: User, scope: str) -> None:
    key = scope.format(cleo=cleo.pk, south=cleo.team_id)

    assert client_for(ana).get(f"/pipeline/?scope={key}").status_code == 404
    assert client_for(ana).get(f"/pipeline.json?scope={key}").status_code == 404
    assert client_for(ana).get(f"/pipeline/rows/open/?scope={key}").status_code == 404


def test_a_change_shows_at_once(pipeline: None, ana: User, process: Process) -> None:
    review(ana)

    now = timezone.now()
    opportunity("Valve", owner=ana, process=process, opened=now, amount=50, close_on=now.date() + timedelta(days=1))

    assert review(ana)["headline"]["open"]["value"] == "850.00"


def test_page_json_and_file_say_the_same(pipeline: None, ana: User, own_extracts: Path) -> None:
    said = review(ana)["headline"]["sentence"]
    now = timezone.now()
    files = {
        form: write_review(form, user=ana, parameters={}, folder=own_extracts, memory="256MB", now=now)
        for form in ("html", "json", "pdf")
    }

    assert str(said) in client_for(ana).get("/pipeline/").content.decode()
    assert str(said) in files["html"].decode()
    assert json.loads(files["json"])["headline"]["sentence"] == said
    assert files["pdf"].startswith(b"%PDF")


def test_the_file_stands_alone(pipeline: None, ana: User, own_extracts: Path) -> None:
    page = write_review(
        "html", user=ana, parameters={}, folder=own_extracts, memory="256MB", now=timezone.now()
    ).decode()

    assert "<link" not in page
    assert "<script" not in page
    assert 'href="/' not in page


def test_another_form_of_file_is_refused(ana: User, own_extracts: Path) -> None:
    with pytest.raises(UnknownForm, match="html, pdf, json"):
        write_review("docx", user=ana, parameters={}, folder=own_extracts, memory="256MB", now=timezone.now())


def test_an_empty_site_shows_the_way(organisation: Organisation, dov: User) -> None:
    page = client_for(dov).get("/pipeline/").content.decode()

    assert "There are no opportunities here yet." in page
    assert 'href="/data/"' in page


def test_absent_amounts_are_not_taken_for_zero(ana: User, process: Process, organisation: Organisation) -> None:
    now = timezone.now()
    due = now.date() + timedelta(days=1)
    opportunity("Chip", owner=ana, process=process, opened=now - timedelta(days=5), amount=None, close_on=due)

    assert "Amounts are not known: figures in money say nothing here." in str(review(ana)["headline"]["sentence"])


def test_the_value_of_wins_without_amounts_is_unknown(
    ana: User, acme: Account, process: Process, organisation: Organisation
) -> None:
    now = timezone.now()
    for name in ("Chip", "Wafer"):
        made = opportunity(
            name, owner=ana, process=process, opened=now - timedelta(days=400), amount=None, account=acme
        )
        move(made, "Won", at=now - timedelta(minutes=9))

    said = review(ana)

    assert said["headline"]["won"]["value"] is None
    assert said["levers"]["velocity"]["value"] is None
    assert [lever["effect"] for lever in said["levers"]["levers"]] == [None] * 4  # type: ignore[index]
    assert said["people"]["rows"][0]["won_mean"] is None  # type: ignore[index]
    assert client_for(ana).get("/pipeline/").status_code == 200


def test_known_wins_are_said_beside_open_ones_without_amounts(
    pipeline: None, ana: User, process: Process, organisation: Organisation
) -> None:
    Opportunity.objects.filter(name="Pump").delete()
    now = timezone.now()
    due = now.date() + timedelta(days=1)
    opportunity("Chip", owner=ana, process=process, opened=now - timedelta(days=5), amount=None, close_on=due)

    said = review(ana)["headline"]

    assert said["won"]["value"] == "1200.00"
    assert (said["open"]["value"], said["commit"]["value"], said["weighted"]["value"]) == (None, None, None)
    assert "The amounts of what is open are not known." in str(said["sentence"])


def test_targets_stand_beside_what_is_won(pipeline: None, ana: User) -> None:
    now = timezone.now()
    period = Organisation.get().calendar.containing(now.date(), "quarter")
    Quota.objects.create(
        user=ana, start_on=period.start, end_on=period.end, amount=Decimal(2000), currency="EUR", set_at=now
    )

    assert "The target of 2.00\N{NO-BREAK SPACE}k is 800 away." in str(review(ana)["headline"]["sentence"])


def test_dates_alone_are_said_to_be_dates_alone(ana: User, process: Process, organisation: Organisation) -> None:
    made = opportunity("Old", owner=ana, process=process, opened=timezone.now() - timedelta(days=90), history="dates")
    made.changes.all().delete()

    assert "Of 100% only created and closed dates are known" in client_for(ana).get("/pipeline/").content.decode()


def test_a_missing_rate_is_said(ana: User, process: Process, organisation: Organisation) -> None:
    opportunity("Far", owner=ana, process=process, opened=timezone.now() - timedelta(days=9), currency="JPY")

    assert "1 opportunities in JPY have no exchange rate" in client_for(ana).get("/pipeline/").content.decode()


def test_the_days_of_the_waterfall_can_be_chosen(pipeline: None, ana: User) -> None:
    since = (timezone.now() - timedelta(days=30)).date()

    changes = review(ana, f"?since={since}")["changes"]

    assert str(changes["since"]) == since.isoformat()


def test_days_in_the_wrong_order_are_said(pipeline: None, ana: User) -> None:
    page = client_for(ana).get("/pipeline/?since=2026-02-01&until=2026-01-01").content.decode()

    assert "The first day must not be after the last." in page


def test_more_opportunities_cost_no_more_queries(pipeline: None, ana: User, process: Process) -> None:
    def queries() -> int:
        forget_shared_answers()
        with CaptureQueriesContext(connection) as found:
            client_for(ana).get("/pipeline/")
        return len(found)

    def add(number: int) -> None:
        opportunity(f"O{number}", owner=ana, process=process, opened=datetime(2026, 1, 5, tzinfo=UTC))
        client_for(ana).get("/pipeline/")

    add(0)
    few = queries()
    for number in range(1, 20):
        opportunity(f"O{number}", owner=ana, process=process, opened=datetime(2026, 1, 5, tzinfo=UTC))
    add(20)

    assert queries() == few <= 30


def test_the_page_is_small(pipeline: None, ana: User) -> None:
    assert len(client_for(ana).get("/pipeline/").content) < 150_000


@pytest.mark.parametrize("address", ["/pipeline/", "/pipeline.json", "/pipeline/definitions/"])
def test_nothing_here_is_written(pipeline: None, ana: User, address: str) -> None:
    assert client_for(ana).post(address).status_code == 405


def test_each_metric_has_its_page(ana: User) -> None:
    page = client_for(ana).get("/pipeline/definitions/velocity/").content.decode()

    assert "How it is misread" in page
    assert "SELECT" in page
    assert client_for(ana).get("/pipeline/definitions/").status_code == 200
    assert client_for(ana).get("/pipeline/definitions/nonsense/").status_code == 404


def test_too_few_wins_are_too_few_for_what_if(pipeline: None, ana: User) -> None:
    page = client_for(ana).get("/pipeline/what-if/").content.decode()

    assert re.search(r"1 win since .+; 8 are needed", page)


def test_what_if_moves_the_velocity(ana: User, process: Process, organisation: Organisation) -> None:
    now = timezone.now()
    for number in range(12):
        account = Account.objects.create(name=f"A{number}", owner=ana, created_at=now, changed_at=now)
        made = opportunity(
            f"O{number}", owner=ana, process=process, opened=now - timedelta(days=60 + number), account=account
        )
        move(made, "Won", at=now - timedelta(days=5 + number))

    answer = client_for(ana).get("/pipeline/what-if/?open_mean=0&won_mean=100&win_rate=0&stay_days=0")

    assert "a day, between" in answer.content.decode()
    assert answer.context["answer"].then.median == pytest.approx(2 * answer.context["answer"].now.median)


def test_what_if_counts_no_day_before_the_records_begin(
    ana: User, process: Process, organisation: Organisation
) -> None:
    now = timezone.now()
    for number in range(12):
        made = opportunity(f"O{number}", owner=ana, process=process, opened=now - timedelta(days=20), amount=1_000)
        move(made, "Won", at=now - timedelta(days=2 + number))

    answer = client_for(ana).get("/pipeline/what-if/")

    assert answer.context["answer"].now.median == pytest.approx(12 * 1_000 / 20, rel=0.05)


def test_a_past_period_says_what_was_won(pipeline: None, ana: User) -> None:
    year = date.today().year - 1  # noqa: DTZ011 - any past year does

    assert str(review(ana, f"?period=FY{year}")["headline"]["sentence"]) == f"Won 0 in FY{year}."


def test_the_year_of_the_first_opportunity_can_be_chosen(
    ana: User, process: Process, organisation: Organisation
) -> None:
    opportunity("Old", owner=ana, process=process, opened=datetime(date.today().year - 9, 5, 2, tzinfo=UTC))  # noqa: DTZ011

    page = client_for(ana).get("/pipeline/").content.decode()

    assert f'<option value="FY{date.today().year - 9}">' in page  # noqa: DTZ011


def test_a_known_past_is_said_in_a_sentence(pipeline: None, ana: User) -> None:
    assert str(review(ana)["known"]["sentence"]) == "Every change of every opportunity is known."
