"""What changes of settings do to the figures is kept, before and after."""

import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.models import Restatement
from trimtab.analytics.restating import differences
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Event, Organisation
from trimtab.core.rates import set_rate
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
ORGANISATION = {
    "name": "",
    "currency": "EUR",
    "fiscal_start_month": "1",
    "fiscal_pattern": "months",
    "week_start": "0",
    "time_zone": "UTC",
}


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process, organisation: Organisation) -> Opportunity:
    """Won yesterday at 1,000 dollars; the dollar is at 0.50 since long."""
    now = timezone.now()
    set_rate("USD", from_on=date(2020, 1, 1), rate=Decimal("0.5"), by=None, now=now)
    made = opportunity(
        "Turbines",
        owner=ana,
        process=process,
        opened=now - timedelta(days=60),
        amount=1000,
        currency="USD",
        account=acme,
    )
    move(made, "Won", at=now - timedelta(days=1))
    return made


def changed(row: Restatement) -> dict[str, tuple[object, object]]:
    """Figure → before and after, of the first period."""
    assert row.after is not None
    return {one.label: (one.before, one.after) for one in differences(row.before, row.after)[0].changed}


def test_a_corrected_rate_is_restated_when_the_figures_follow(turbines: Opportunity, finn: User) -> None:
    client = client_for(finn)
    client.get("/pipeline/")

    client.post("/settings/currencies/USD/", {"from_on": "2020-01-01", "value": "0.8", "source": "bank"})
    client.get("/pipeline/")

    row = Restatement.objects.get()
    assert (row.what, row.by_name) == ("rate.set", "Finn")
    assert changed(row)["Won so far"] == ("500.00", "800.00")


def test_figures_of_yesterdays_extracts_are_kept_too(turbines: Opportunity, finn: User, own_extracts: Path) -> None:
    client = client_for(finn)
    client.get("/pipeline/")
    long_ago = (timezone.now() - timedelta(days=1)).timestamp()
    for folder in own_extracts.glob("v*"):
        os.utime(folder, (long_ago, long_ago))

    client.post("/settings/currencies/USD/", {"from_on": "2020-01-01", "value": "0.8", "source": "bank"})
    client.get("/pipeline/")

    assert changed(Restatement.objects.get())["Won so far"] == ("500.00", "800.00")


def test_an_edit_of_the_business_is_no_restatement(turbines: Opportunity, finn: User) -> None:
    client = client_for(finn)
    client.get("/pipeline/")

    move(turbines, "Lost", at=timezone.now())
    client.get("/pipeline/")

    assert not Restatement.objects.exists()


def test_another_fiscal_year_is_shown_before_it_is_saved(turbines: Opportunity, finn: User) -> None:
    page = client_for(finn).post("/settings/organisation/", {**ORGANISATION, "fiscal_start_month": "2"})

    assert page.status_code == 200
    assert Organisation.get().fiscal_start_month == 1
    assert [one.is_moved for one in page.context["periods_now"]] != [False, False, False]
    assert page.context["preview"].differences[0].before["key"] != page.context["preview"].differences[0].after["key"]
    assert not Restatement.objects.exists()


def test_a_saved_calendar_is_kept_with_its_figures(turbines: Opportunity, finn: User) -> None:
    sent = {**ORGANISATION, "fiscal_start_month": "2", "save": "1"}

    answer = client_for(finn).post("/settings/organisation/", sent)

    row = Restatement.objects.get()
    assert answer.status_code == 302
    assert Organisation.get().fiscal_start_month == 2
    assert row.events == [Event.objects.get(verb="organisation.edited").pk]
    assert row.after is not None
    assert row.before[0]["period"] != row.after[0]["period"]
    assert client_for(finn).get(f"/settings/restatements/{row.pk}/").status_code == 200


def test_another_currency_turns_the_rates_and_is_completed_later(turbines: Opportunity, finn: User) -> None:
    client = client_for(finn)
    client.get("/pipeline/")

    client.post("/settings/organisation/", {**ORGANISATION, "currency": "usd", "save": "1"})
    waiting = Restatement.objects.get()
    client.get("/pipeline/")

    row = Restatement.objects.get()
    assert (waiting.after, row.followed_at is not None) == (None, True)
    assert row.after is not None
    assert (row.before[0]["currency"], row.after[0]["currency"]) == ("EUR", "USD")
    assert changed(row)["Won so far"] == ("500.00", "1000.00")


def test_a_currency_without_a_rate_is_refused(turbines: Opportunity, finn: User) -> None:
    page = client_for(finn).post("/settings/organisation/", {**ORGANISATION, "currency": "JPY", "save": "1"})

    assert page.status_code == 422
    assert "Set a rate of JPY first" in page.content.decode()
    assert Organisation.get().currency == "EUR"


def test_an_unknown_time_zone_is_refused(finn: User, organisation: Organisation) -> None:
    page = client_for(finn).post("/settings/organisation/", {**ORGANISATION, "time_zone": "Europe/Nowhere"})

    assert page.status_code == 422
    assert "Got Europe/Nowhere." in page.content.decode()


def test_a_name_alone_restates_nothing(turbines: Opportunity, finn: User) -> None:
    client_for(finn).post("/settings/organisation/", {**ORGANISATION, "name": "Acme Sales", "save": "1"})

    assert Organisation.get().name == "Acme Sales"
    assert not Restatement.objects.exists()


def test_the_list_says_what_was_changed_by_whom(turbines: Opportunity, finn: User) -> None:
    client_for(finn).post("/settings/organisation/", {**ORGANISATION, "fiscal_start_month": "2", "save": "1"})

    page = client_for(finn).get("/settings/restatements/").content.decode()

    assert "fiscal year starts in month: January → February" in page
    assert "Finn" in page
