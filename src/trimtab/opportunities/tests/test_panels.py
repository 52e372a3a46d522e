"""What the account's page shows of opportunities and activities."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.cast import NOW, client_for
from tests.fingerprints import fingerprint
from trimtab.accounts.actions import add_member
from trimtab.accounts.models import Account
from trimtab.core.models import ExchangeRate, Organisation
from trimtab.opportunities.actions import edit_opportunity, log_activity
from trimtab.opportunities.models import Activity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User


def test_open_and_closed_ones_have_totals_in_the_reporting_currency(ana: User, acme: Account, process: Process) -> None:
    ExchangeRate.objects.create(currency="USD", from_on=date(2020, 1, 1), rate=Decimal("0.5"))
    deal("A", owner=ana, account=acme, process=process, amount=100)
    deal("B", owner=ana, account=acme, process=process, amount=100, currency="USD")
    won = deal("C", owner=ana, account=acme, process=process, amount=7)
    edit_opportunity(won, changes={"stage": stage(process, "Won")}, by=ana, now=NOW)

    text = client_for(ana).get(f"/accounts/{acme.pk}/").content.decode()

    assert "Open: 2, worth 150 EUR" in text
    assert "Won: 1, worth 7 EUR" in text


def test_a_member_sees_the_account_but_not_the_deals_of_others(
    ana: User, cleo: User, acme: Account, process: Process
) -> None:
    deal("Secret", owner=ana, account=acme, process=process)
    add_member(acme, cleo)

    text = client_for(cleo).get(f"/accounts/{acme.pk}/").content.decode()

    assert "Secret" not in text
    assert "There is no opportunity here that you see." in text


def test_the_panel_alone_equals_its_part_of_the_page(ana: User, acme: Account, process: Process) -> None:
    deal("A", owner=ana, account=acme, process=process)
    client = client_for(ana)

    part = client.get(f"/opportunities/of-account/{acme.pk}/").content.decode().strip()

    assert part in client.get(f"/accounts/{acme.pk}/").content.decode()


def test_strangers_find_no_panel(cleo: User, acme: Account) -> None:
    client = client_for(cleo)

    assert client.get(f"/opportunities/of-account/{acme.pk}/").status_code == 404
    assert client.get(f"/opportunities/activities-of-account/{acme.pk}/").status_code == 404
    assert client.post(f"/opportunities/of-account/{acme.pk}/").status_code == 405


def test_an_activity_with_the_account_is_logged(ana: User, acme: Account) -> None:
    typed = {"kind": "call", "subject": "Hello", "at": "2026-11-01T09:00", "direction": "out"}

    answer = client_for(ana).post(f"/opportunities/activities-of-account/{acme.pk}/", typed, follow=True)

    assert "Hello" in answer.content.decode()
    assert Activity.objects.get().account == acme


def test_an_activity_without_a_day_is_shown_again_as_typed(ana: User, acme: Account) -> None:
    answer = client_for(ana).post(f"/opportunities/activities-of-account/{acme.pk}/", {"subject": "Half typed"})

    assert (answer.status_code, "Half typed" in answer.content.decode()) == (422, True)


def test_a_reader_logs_nothing(ana: User, ben: User, bolt: Account, organisation: Organisation) -> None:
    add_member(bolt, ana)
    client = client_for(ben)
    before = fingerprint()

    answer = client.post(f"/opportunities/activities-of-account/{bolt.pk}/", {"subject": "Hello"})

    assert answer.status_code == 403
    assert fingerprint() == before


def test_activities_of_deals_out_of_sight_stay_out_of_sight(
    ana: User, cleo: User, acme: Account, process: Process
) -> None:
    secret = deal("Secret", owner=ana, account=acme, process=process)
    log_activity(fields={"kind": "call", "subject": "Price talk", "at": NOW}, opportunity=secret, by=ana, now=NOW)
    add_member(acme, cleo)

    assert "Price talk" not in client_for(cleo).get(f"/accounts/{acme.pk}/").content.decode()
    assert "Price talk" in client_for(ana).get(f"/accounts/{acme.pk}/").content.decode()


def test_an_account_shows_what_is_ahead(ana: User, acme: Account) -> None:
    for subject, kind, year in (("Offer", "task", 2026), ("Fair", "meeting", 2126), ("Old", "call", 2026)):
        fields = {"kind": kind, "subject": subject, "at": datetime(year, 1, 1, 9, tzinfo=UTC)}
        log_activity(fields=fields, account=acme, by=ana, now=NOW)
    Activity.objects.create(kind="task", subject="Theirs", at=NOW, recorded_at=NOW, account=acme, source="crm")

    panel = client_for(ana).get(f"/opportunities/activities-of-account/{acme.pk}/")

    assert [one.subject for one in panel.context["activities"]] == ["Offer", "Fair"]
