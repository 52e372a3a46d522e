"""The register of threats: an owner and a day for each, nothing idle, and an outcome at the end."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW, account, client_for, euros
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.opportunities.models import LineItem, Process, Product
from trimtab.people.models import User
from trimtab.retention.actions import (
    ThreatChanged,
    add_threat,
    close_threat,
    edit_threat,
    note_step,
    reopen_threat,
)
from trimtab.retention.models import Threat
from trimtab.retention.queries import accounts_of, threats_against, visible_threats
from trimtab.retention.tests.people import deal, names

TODAY = NOW.date()
TYPED = {"title": "Rivalo offers less", "kind": "competitor", "next_step": "Meet the buyer", "owner": "Ana"}


def threat(*accounts: Account, by: User, **fields: object) -> Threat:
    base = {"kind": "competitor", "title": "Rivalo", "owner": by, "due_on": TODAY + timedelta(7), "next_step": "Call"}
    now = fields.pop("now", NOW)
    return add_threat(fields=base | fields, accounts=accounts, by=by, now=now)  # type: ignore[arg-type]


def test_a_threat_is_written_down_with_who_meets_it_until_when(acme: Account, ana: User) -> None:
    typed = TYPED | {"accounts": "Acme", "due_on": "2027-03-01"}

    text = client_for(ana).post("/accounts/threats/new/", typed, follow=True).content.decode()

    assert "Ana meets it until Mar 1, 2027." in text
    made = Threat.objects.get()
    assert (list(made.accounts.all()), made.steps.get().next_step) == ([acme], "Meet the buyer")


def test_owner_day_step_and_account_are_asked_for(ana: User) -> None:
    answer = client_for(ana).post("/accounts/threats/new/", {"title": "Rivalo", "kind": "event", "owner": "Nobody"})

    text = answer.content.decode()
    assert (answer.status_code, Threat.objects.count()) == (422, 0)
    for asked in ("Nobody whose records you see", "Name an account, or say", "An event has a day.", "Rivalo"):
        assert asked in text, asked


def test_idle_threats_are_named_first(acme: Account, ana: User) -> None:
    threat(acme, by=ana, title="Moves")
    threat(acme, by=ana, title="Late", due_on=TODAY + timedelta(1), now=NOW - timedelta(days=3))
    Threat.objects.filter(title="Late").update(due_on=date(2020, 1, 1))
    Threat.objects.filter(title="Moves").update(due_on=date(2099, 1, 1), moved_at="2099-01-01T00:00Z")

    text = " ".join(client_for(ana).get("/accounts/threats/").content.decode().split())

    assert "2 threats are open, and 1 of them is idle: Late." in text
    assert text.index("Late</a>") < text.index("Moves</a>")


def test_two_weeks_without_a_step_are_idle() -> None:
    one = Threat(moved_at=NOW, due_on=TODAY + timedelta(99))

    assert [one.is_idle(TODAY + timedelta(days)) for days in (13, 14, 100)] == [False, True, True]
    one.closed_at = NOW
    assert not one.is_idle(TODAY + timedelta(100))


def test_a_step_moves_it_on_and_stays_as_history(acme: Account, ana: User) -> None:
    one = threat(acme, by=ana)
    later = NOW + timedelta(days=20)

    note_step(one, done="Called", next_step="Offer", due_on=TODAY + timedelta(30), by=ana, now=later)

    one.refresh_from_db()
    assert (one.next_step, one.idle_days(later.date())) == ("Offer", 0)
    assert [step.next_step for step in one.steps.order_by("at")] == ["Call", "Offer"]
    assert Event.objects.filter(verb="threat.moved").count() == 1


def test_a_step_in_the_past_is_refused(acme: Account, ana: User) -> None:
    one = threat(acme, by=ana)

    answer = client_for(ana).post(f"/accounts/threats/{one.pk}/steps/", {"next_step": "Offer", "due_on": "2020-01-01"})

    assert answer.status_code == 422
    assert "A next step is due today or later." in answer.content.decode()


def test_the_outcome_says_what_was_lost(acme: Account, ana: User) -> None:
    one = threat(acme, by=ana)
    closing = {"outcome": "partly", "lost_amount": "1200", "learnt": "They buy the small ones there."}

    client_for(ana).post(f"/accounts/threats/{one.pk}/closure/", closing)

    one.refresh_from_db()
    assert (one.outcome, one.lost_amount, one.lost_currency, one.is_open) == ("partly", euros(1200), "EUR", False)
    assert "They buy the small ones there." in client_for(ana).get("/accounts/threats/").content.decode()
    with pytest.raises(ValidationError):
        note_step(one, done="", next_step="x", due_on=TODAY, by=ana, now=NOW)


def test_what_was_averted_lost_nothing(acme: Account, ana: User) -> None:
    one = threat(acme, by=ana)

    done = close_threat(one, outcome="averted", learnt="x", lost_amount=euros(5), currency="EUR", by=ana, now=NOW)

    assert (done.lost_amount, reopen_threat(done, by=ana, now=NOW).is_open) == (None, True)


def test_an_outcome_without_a_lesson_is_refused(acme: Account, ana: User) -> None:
    answer = client_for(ana).post(f"/accounts/threats/{threat(acme, by=ana).pk}/closure/", {"outcome": "lost"})

    assert answer.status_code == 422


def test_an_event_meets_all_in_its_scope(acme: Account, bolt: Account, ana: User, eva: User, process: Process) -> None:
    pump = Product.objects.create(name="Pump")
    LineItem.objects.create(opportunity=deal(acme, owner=ana, process=process), product=pump)
    north = account("Corto", owner=ana, region="North")
    strike = threat(by=eva, kind="event", region="north", happened_on=TODAY)
    recall = threat(by=eva, kind="event", product=pump, industry="manufacturing", happened_on=TODAY)

    assert names(accounts_of(strike).order_by("name")) == ["Acme", "Corto"]
    assert names(accounts_of(recall)) == ["Acme"]
    assert [threats_against(one).count() for one in (acme, bolt, north)] == [2, 0, 1]
    assert "Rivalo" in client_for(ana).get(f"/accounts/{acme.pk}/backup/panel/").content.decode()


def test_whom_a_threat_concerns_sees_it(acme: Account, bolt: Account, ana: User, ben: User, cleo: User) -> None:
    threat(acme, by=ana, title="Anas")
    threat(by=cleo, title="Souths", region="South")
    seen = {user.name: sorted(names(visible_threats(user))) for user in (ana, ben, cleo)}

    assert seen == {"Ana": ["Anas"], "Ben": ["Anas"], "Cleo": ["Souths"]}
    assert bolt.region == "South"


def test_a_stranger_finds_no_threat(acme: Account, ana: User, cleo: User) -> None:
    one = threat(acme, by=ana)

    assert client_for(cleo).get(f"/accounts/threats/{one.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        edit_threat(one, changes={"title": "x"}, accounts=[acme], by=cleo, now=NOW)


def test_nobody_names_accounts_out_of_sight(bolt: Account, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        threat(bolt, by=ana)


def test_accounts_out_of_sight_stay_named(acme: Account, bolt: Account, ana: User, eva: User) -> None:
    one = threat(acme, bolt, by=eva, owner=ana)

    edit_threat(one, changes={"title": "Renamed"}, accounts=[], by=ana, now=NOW + timedelta(1))

    assert names(one.accounts.all()) == ["Bolt"]


def test_the_second_of_two_editors_sees_the_newer_facts(acme: Account, ana: User, ben: User) -> None:
    one = threat(acme, by=ana)
    edit_threat(one, changes={"title": "Bens"}, accounts=[acme], by=ben, now=NOW + timedelta(1), seen_at=NOW)

    with pytest.raises(ThreatChanged):
        edit_threat(one, changes={"title": "Anas"}, accounts=[acme], by=ana, now=NOW + timedelta(2), seen_at=NOW)

    typed = TYPED | {"accounts": "Acme", "due_on": "2027-03-01", "seen_at": NOW.isoformat()}
    answer = client_for(ana).post(f"/accounts/threats/{one.pk}/edit/", typed)
    assert (answer.status_code, "Bens" in answer.content.decode()) == (409, True)
